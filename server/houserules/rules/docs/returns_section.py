"""A docstring does not say what is returned, or says it where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.dependencies import is_route
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_results import (
    describes_nothing,
    lacks_returns,
    repeats_annotation,
    returns_of,
)
from houserules.extractors.docstring_styles import section_name, team_style
from houserules.extractors.docstrings import Docstring
from houserules.extractors.documented_functions import documented
from houserules.extractors.routes import ROUTERS
from houserules.text.excerpt import excerpt
from houserules.transforms.docstring_results import (
    add_returns_section,
    drop_returns_section,
    returns_fix,
    without_returns_fix,
)

_RETURNS = SectionKind.RETURNS


@dataclass(frozen=True)
class Options:
    """Options of ``docs/returns-section``.

    Attributes:
        mode: ``require`` a section of functions that return something, ``skip-redundant`` to have
            none that repeats the annotation, ``consistent`` for neither. A section on a function
            that returns nothing is reported in every mode.
        exempt_routes: Route handlers need no section.
    """

    mode: Literal["require", "consistent", "skip-redundant"] = "consistent"
    exempt_routes: bool = True


@rule(
    id="docs/returns-section",
    on=(cst.FunctionDef,),
    requires=(ROUTERS,),
    reads=("docstring-style",),
    options=Options,
    fixes=(add_returns_section, drop_returns_section),
    message="the docstring of `{name}` does not say what is returned",
    why="What comes back is half of what a caller needs; a section that repeats the type is noise.",
    allow_when="The summary says what is returned.",
    examples=[
        Example(
            "def seats(rows: int) -> int:\n"
            '    """Count the seats.\n\n    Returns:'
            "  # want: Returns only repeats the annotation\n"
            '        int: The seats count.\n    """\n'
            "    return rows * 4\n",
            fixed='def seats(rows: int) -> int:\n    """Count the seats."""\n    return rows * 4\n',
            options=(("mode", "skip-redundant"),),
        ),
        Example(
            "def seats(rows: int) -> int:"
            "  # want: the docstring of `seats` does not say what is returned\n"
            '    """Count the seats.\n\n    Args:\n        rows: Rows of the hall.\n    """\n'
            "    return rows * 4\n",
            fixed="def seats(rows: int) -> int:\n"
            '    """Count the seats.\n\n    Args:\n        rows: Rows of the hall.\n\n'
            '    Returns:\n        TODO(houserules)\n    """\n'
            "    return rows * 4\n",
            options=(("mode", "require"),),
        ),
        Example('def seats(rows: int) -> int:\n    """Count the seats."""\n    return rows * 4\n'),
    ],
)
def returns_section(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report sections that are missing, that repeat the annotation, or that nothing stands for."""
    docstring = documented(p, node)
    if docstring is None:
        return
    options: Options = p.options
    if docstring.of_kind(_RETURNS):
        yield from _needless(p, node, docstring)
    elif options.mode == "require" and lacks_returns(node, docstring):
        if options.exempt_routes and is_route(p, node):
            return
        fix = returns_fix(node, docstring, team_style(p.convention("docstring-style")))
        yield p.finding(node.name, fix=fix, name=excerpt(node.name.value, 40))


def _needless(p: UnitPass, node: cst.FunctionDef, docstring: Docstring) -> Iterator[Finding]:
    section = returns_of(node, docstring)
    if section is None:
        return
    shown = section_name(docstring, _RETURNS, None)
    shown = shown[:1].upper() + shown[1:]
    if describes_nothing(node):
        yield p.finding(
            section.title_span,
            fix=without_returns_fix(node, section),
            message="{section} describes a result, but `{name}` returns nothing",
            section=shown,
            name=excerpt(node.name.value, 40),
        )
    elif p.options.mode == "skip-redundant" and repeats_annotation(node, docstring, section):
        yield p.finding(
            section.title_span,
            fix=without_returns_fix(node),
            message="{section} only repeats the annotation",
            section=shown,
        )
