"""The body of a request has no schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes, outer_names
from houserules.extractors.parameter_markers import ANNOTATED, marker_names
from houserules.extractors.parameters import all_parameters
from houserules.text.excerpt import excerpt

_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_RAW = ("webhook", "hook", "graphql", "callback", "proxy")
_DICTS = frozenset({"builtins.dict", "typing.Dict"})
_ANYTHING = frozenset({"typing.Any", "builtins.object"})
_BODY = marker_names(("Body",))
_REQUESTS = frozenset({"fastapi.Request", "fastapi.requests.Request", "starlette.requests.Request"})


@rule(
    id="fastapi/untyped-body",
    on=(cst.FunctionDef,),
    requires=ROUTE_READS,
    message="request body is `{body}`; declare a Pydantic schema",
    why="A schema checks what comes in before the handler sees it, and documents it for clients.",
    allow_when="The handler passes on whatever comes in.",
    examples=[
        Example(
            "from typing import Any\n\n"
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/subscriptions")\n'
            "async def subscribe(body: dict[str, Any]): ..."
            "  # want: request body is `dict[str, Any]`; declare a Pydantic schema"
            " # at: dict[str, Any]\n"
        ),
        Example(
            "from fastapi import APIRouter, Request\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/subscriptions")\n'
            "async def subscribe(request: Request):\n"
            "    return await request.json()"
            "  # want: request body is `request.json()`; declare a Pydantic schema"
            " # at: request.json()\n"
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.schemas import SubscribePayload\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/subscriptions")\n'
            "async def subscribe(body: SubscribePayload): ...\n"
        ),
    ],
)
def untyped_body(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report bodies that are dictionaries or anything, and bodies that are read by hand."""
    routes = declared_routes(p, node)
    if not any(set(route.methods) & _WITH_BODY for route in routes):
        return
    words = [node.name.value, *(route.path or "" for route in routes)]
    if any(raw in word.lower() for raw in _RAW for word in words):
        return
    if any(route.is_hidden for route in routes):
        return
    for param in all_parameters(node.params):
        kind = _body_type(p, node, param)
        is_path = any(f"{{{param.name.value}" in word for word in words)
        if kind is not None and not is_path:
            yield p.finding(kind, body=excerpt(cst.Module(()).code_for_node(kind), 40))
    yield from _read_by_hand(p, node)


def _body_type(p: UnitPass, node: cst.FunctionDef, param: cst.Param) -> cst.BaseExpression | None:
    """The type of a body that says nothing; ``None`` for other parameters."""
    kind = param.annotation.annotation if param.annotation is not None else None
    markers: list[cst.CSTNode] = [param.default] if isinstance(param.default, cst.Call) else []
    if isinstance(kind, cst.Subscript) and set(outer_names(p, node, kind.value)) & ANNOTATED:
        parts = [e.slice.value for e in kind.slice if isinstance(e.slice, cst.Index)]
        kind, markers = parts[0], [*markers, *parts[1:]]
    calls = [m.func for m in markers if isinstance(m, cst.Call)]
    is_body = any(set(outer_names(p, node, func)) & _BODY for func in calls)
    if kind is None or (markers and not is_body):
        return None
    inner = kind.value if isinstance(kind, cst.Subscript) else kind
    names = set(outer_names(p, node, inner))
    if not names or not names <= _DICTS | (_ANYTHING if is_body else frozenset()):
        return None
    return kind


def _read_by_hand(p: UnitPass, node: cst.FunctionDef) -> Sequence[Finding]:
    """``request.json()``, unless the raw body is read, too: signatures are made of it."""
    requests = {
        param.name.value
        for param in all_parameters(node.params)
        if param.annotation is not None
        and set(outer_names(p, node, param.annotation.annotation)) & _REQUESTS
    }
    calls = [n for n in own_nodes(node) if isinstance(n, cst.Call)] if requests else []
    read = {call: dotted_name(call.func) for call in calls}
    if any(name in read.values() for r in requests for name in (f"{r}.body", f"{r}.stream")):
        return ()
    wanted = {f"{request}.json" for request in requests}
    return [p.finding(c, body=f"{name}()") for c, name in read.items() if name in wanted]
