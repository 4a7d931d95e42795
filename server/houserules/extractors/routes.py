"""Routes of FastAPI applications and routers, in document order."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.extractor import Reader, derived, table
from houserules.analysis.structure import UnitView, dotted_name
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.loggers import ASSIGNED_CALLS
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.route_paths import Bucket, bucket_of, buckets_over, shadows
from houserules.extractors.strings import argument, literal_string
from houserules.syntax.ptr import NodePtr

METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
_ROUTER_TYPES = frozenset(
    {
        "fastapi.APIRouter",
        "fastapi.FastAPI",
        "fastapi.routing.APIRouter",
        "fastapi.applications.FastAPI",
    }
)
_USUAL_NAMES = frozenset({"app", "api", "router"})


@dataclass(frozen=True, slots=True)
class Route:
    """A function with a route decorator.

    Attributes:
        function: Its name.
        owner: The name that the decorator hangs on.
        method: ``GET`` …, or ``API_ROUTE``.
        methods: The methods it answers to, ``()`` where unknown.
        path: The literal path, ``None`` where unknown.
        anchor: The decorator; not compared.
        name_anchor: The name of the function; not compared.
    """

    function: str
    owner: str
    method: str
    methods: tuple[str, ...]
    path: str | None
    anchor: NodePtr = field(compare=False)
    name_anchor: NodePtr = field(compare=False)


def route_decorators(
    function: cst.FunctionDef,
) -> Iterator[tuple[cst.Decorator, str, str, cst.Call]]:
    """The decorators that look like routes: (decorator, owner, method, call)."""
    for decorator in function.decorators:
        call = decorator.decorator
        if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
            continue
        method = call.func.attr.value
        owner = dotted_name(call.func.value)
        if owner and (method in METHODS or method == "api_route"):
            yield decorator, owner, method, call


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, Route]]:
    node = view.node
    if not isinstance(node, cst.FunctionDef) or not node.decorators:
        return
    parsed = view.parsed
    for decorator, owner, method, call in route_decorators(node):
        arg = argument(call, "path", 0)
        yield (
            owner,
            Route(
                function=".".join((*view.class_path, node.name.value)),
                owner=owner,
                method=method.upper(),
                methods=methods_of(method, call),
                path=literal_string(arg.value) if arg else None,
                anchor=NodePtr("Decorator", parsed.span(decorator)),
                name_anchor=NodePtr("Name", parsed.span(node.name)),
            ),
        )


def methods_of(method: str, call: cst.Call) -> tuple[str, ...]:
    """The methods of a route; FastAPI takes ``api_route`` without ``methods`` for ``GET``."""
    if method != "api_route":
        return (method.upper(),)
    given = argument(call, "methods")
    if given is None:
        return () if any(a.star for a in call.args) else ("GET",)
    if not isinstance(given.value, cst.List | cst.Tuple | cst.Set):
        return ()
    names = [literal_string(e.value) for e in given.value.elements]
    return () if None in names else tuple(n.upper() for n in names if n)


def _merge(values: tuple[Route, ...]) -> tuple[Route, ...]:
    return values


ROUTES = table("routes", _contribute, _merge)
"""Owner → what look like routes on it, in document order; see ``ROUTERS`` for proof."""


def _is_router(reader: Reader, name: str) -> bool:
    calls = reader.lookup(ASSIGNED_CALLS, name)
    if calls:
        bindings = reader.lookup(BINDINGS, name)
        if len(bindings) != len(calls) or any(b.kind is not BindingKind.VALUE for b in bindings):
            return False
        return all(set(module_qualified_names(reader, c.callee)) & _ROUTER_TYPES for c in calls)
    if name not in _USUAL_NAMES and not name.endswith("_router"):
        return False
    return bool(reader.lookup(IMPORTED_PACKAGES, "fastapi")) and bool(reader.lookup(BINDINGS, name))


def _packages(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    node = view.node
    if view.unit.depth or not isinstance(node, cst.SimpleStatementLine):
        return
    for statement in node.body:
        if isinstance(statement, cst.Import):
            for alias in statement.names:
                yield dotted_name(alias.name).partition(".")[0], True
        elif isinstance(statement, cst.ImportFrom) and statement.module and not statement.relative:
            yield dotted_name(statement.module).partition(".")[0], True


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


IMPORTED_PACKAGES = table("imported-packages", _packages, _any)
"""Top-level package → whether a top-level import statement of the module names it."""

ROUTERS = derived("routers", _is_router, (ASSIGNED_CALLS, BINDINGS, IMPORTED_PACKAGES))
"""Module-level name → whether it is a FastAPI application or router."""


class RoutesAbove:
    """The routes of one router in their order, arranged so that few are compared with each other."""

    def __init__(self) -> None:
        self._by_bucket: dict[Bucket, list[tuple[int, Route]]] = {}
        self._count = 0

    def add(self, route: Route) -> None:
        """Put a route below the others."""
        if route.path is not None and "{" in route.path:
            self._by_bucket.setdefault(bucket_of(route.path), []).append((self._count, route))
        self._count += 1

    def matching(self, later: Route) -> tuple[int, str] | None:
        """Which of the routes matches all requests of a later one, and by which method.

        Routes of the same function do not count: what they match ends in the same place.
        """
        if later.path is None:
            return None
        near = [r for b in buckets_over(later.path) for r in self._by_bucket.get(b, ())]
        near.sort(key=lambda numbered: numbered[0])
        for method in later.methods:
            for index, route in near:
                if method not in route.methods or route.function == later.function:
                    continue
                if route.path is not None and shadows(route.path, later.path):
                    return index, method
        return None


def is_one_router(reader: Reader, owner: str) -> bool:
    """Whether a name stands for the same router in the whole module.

    The reader must require ``ROUTERS`` and ``BINDINGS``.
    """
    return bool(reader.lookup(ROUTERS, owner)) and len(reader.lookup(BINDINGS, owner)) == 1
