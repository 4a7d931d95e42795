"""A function raises an exception that its docstring does not name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.dependencies import is_route
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_results import unlisted
from houserules.extractors.docstring_styles import section_name, team_style
from houserules.extractors.documented_functions import documented
from houserules.extractors.routes import ROUTERS
from houserules.extractors.scopes import scope_of
from houserules.text.excerpt import excerpt
from houserules.transforms.docstring_results import add_raises_section, raises_fix


@dataclass(frozen=True)
class Options:
    """Options of ``docs/raises-section``.

    Attributes:
        http_in_routes: An ``HTTPException`` that a route handler raises is listed, too.
    """

    http_in_routes: bool = False


@rule(
    id="docs/raises-section",
    on=(cst.FunctionDef,),
    requires=(ROUTERS,),
    reads=("docstring-style",),
    options=Options,
    fixes=(add_raises_section,),
    message="`{name}` is raised but not listed under {section}",
    why="A caller can only handle the exceptions that somebody told them about.",
    allow_when="Callers are not meant to catch anything.",
    examples=[
        Example(
            "def parse(text: str) -> int:\n"
            '    """Parse a quantity."""\n'
            "    if not text:\n"
            "        raise ValueError(text)"
            "  # want: `ValueError` is raised but not listed under Raises\n"
            "    return int(text)\n",
            fixed="def parse(text: str) -> int:\n"
            '    """Parse a quantity.\n\n    Raises:\n        ValueError: If text is empty.\n'
            '    """\n'
            "    if not text:\n"
            "        raise ValueError(text)\n"
            "    return int(text)\n",
        ),
        Example(
            "def parse(text: str) -> int:\n"
            '    """Parse a quantity.\n\n    Raises:\n'
            "        ValueError: If the text is not a number.\n"
            '    """\n'
            "    if not text.isdigit():\n"
            "        raise ValueError(text)\n"
            "    return int(text)\n",
        ),
    ],
)
def raises_section(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report exceptions that leave a function whose docstring does not mention them."""
    docstring = documented(p, node)
    if docstring is None:
        return
    missing = unlisted(node, docstring, scope_of(p, node))
    is_http = any(raised.name == "HTTPException" for raised in missing)
    if is_http and not p.options.http_in_routes and is_route(p, node):
        missing = [raised for raised in missing if raised.name != "HTTPException"]
    if not missing:
        return
    team = p.convention("docstring-style")
    fix = raises_fix(node, docstring, missing, team_style(team))
    for raised in missing:
        yield p.finding(
            raised.node.exc or raised.node,
            fix=fix,
            name=excerpt(raised.name, 40),
            section=section_name(docstring, SectionKind.RAISES, team),
        )
