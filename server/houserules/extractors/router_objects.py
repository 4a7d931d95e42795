"""Applications, routers and their routes as facts of modules."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader
from houserules.analysis.project import everywhere, fact, in_module
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.project_symbols import MODULE_BINDINGS
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.routes import methods_of, route_decorators
from houserules.extractors.strings import argument, literal_string

APPLICATION_TYPES = frozenset({"fastapi.FastAPI", "fastapi.applications.FastAPI"})
ROUTER_TYPES = frozenset({"fastapi.APIRouter", "fastapi.routing.APIRouter"})
ALL_OBJECTS = "*"
"""The key that every object is listed under, too."""


class ObjectKind(StrEnum):
    """What includes routers."""

    APPLICATION = "application"
    ROUTER = "router"


@dataclass(frozen=True, slots=True)
class RouterObject:
    """``name = APIRouter(prefix=...)`` at the top of a module, or what looks like it.

    Attributes:
        name: The name.
        callee: What made it, as written.
        prefix: Its own prefix, ``None`` where it is not written out.
    """

    name: str
    callee: str
    prefix: str | None


@dataclass(frozen=True, slots=True)
class RouteFact:
    """A function that a decorator makes a route.

    Attributes:
        owner: What the decorator hangs on, a dotted name.
        function: The function, ``Class.method`` for methods.
        methods: The methods it answers to, ``()`` where unknown.
        path: The literal path, ``None`` where unknown.
    """

    owner: str
    function: str
    methods: tuple[str, ...]
    path: str | None


def _objects(view: UnitView) -> Iterator[tuple[Hashable, RouterObject]]:
    text = view.unit.text
    if view.unit.depth or not ("Router" in text or "FastAPI" in text):
        return
    statement = first_statement(view.node)
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target = statement.targets[0].target
    elif isinstance(statement, cst.AnnAssign):
        target = statement.target
    else:
        return
    call = statement.value
    callee = dotted_name(call.func) if isinstance(call, cst.Call) else ""
    if callee and isinstance(call, cst.Call) and isinstance(target, cst.Name):
        found = RouterObject(target.value, callee, _prefix(call))
        yield target.value, found
        yield ALL_OBJECTS, found


def _prefix(call: cst.Call) -> str | None:
    given = argument(call, "prefix")
    if given is not None:
        return literal_string(given.value)
    return None if any(a.star == "**" for a in call.args) else ""


ROUTER_OBJECTS = fact("router-objects", _objects, RouterObject)
"""Module-level name → the calls that may make it an application or a router."""
_OBJECTS_OF_MODULE = in_module(ROUTER_OBJECTS)
EVERY_ROUTER_OBJECT = everywhere(ROUTER_OBJECTS)

OBJECT_READS = (_OBJECTS_OF_MODULE, MODULE_BINDINGS)
"""What an extractor that asks ``router_object`` must require."""


def router_object(reader: Reader, module: str, name: str) -> tuple[ObjectKind, RouterObject] | None:
    """The application or router that a name of a module stands for, ``None`` where not proven."""
    found = reader.lookup(_OBJECTS_OF_MODULE, (module, name)) or ()
    bindings = reader.lookup(MODULE_BINDINGS, (module, name)) or ()
    if len(found) != 1 or len(bindings) != 1 or bindings[0].conditional:
        return None
    kind = made_by(reader, module, found[0].callee)
    return (kind, found[0]) if kind else None


def makes_router(reader: Reader, module: str) -> bool:
    """Whether a module has a router at its top. The reader must require ``OBJECT_READS``."""
    found = reader.lookup(_OBJECTS_OF_MODULE, (module, ALL_OBJECTS)) or ()
    return any(made_by(reader, module, made.callee) is ObjectKind.ROUTER for made in found)


def made_by(reader: Reader, module: str, callee: str) -> ObjectKind | None:
    """What a callee makes, as a module writes it. The reader must require ``MODULE_BINDINGS``."""
    root, dot, rest = callee.partition(".")
    bindings = reader.lookup(MODULE_BINDINGS, (module, root)) or ()
    if not bindings or any(b.kind is not BindingKind.IMPORT for b in bindings):
        return None
    targets = {b.target + dot + rest for b in bindings}
    if targets <= APPLICATION_TYPES:
        return ObjectKind.APPLICATION
    return ObjectKind.ROUTER if targets <= ROUTER_TYPES else None


def _routes(view: UnitView) -> Iterator[tuple[Hashable, RouteFact]]:
    node = view.node
    if not isinstance(node, cst.FunctionDef) or not node.decorators:
        return
    function = ".".join((*view.class_path, node.name.value))
    for _, owner, method, call in route_decorators(node):
        arg = argument(call, "path", 0)
        path = literal_string(arg.value) if arg else None
        fact_ = RouteFact(owner, function, methods_of(method, call), path)
        yield owner.rpartition(".")[2], fact_


def _has_routes(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    node = view.node
    if isinstance(node, cst.FunctionDef) and node.decorators and any(route_decorators(node)):
        yield ALL_OBJECTS, True


HAS_ROUTES = fact("has-routes", _has_routes, bool)
"""``ALL_OBJECTS`` → a value for each function that looks like a route, on whatever router."""
_HAS_ROUTES_IN_MODULE = in_module(HAS_ROUTES)
ROUTING_READS = (*OBJECT_READS, _HAS_ROUTES_IN_MODULE)
"""What an extractor that asks ``is_routing`` must require."""


def is_routing(reader: Reader, module: str) -> bool:
    """Whether a module makes a router, or has routes on one that it was given."""
    has_routes = reader.lookup(_HAS_ROUTES_IN_MODULE, (module, ALL_OBJECTS))
    return bool(has_routes) or makes_router(reader, module)


OWN_ROUTING_READS = (BINDINGS, ROUTER_OBJECTS, HAS_ROUTES)
"""What a rule that asks ``has_routes`` or ``has_router`` must require."""


def has_router(reader: Reader) -> bool:
    """As ``makes_router`` of the module that asks; other files are not read."""
    made = reader.lookup(ROUTER_OBJECTS, ALL_OBJECTS)
    names = (module_qualified_names(reader, m.callee) for m in made)
    return any(found and set(found) <= ROUTER_TYPES for found in names)


def has_routes(reader: Reader) -> bool:
    """As ``is_routing`` of the module that asks; other files are not read."""
    return bool(reader.lookup(HAS_ROUTES, ALL_OBJECTS)) or has_router(reader)


ROUTE_FACTS = fact("route-facts", _routes, RouteFact)
"""Last segment of an owner → what look like routes on it."""
EVERY_ROUTE = everywhere(ROUTE_FACTS)
