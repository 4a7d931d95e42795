"""The docstring of a function shows no example of its use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.dependencies import is_route
from houserules.extractors.docstring_styles import team_style
from houserules.extractors.documented_functions import documented
from houserules.extractors.public_names import EXPORTS, is_public
from houserules.extractors.routes import ROUTERS
from houserules.extractors.signatures import described_parameters, is_method
from houserules.text.excerpt import excerpt
from houserules.transforms.docstring_example import add_example, example_fix, has_example


@dataclass(frozen=True)
class Options:
    """Options of ``docs/examples``.

    Attributes:
        roles: Roles of the files whose public functions show one.
        min_params: Functions with fewer parameters need none.
    """

    roles: tuple[Role, ...] = (Role.OTHER, Role.SERVICE)
    min_params: int = 2


@rule(
    id="docs/examples",
    on=(cst.FunctionDef,),
    requires=(EXPORTS, ROUTERS),
    reads=("docstring-style",),
    options=Options,
    fixes=(add_example,),
    severity="hint",
    message="no example in the docstring of `{name}`",
    why="One call with its result says what paragraphs do not.",
    allow_when="Nobody but the team calls the function.",
    examples=[
        Example(
            "def split(amount: int, parts: int) -> list[int]:"
            "  # want: no example in the docstring of `split`\n"
            '    """Split an amount in equal parts."""\n'
            "    return []\n",
            fixed="def split(amount: int, parts: int) -> list[int]:\n"
            '    """Split an amount in equal parts.\n\n    Example:\n'
            '        >>> split(amount, parts)  # TODO(houserules)\n    """\n'
            "    return []\n",
        ),
        Example(
            "def split(amount: int, parts: int) -> list[int]:\n"
            '    """Split an amount in equal parts.\n\n'
            '    >>> split(10, 4)\n    [3, 3, 2, 2]\n    """\n'
            "    return []\n"
        ),
    ],
)
def examples(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report public functions, methods left out, whose docstring has no example."""
    options: Options = p.options
    if p.module.role not in options.roles or is_method(p, node):
        return
    docstring = documented(p, node)
    if docstring is None or not is_public(p, node) or has_example(docstring):
        return
    if len(described_parameters(p, node)) < options.min_params or is_route(p, node):
        return
    fix = example_fix(p, node, docstring, team_style(p.convention("docstring-style")))
    yield p.finding(node.name, fix=fix, name=excerpt(node.name.value, 50))
