"""Headers of CORS are set by hand."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.routes import IMPORTED_PACKAGES
from houserules.extractors.strings import literal_string
from houserules.text.excerpt import excerpt

_PREFIX = "access-control-"
# What a response says of itself; the rest is about who may ask.
_OF_RESPONSES = frozenset({"access-control-expose-headers"})


@rule(
    id="fastapi/cross-cutting",
    on=(cst.AssignTarget,),
    requires=(IMPORTED_PACKAGES,),
    severity="hint",
    message="`{header}` is set by hand; use `CORSMiddleware`",
    why="The middleware answers for every route, errors and preflight requests included.",
    allow_when="One route answers to other origins than the rest.",
    examples=[
        Example(
            "from fastapi import Response\n\n\n"
            "async def allow(response: Response, origin: str) -> None:\n"
            '    response.headers["Access-Control-Allow-Origin"] = origin'
            "  # want: `Access-Control-Allow-Origin` is set by hand; use `CORSMiddleware`"
            ' # at: response.headers["Access-Control-Allow-Origin"]\n'
        ),
        Example(
            "from fastapi import Response\n\n\n"
            "async def keep(response: Response) -> None:\n"
            '    response.headers["Cache-Control"] = "no-store"\n'
        ),
    ],
)
def cross_cutting(p: UnitPass, node: cst.AssignTarget) -> Iterator[Finding]:
    """Report assignments of headers that the middleware for CORS sets."""
    target = node.target
    if not isinstance(target, cst.Subscript) or len(target.slice) != 1:
        return
    if not isinstance(target.value, cst.Attribute) or target.value.attr.value != "headers":
        return
    index = target.slice[0].slice
    header = literal_string(index.value) if isinstance(index, cst.Index) else None
    if header is None or not header.lower().startswith(_PREFIX):
        return
    if header.lower() in _OF_RESPONSES or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    if any(p.lookup(IMPORTED_PACKAGES, package) for package in ("fastapi", "starlette")):
        yield p.finding(target, header=excerpt(header, 40))
