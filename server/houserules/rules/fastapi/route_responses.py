"""A route does not document the errors that it answers with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.walk import own_nodes
from houserules.extractors.declared_routes import (
    ROUTE_READS,
    ROUTER_DEFAULTS,
    DeclaredRoute,
    declared_routes,
    outer_names,
)
from houserules.extractors.http_errors import HTTP_EXCEPTIONS, status_argument, status_of
from houserules.extractors.strings import argument, literal_string
from houserules.fixes.safety import Safety
from houserules.fixes.transform import FixRef
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.route_keyword import extend_route_keyword

_LACKING = "`responses` lacks {status}, which this handler raises"
_UNKNOWN: Mapping[int, str] = {500: "Internal server error"}


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/route-responses``.

    Attributes:
        require: ``always`` wants `responses` for every route, ``when_raises`` for those that raise
            an `HTTPException` themselves.
    """

    require: Literal["always", "when_raises"] = "when_raises"


@rule(
    id="fastapi/route-responses",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, *IMPORT_READS),
    options=Options,
    fixes=(extend_route_keyword,),
    message="route has no `responses=`",
    why="Clients can only handle the errors that they know of; FastAPI documents none but 422.",
    allow_when="The errors are described elsewhere, the same for all routes.",
    examples=[
        Example(
            "from fastapi import APIRouter, HTTPException\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/{plan_id}")  # want: route has no `responses=`\n'
            "async def read(plan_id: int) -> None:\n"
            '    raise HTTPException(404, "Plan not found")\n',
            fixed="from fastapi import APIRouter, HTTPException\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/{plan_id}", responses={404: {"description": "Plan not found"}})\n'
            "async def read(plan_id: int) -> None:\n"
            '    raise HTTPException(404, "Plan not found")\n',
        ),
        Example(
            "from fastapi import APIRouter, HTTPException\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/{key}", responses={404: {"description": "Plan not found"}})'
            "  # want: `responses` lacks 409, which this handler raises"
            " # at: responses\n"
            "async def read(key: int) -> None:\n"
            "    if key < 0:\n"
            "        raise HTTPException(status_code=409)\n"
            '    raise HTTPException(404, "Plan not found")\n',
            fixed="from fastapi import APIRouter, HTTPException\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/{key}", responses={404: {"description": "Plan not found"}, '
            '409: {"description": "Conflict"}})\n'
            "async def read(key: int) -> None:\n"
            "    if key < 0:\n"
            "        raise HTTPException(status_code=409)\n"
            '    raise HTTPException(404, "Plan not found")\n',
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/")\n'
            "async def plans() -> None: ...\n"
        ),
    ],
)
def route_responses(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report routes without the responses that they raise."""
    raised: dict[int, str] | None = None
    for route in declared_routes(p, node):
        if route.is_open or route.is_hidden or _is_said_above(p, route):
            continue
        raised = _raised(p, node) if raised is None else raised
        given = route.given("responses")
        if given is None:
            if raised or p.options.require == "always":
                fix = _fix(route, raised or _UNKNOWN)
                yield p.finding(route.decorator, fix=fix)
            continue
        known = _documented(given)
        lacking = {s: text for s, text in raised.items() if known is not None and s not in known}
        if lacking:
            listed = ", ".join(str(status) for status in sorted(lacking))
            place, fix = route.keyword("responses"), _fix(route, lacking)
            yield p.finding(place, fix=fix, message=_LACKING, status=listed)


def _is_said_above(p: UnitPass, route: DeclaredRoute) -> bool:
    """Whether the router has responses, or nothing here says what it has."""
    defaults = p.lookup(ROUTER_DEFAULTS, route.owner)
    return defaults is None or defaults.is_open or "responses" in defaults.keywords


def _raised(p: UnitPass, node: cst.FunctionDef) -> dict[int, str]:
    """The statuses that a function raises itself, with what it says about them."""
    found: dict[int, str] = {}
    calls = [n.exc for n in own_nodes(node) if isinstance(n, cst.Raise)]
    for call in calls:
        if not isinstance(call, cst.Call):
            continue
        if not set(outer_names(p, node, call.func)) & HTTP_EXCEPTIONS:
            continue
        given = status_argument(call)
        status = status_of(given.value) if given is not None else None
        if status is not None:
            detail = argument(call, "detail", 1)
            text = literal_string(detail.value) if detail is not None else None
            found.setdefault(status, _described(status, text))
    return dict(sorted(found.items()))


def _described(status: int, text: str | None) -> str:
    if text and text.isprintable() and not set(text) & set('"\\'):
        return text
    known = status in {member.value for member in HTTPStatus}
    return HTTPStatus(status).phrase if known else "Error"


def _documented(given: cst.BaseExpression) -> frozenset[int] | None:
    """The statuses of a dictionary that is written out; ``None`` where it is not."""
    if not isinstance(given, cst.Dict):
        return None
    found: set[int] = set()
    for element in given.elements:
        status = status_of(element.key) if isinstance(element, cst.DictElement) else None
        text = literal_string(element.key) if isinstance(element, cst.DictElement) else None
        if text is not None and text.isdigit():
            status = int(text)
        if status is None:
            return None
        found.add(status)
    return frozenset(found)


def _fix(route: DeclaredRoute, lacking: Mapping[int, str]) -> FixRef:
    entry = ", ".join(f'{status}: {{"description": "{text}"}}' for status, text in lacking.items())
    return extend_route_keyword.at(
        route.call,
        safety=Safety.SKELETON,
        name="responses",
        entry=entry,
        title="Document the responses",
    )
