"""A router has another name than the team's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.router_objects import ALL_OBJECTS, ROUTER_OBJECTS, ROUTER_TYPES
from houserules.extractors.router_topics import topic_of
from houserules.extractors.routes import ROUTES
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_symbol import rename_symbol, renamed_to
from houserules.transforms.router_alias import PLAIN, alias_router

_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_ALIAS = "name the router `{name}` and alias it: `router = {name}`"


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/router-name``.

    Attributes:
        style: ``plain`` wants `router`, ``alias`` wants a name of its own and the alias `router`.
    """

    style: Literal["plain", "alias"] = "plain"


@rule(
    id="fastapi/router-name",
    on=(cst.Assign,),
    requires=(BINDINGS, ROUTES, ROUTER_OBJECTS, *rename_symbol.requires),
    options=Options,
    fixes=(rename_symbol, alias_router),
    message="name the router `router`, not `{name}`",
    why="Whoever includes the routers of a project finds each of them under the same name.",
    allow_when="A file has several routers.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "plans = APIRouter()  # want: name the router `router`, not `plans` # at: plans\n\n\n"
            '@plans.get("/plans")\n'
            "async def read(): ...\n",
            fixed="from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans")\n'
            "async def read(): ...\n",
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            'router = APIRouter(prefix="/plans")'
            "  # want: name the router `plans_router` and alias it: `router = plans_router`"
            " # at: router\n\n\n"
            '@router.get("")\n'
            "async def read(): ...\n",
            fixed="from fastapi import APIRouter\n\n"
            'plans_router = APIRouter(prefix="/plans")\n'
            "router = plans_router\n\n\n"
            '@router.get("")\n'
            "async def read(): ...\n",
            path="app/plans/router.py",
            options=(("style", "alias"),),
        ),
    ],
)
def router_name(p: UnitPass, node: cst.Assign) -> Iterator[Finding]:
    """Report the only router of a file where it has another name."""
    target, call = node.targets[0].target, node.value
    if p.class_path or len(p.ancestors) != 1 or len(node.targets) != 1:
        return
    if not isinstance(call, cst.Call) or not isinstance(target, cst.Name):
        return
    if p.module.role in _TESTS or not _is_router(p, dotted_name(call.func)):
        return
    routers = {m.name for m in p.lookup(ROUTER_OBJECTS, ALL_OBJECTS) if _is_router(p, m.callee)}
    if len(routers) != 1 or not (p.lookup(ROUTES, target.value) or p.lookup(ROUTES, PLAIN)):
        return
    name = target.value
    if p.options.style == "plain":
        if name != PLAIN:
            fix = renamed_to(p, name, PLAIN, BindingKind.VALUE)
            yield p.finding(target, fix=fix, name=excerpt(name, 50))
        return
    topic = topic_of(p.module)
    wanted = f"{topic}_router" if name == PLAIN and topic else name
    if wanted == PLAIN or (name != PLAIN and p.lookup(BINDINGS, PLAIN)):
        return
    is_free = wanted == name or not p.lookup(BINDINGS, wanted)
    fix = alias_router.at(target, name=wanted) if is_free else None
    yield p.finding(target, fix=fix, message=_ALIAS, name=excerpt(wanted, 28))


def _is_router(p: UnitPass, callee: str) -> bool:
    names = set(module_qualified_names(p, callee)) if callee else set[str]()
    return bool(names) and names <= ROUTER_TYPES
