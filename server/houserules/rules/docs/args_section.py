"""The arguments that a docstring describes are not the parameters of its function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.dependencies import is_route
from houserules.extractors.docstring_args import (
    first_misplaced,
    renamed_parameter,
    stale_entries,
    undocumented,
)
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_styles import section_name, team_style
from houserules.extractors.docstrings import Docstring
from houserules.extractors.documented_functions import documented
from houserules.extractors.routes import ROUTERS
from houserules.extractors.signatures import Parameter, described_parameters
from houserules.text.excerpt import excerpt
from houserules.transforms.docstring_args import (
    add_arguments,
    drop_arguments,
    missing_fix,
    rename_argument,
    reorder_arguments,
    reorder_fix,
    stale_fix,
)


@dataclass(frozen=True)
class Options:
    """Options of ``docs/args-section``.

    Attributes:
        mode: ``require`` every parameter, ``skip-self-documenting`` for those without annotation
            beside documented ones, ``consistent`` for none: entries must name parameters.
        min_params: Functions with fewer parameters need no section.
        one_line_ok: Docstrings of one line need no section.
        exempt_routes: Route handlers need no section: what they say is the API's description.
    """

    mode: Literal["require", "consistent", "skip-self-documenting"] = "consistent"
    min_params: int = 1
    one_line_ok: bool = True
    exempt_routes: bool = True


@rule(
    id="docs/args-section",
    on=(cst.FunctionDef,),
    requires=(ROUTERS,),
    reads=("docstring-style",),
    options=Options,
    fixes=(add_arguments, rename_argument, drop_arguments, reorder_arguments),
    message="`{name}` is missing from {section}",
    why="A description of a parameter that is gone misleads; one that is missing leaves a guess.",
    allow_when="The name and the type of a parameter say all there is to say.",
    examples=[
        Example(
            "def move(source: str, target: str) -> None:  # want: `target` is missing from Args\n"
            '    """Move stock.\n\n    Args:\n        source: Origin.\n    """\n',
            fixed="def move(source: str, target: str) -> None:\n"
            '    """Move stock.\n\n    Args:\n        source: Origin.\n'
            '        target: TODO(houserules)\n    """\n',
            options=(("mode", "require"),),
        ),
        Example(
            "def move(source: str, target: str) -> None:\n"
            '    """Move stock.\n\n    Args:\n        source: Origin.\n'
            "        traget: Destination."
            "  # want: Args names `traget`, which is not a parameter\n"
            '    """\n',
            fixed="def move(source: str, target: str) -> None:\n"
            '    """Move stock.\n\n    Args:\n        source: Origin.\n'
            '        target: Destination.\n    """\n',
        ),
        Example(
            "def move(source: str, target: str) -> None:\n"
            '    """Move stock.\n\n    Args:\n        target: Destination.\n'
            "        source: Origin."
            "  # want: `source` stands too late: Args should follow the signature\n"
            '    """\n',
            fixed="def move(source: str, target: str) -> None:\n"
            '    """Move stock.\n\n    Args:\n        source: Origin.\n'
            '        target: Destination.\n    """\n',
            options=(("mode", "require"),),
        ),
        Example(
            'def save(order: str) -> None:\n    """Save an order."""\n',
            options=(("mode", "require"),),
        ),
    ],
)
def args_section(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report parameters without entry, entries without parameter, and entries out of order."""
    docstring = documented(p, node)
    if docstring is None:
        return
    options: Options = p.options
    described = described_parameters(p, node)
    missing = undocumented(docstring, described)
    yield from _stale(p, node, docstring, described, missing)
    if options.mode == "consistent":
        return
    team = p.convention("docstring-style")
    section = section_name(docstring, SectionKind.ARGS, team)
    late = first_misplaced(docstring, described)
    if late is not None:
        yield p.finding(
            late.name_span,
            fix=reorder_fix(node, described),
            message="`{name}` stands too late: {section} should follow the signature",
            section=section,
            name=excerpt(late.names[0], 30),
        )
    wanted = _wanted(p, node, docstring, missing) if missing else ()
    if len(described) < options.min_params or not wanted:
        return
    fix = missing_fix(node, docstring, described, wanted, team_style(team))
    for param in wanted:
        yield p.finding(param.node.name, fix=fix, name=excerpt(param.written, 40), section=section)


def _wanted(
    p: UnitPass, node: cst.FunctionDef, docstring: Docstring, missing: Sequence[Parameter]
) -> Sequence[Parameter]:
    options: Options = p.options
    if {SectionKind.ARGS, SectionKind.MORE_ARGS} & docstring.loose:
        return ()
    if docstring.is_one_line and options.one_line_ok:
        return ()
    if options.exempt_routes and is_route(p, node):
        return ()
    if options.mode == "require":
        return missing
    if not docstring.of_kind(SectionKind.ARGS):
        return ()
    return [param for param in missing if param.node.annotation is None]


def _stale(
    p: UnitPass,
    node: cst.FunctionDef,
    docstring: Docstring,
    described: Sequence[Parameter],
    missing: Sequence[Parameter],
) -> Iterator[Finding]:
    stale = list(stale_entries(docstring, node, described))
    names = [param.name for param in missing]
    for entry in stale:
        name = entry.names[0]
        new = renamed_parameter(name, names) if len(stale) == 1 else ""
        yield p.finding(
            entry.name_span,
            fix=stale_fix(node, name, new),
            message="{section} names `{name}`, which is not a parameter",
            section=section_name(docstring, SectionKind.ARGS, None),
            name=excerpt(name, 40),
        )
