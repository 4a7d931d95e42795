"""A route does not say what it answers with, or says it twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.declared_routes import (
    ROUTE_READS,
    ROUTER_DEFAULTS,
    DeclaredRoute,
    declared_routes,
    gives_nothing,
    outer_names,
    returned_values,
    returns_response,
)
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.route_keyword import drop_route_keyword, set_route_keyword

_REPEATED = "`response_model` repeats the return annotation"
_VAGUE_TYPE = "`{name}` is no response schema; declare what the route answers with"
_VAGUE = frozenset({"builtins.dict", "builtins.object", "typing.Any", "typing.Dict"})
_WITHOUT_BODY = frozenset({204, 304, *range(300, 309)})


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/response-model``.

    Attributes:
        mode: Where the schema is declared: by ``response_model`` of the ``decorator``, by the
            return ``annotation``, or by ``either``.
    """

    mode: Literal["decorator", "annotation", "either"] = "either"


@rule(
    id="fastapi/response-model",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, *IMPORT_READS),
    options=Options,
    fixes=(set_route_keyword, drop_route_keyword),
    same_as_ruff=(
        SameAsRuff(
            "FAST001",
            options=(("mode", "annotation"),),
            opposite=(("mode", "decorator"),),
            part="a `response_model` that repeats the annotation",
        ),
    ),
    message="route declares no response schema",
    why="The schema checks and filters what leaves the application, and tells clients what to "
    "expect.",
    allow_when="What the route answers with has no fixed shape.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/me")  # want: route declares no response schema\n'
            "async def me():\n"
            "    return await load()\n",
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.schemas import Profile\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/me")  # want: route declares no response schema\n'
            "async def me() -> Profile:\n"
            "    return await load()\n",
            fixed="from fastapi import APIRouter\n\n"
            "from app.schemas import Profile\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/me", response_model=Profile)\n'
            "async def me() -> Profile:\n"
            "    return await load()\n",
            options=(("mode", "decorator"),),
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.schemas import Profile\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/me", response_model=Profile)'
            "  # want: `response_model` repeats the return annotation # at: Profile\n"
            "async def me() -> Profile:\n"
            "    return await load()\n",
            fixed="from fastapi import APIRouter\n\n"
            "from app.schemas import Profile\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/me")\n'
            "async def me() -> Profile:\n"
            "    return await load()\n",
            options=(("mode", "annotation"),),
        ),
    ],
)
def response_model(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report routes without a schema where the team wants it."""
    for route in declared_routes(p, node):
        if _needs_none(p, route) or not _answers(node) or returns_response(p, node):
            continue
        yield from _findings(p, node, route)


def _findings(p: UnitPass, node: cst.FunctionDef, route: DeclaredRoute) -> Iterator[Finding]:
    model, written = route.given("response_model"), node.returns
    annotation = written.annotation if written is not None else None
    if p.options.mode == "annotation":
        if annotation is None:
            yield p.finding(node.name)
        elif model is not None and _code(model) == _code(annotation):
            fix = drop_route_keyword.at(route.call, name="response_model")
            yield p.finding(model, message=_REPEATED, fix=fix, ruff="FAST001")
        return
    if model is not None:
        return
    if p.options.mode == "decorator":
        yield p.finding(route.decorator, fix=_copied(route, annotation))
    elif annotation is None:
        yield p.finding(route.decorator)
    elif set(outer_names(p, node, annotation)) & _VAGUE:
        yield p.finding(annotation, message=_VAGUE_TYPE, name=excerpt(_code(annotation), 40))


def _copied(route: DeclaredRoute, annotation: cst.BaseExpression | None) -> FixRef | None:
    if annotation is None or isinstance(annotation, cst.SimpleString | cst.ConcatenatedString):
        return None
    code = _code(annotation)
    if not code.isprintable() or "'" in code or '"' in code:
        return None
    return set_route_keyword.at(route.call, name="response_model", value=code)


def _needs_none(p: UnitPass, route: DeclaredRoute) -> bool:
    """Whether nobody expects a schema: no body, another class of response, not documented."""
    if route.is_open or route.is_hidden or set(route.methods) & {"HEAD", "OPTIONS"}:
        return True
    if route.given("response_class") is not None or route.status() in _WITHOUT_BODY:
        return True
    defaults = p.lookup(ROUTER_DEFAULTS, route.owner)
    return defaults is not None and "default_response_class" in defaults.keywords


def _answers(node: cst.FunctionDef) -> bool:
    """Whether a function gives something back that could have a schema."""
    if node.returns is not None and dotted_name(node.returns.annotation) in ("None", "NoReturn"):
        return False
    if any(isinstance(n, cst.Yield) for n in own_nodes(node)):
        return False
    returned = returned_values(node)
    return node.returns is not None or any(not gives_nothing(r) for r in returned)


def _code(node: cst.CSTNode) -> str:
    return cst.Module(()).code_for_node(node)
