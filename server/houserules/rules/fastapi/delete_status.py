"""A DELETE answers neither 204 nor 200 with what it deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.completion import completes
from houserules.extractors.declared_routes import (
    ROUTE_READS,
    DeclaredRoute,
    declared_routes,
    gives_nothing,
    returned_values,
    returns_response,
    sets_status,
)
from houserules.extractors.strings import literal_string
from houserules.fixes.safety import Safety
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.route_keyword import set_route_keyword

_REASON = "clients see another status, and no `null`"
_BODY = "204 must not return a body"
_SAYING = frozenset({"ok", "success", "status", "message", "detail", "deleted", "msg", "result"})
_NO_CONTENT = 204


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/delete-status``.

    Attributes:
        allowed: The statuses that a DELETE may declare; ``200+schema`` is 200 with a schema.
    """

    allowed: tuple[str, ...] = ("200+schema", "202", "204")


@rule(
    id="fastapi/delete-status",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, *IMPORT_READS),
    options=Options,
    fixes=(set_route_keyword,),
    message="`DELETE` should answer 204, or 200 with the deleted resource",
    why="Whoever deletes something learns from the status alone that there is nothing to read.",
    allow_when="Clients rely on a body that says how it went.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.delete("/{tag_id}")'
            "  # want: `DELETE` should answer 204, or 200 with the deleted resource\n"
            "async def drop(tag_id: int) -> None:\n"
            "    await remove(tag_id)\n",
            fixed="from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.delete("/{tag_id}", status_code=204)\n'
            "async def drop(tag_id: int) -> None:\n"
            "    await remove(tag_id)\n",
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.delete("/{tag_id}", status_code=204)\n'
            "async def drop(tag_id: int):\n"
            "    return {'ok': True}  # want: 204 must not return a body\n",
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.schemas import Tag\n\n"
            "router = APIRouter()\n\n\n"
            '@router.delete("/{tag_id}")\n'
            "async def drop(tag_id: int) -> Tag:\n"
            "    return await remove(tag_id)\n",
        ),
    ],
)
def delete_status(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report statuses of DELETE routes that do not go with what they return."""
    for route in declared_routes(p, node):
        if route.methods != ("DELETE",) or route.is_open:
            continue
        given = route.given("status_code")
        if given is None:
            yield from _undeclared(p, node, route)
        elif route.status() == _NO_CONTENT:
            yield from _with_body(p, node, route)
        elif route.status() is not None and not _is_allowed(p, route):
            yield p.finding(given)


def _is_allowed(p: UnitPass, route: DeclaredRoute) -> bool:
    status = str(route.status())
    return any(entry.partition("+")[0] == status for entry in p.options.allowed)


def _undeclared(p: UnitPass, node: cst.FunctionDef, route: DeclaredRoute) -> Iterator[Finding]:
    if route.given("response_class") is not None or route.given("response_model") is not None:
        return
    if sets_status(node) or returns_response(p, node) or _is_stub(node):
        return
    returned = returned_values(node)
    is_empty = all(gives_nothing(r) for r in returned)
    if not is_empty and not (returned and all(_says_only_so(r) for r in returned)):
        return
    written = node.returns.annotation if node.returns is not None else None
    if written is not None and is_empty and dotted_name(written) != "None":
        return
    fix = None
    if is_empty:
        fix = set_route_keyword.at(
            route.call,
            safety=Safety.UNSAFE,
            reason=_REASON,
            name="status_code",
            value=str(_NO_CONTENT),
        )
    yield p.finding(route.decorator, fix=fix)


def _is_stub(node: cst.FunctionDef) -> bool:
    """Whether it never comes to an end by itself: it raises, or streams."""
    if any(isinstance(n, cst.Yield) for n in own_nodes(node)):
        return True
    return not completes(node.body) and not returned_values(node)


def _says_only_so(node: cst.Return) -> bool:
    """``return {"ok": True}``."""
    if gives_nothing(node):
        return True
    if not isinstance(node.value, cst.Dict) or not node.value.elements:
        return False
    keys = [
        literal_string(e.key) if isinstance(e, cst.DictElement) else None
        for e in node.value.elements
    ]
    return set(keys) <= _SAYING


def _with_body(p: UnitPass, node: cst.FunctionDef, route: DeclaredRoute) -> Iterator[Finding]:
    model = route.given("response_model")
    if model is not None and dotted_name(model) != "None":
        yield p.finding(model, message=_BODY)
    if returns_response(p, node):
        return
    for returned in returned_values(node):
        if isinstance(returned.value, cst.Dict | cst.List | cst.ListComp | cst.SimpleString):
            yield p.finding(returned, message=_BODY)
