"""The docstring of a router module does not list the endpoints that the module has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.docstring_places import FIRST_STATEMENTS, Owner, owner_of
from houserules.extractors.docstrings import Docstring, read_docstring
from houserules.extractors.endpoint_lists import (
    ENDPOINT_READS,
    Listed,
    expected_endpoints,
    heading_line,
    listed_endpoints,
)
from houserules.text.excerpt import excerpt
from houserules.text.span import Span
from houserules.transforms.endpoint_list import FORMAT, HEADING, endpoints_fix, list_endpoints


@dataclass(frozen=True)
class Options:
    """Options of ``docs/router-endpoints``.

    Attributes:
        heading: The line above the list.
        format: How the fix writes an endpoint, with ``{METHOD}``, ``{path}`` and ``{summary}``.
    """

    heading: str = HEADING
    format: str = FORMAT


@rule(
    id="docs/router-endpoints",
    on=(cst.Expr,),
    requires=(FIRST_STATEMENTS, *ENDPOINT_READS),
    options=Options,
    fixes=(list_endpoints,),
    message="the module docstring does not list {what}",
    why="The list at the top is the map of the file; a wrong map is worse than none.",
    allow_when="The generated API documentation is where people look.",
    examples=[
        Example(
            '"""Plan API routes."""'
            "  # want: the module docstring does not list `GET /plans/{plan_id}`\n\n"
            "from fastapi import APIRouter\n\n"
            'router = APIRouter(prefix="/plans")\n\n\n'
            '@router.get("/{plan_id}", summary="Read one plan")\n'
            "async def read_plan(plan_id: int): ...\n",
            fixed='"""Plan API routes.\n\nEndpoints:\n- GET /plans/{plan_id} - Read one plan\n'
            '"""\n\n'
            "from fastapi import APIRouter\n\n"
            'router = APIRouter(prefix="/plans")\n\n\n'
            '@router.get("/{plan_id}", summary="Read one plan")\n'
            "async def read_plan(plan_id: int): ...\n",
            path="app/routers/plans.py",
        ),
        Example(
            '"""Plan API routes.\n\nEndpoints:\n- GET /plans - List plans\n"""\n\n'
            "from fastapi import APIRouter\n\n"
            'router = APIRouter(prefix="/plans")\n\n\n'
            '@router.get("")\n'
            "async def list_plans(): ...\n",
            path="app/routers/plans.py",
        ),
    ],
)
def router_endpoints(p: UnitPass, node: cst.Expr) -> Iterator[Finding]:
    """Report endpoints that are missing, lines for none, and lines out of order."""
    if p.module.role is not Role.ROUTER or not isinstance(node.value, cst.SimpleString):
        return
    if p.class_path or len(p.ancestors) != 1 or owner_of(p, node) is not Owner.MODULE:
        return
    expected, is_whole = expected_endpoints(p)
    if not expected:
        return
    docstring = read_docstring(p, node.value)
    listed = listed_endpoints(docstring)
    yield from _findings(p, node.value, docstring, listed, expected, is_whole=is_whole)


def _findings(
    p: UnitPass,
    literal: cst.SimpleString,
    docstring: Docstring,
    listed: Sequence[Listed],
    expected: Mapping[str, str],
    *,
    is_whole: bool,
) -> Iterator[Finding]:
    options: Options = p.options
    fix = endpoints_fix(
        literal,
        docstring,
        expected,
        is_whole=is_whole,
        heading=options.heading,
        form=options.format,
    )
    missing = [e for e in expected if not any(item.means(e) for item in listed)]
    if missing:
        at = heading_line(docstring, options.heading)
        place = docstring.lines[at] if at is not None else docstring.lines[docstring.summary[0]]
        start = place.start + (len(place.margin) if at else 0)
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        yield p.finding(
            Span(start, place.start + len(place.text.rstrip())),
            fix=fix,
            what=f"`{excerpt(missing[0], 40)}`{more}",
        )
    ranks: list[int] = []
    for item in listed:
        line = docstring.lines[item.line]
        shown = excerpt(f"{item.method} {item.path}", 40)
        rank = next((i for i, e in enumerate(expected) if item.means(e)), None)
        message = ""
        if rank is None:
            message = "the module docstring lists `{shown}`, which no longer exists"
        elif ranks and rank < max(ranks):
            message = "`{shown}` is not listed in the order of the code"
        if rank is not None:
            ranks.append(rank)
        if message and (is_whole or rank is not None):
            span = line.span(len(line.margin), len(line.text.rstrip()))
            yield p.finding(span, fix=fix, weak=rank is not None, message=message, shown=shown)
