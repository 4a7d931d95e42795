"""A POST that creates something does not say that it answers 201."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.declared_routes import (
    ROUTE_READS,
    DeclaredRoute,
    declared_routes,
    returns_response,
    sets_status,
)
from houserules.extractors.router_objects import ROUTER_OBJECTS
from houserules.fixes.safety import Safety
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.route_keyword import set_route_keyword

_CREATING = re.compile(r"(?:create|add|register|insert|new|sign_up)(?:_|$)")
_REASON = "clients see another status"
_EXEMPT = (
    "login", "logout", "token", "refresh", "search", "query", "filter", "preview", "validate",
    "verify", "stream", "webhook", "callback", "retry", "cancel", "run", "trigger", "export",
)  # fmt: skip


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/post-status``.

    Attributes:
        scope: ``creators`` looks at functions that are called after creating something and at the
            roots of collections, ``all`` at every POST.
        exempt_words: Words in names and paths of what creates nothing.
        status_style: How the fix writes the status: ``int``, ``constant``, or ``any``.
    """

    scope: Literal["creators", "all"] = "creators"
    exempt_words: tuple[str, ...] = _EXEMPT
    status_style: Literal["constant", "int", "any"] = "any"


@rule(
    id="fastapi/post-status",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, *IMPORT_READS, ROUTER_OBJECTS),
    options=Options,
    fixes=(set_route_keyword,),
    message="`POST` that creates a resource should declare `status_code=201`",
    why="201 tells clients that something is there now that was not before; 200 does not.",
    allow_when="Clients rely on 200.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/orders")'
            "  # want: `POST` that creates a resource should declare `status_code=201`\n"
            "async def create_order(): ...\n",
            fixed="from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/orders", status_code=201)\n'
            "async def create_order(): ...\n",
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/orders")'
            "  # want: `POST` that creates a resource should declare `status_code=201`\n"
            "async def order(): ...\n\n\n"
            '@router.post("/orders/search")\n'
            "async def search_orders(): ...\n",
            fixed="from fastapi import APIRouter, status\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/orders", status_code=status.HTTP_201_CREATED)\n'
            "async def order(): ...\n\n\n"
            '@router.post("/orders/search")\n'
            "async def search_orders(): ...\n",
            options=(("scope", "all"), ("status_style", "constant")),
        ),
    ],
)
def post_status(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report POST routes without a status that create something."""
    routes = declared_routes(p, node)
    # What answers PUT as well replaces what is there.
    if any(route.methods != ("POST",) for route in routes):
        return
    for route in routes:
        if route.is_open or _says_status(p, node, route):
            continue
        if not _creates(p, node, route):
            continue
        constant = "HTTP_201_CREATED" if p.options.status_style == "constant" else ""
        fix = set_route_keyword.at(
            route.call,
            safety=Safety.UNSAFE,
            reason=_REASON,
            name="status_code",
            value="201",
            constant=constant,
        )
        yield p.finding(route.decorator, fix=fix)


def _says_status(p: UnitPass, node: cst.FunctionDef, route: DeclaredRoute) -> bool:
    if route.given("status_code") is not None or route.given("response_class") is not None:
        return True
    return sets_status(node) or returns_response(p, node)


def _creates(p: UnitPass, node: cst.FunctionDef, route: DeclaredRoute) -> bool:
    name, options = node.name.value.lower(), p.options
    segments = [s for s in (route.path or "").split("/") if s]
    last = segments[-1] if segments and not segments[-1].startswith("{") else ""
    words = set(re.split(r"[^a-z0-9]+", f"{name}_{last.lower()}"))
    if words & set(options.exempt_words):
        return False
    if options.scope == "all" or _CREATING.match(name):
        return True
    made = p.lookup(ROUTER_OBJECTS, route.owner)
    prefix = made[0].prefix if len(made) == 1 else None
    if route.path is None or not prefix:
        return False
    return not segments or segments == [prefix.rpartition("/")[2]]
