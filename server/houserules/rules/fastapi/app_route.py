"""A route is attached to the application instead of a router."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rule import Example, rule
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes
from houserules.extractors.project_symbols import SYMBOLS, absolute_name
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.router_objects import (
    APPLICATION_TYPES,
    OBJECT_READS,
    ROUTER_OBJECTS,
    ObjectKind,
    router_object,
)


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/app-route``.

    Attributes:
        exempt: Globs of paths that may be routes of the application itself.
    """

    exempt: tuple[str, ...] = ("/", "/health*", "/ready*", "/live*", "/ping", "/metrics")


@rule(
    id="fastapi/app-route",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, *OBJECT_READS, ROUTER_OBJECTS, SYMBOLS, PROJECT_MODULES),
    options=Options,
    message="route is attached to `{app}`; organise routes with `APIRouter`",
    why="Routers are included, prefixed and tested on their own; a module that needs the "
    "application cannot be imported before it.",
    allow_when="The application has a handful of routes in one file.",
    examples=[
        Example(
            "from fastapi import FastAPI\n\n"
            "app = FastAPI()\n\n\n"
            '@app.get("/orders")'
            "  # want: route is attached to `app`; organise routes with `APIRouter`\n"
            "async def orders(): ...\n\n\n"
            '@app.get("/health")\n'
            "async def health(): ...\n"
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/orders")\n'
            "async def orders(): ...\n"
        ),
    ],
)
def app_route(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report routes that hang on an application."""
    for route in declared_routes(p, node):
        if route.path is None or any(fnmatchcase(route.path, g) for g in p.options.exempt):
            continue
        if not route.is_hidden and _is_application(p, route.owner):
            yield p.finding(route.decorator, app=route.owner)


def _is_application(p: UnitPass, owner: str) -> bool:
    made = p.lookup(ROUTER_OBJECTS, owner)
    if made:
        return all(
            bool(set(module_qualified_names(p, call.callee)) & APPLICATION_TYPES) for call in made
        )
    names = module_qualified_names(p, owner)
    if len(names) != 1:
        return False
    absolute = absolute_name(p.module.name, names[0], is_package=p.module.is_package)
    symbol = p.lookup(SYMBOLS, absolute) if absolute else None
    found = router_object(p, symbol.module, symbol.path) if symbol is not None else None
    return found is not None and found[0] is ObjectKind.APPLICATION
