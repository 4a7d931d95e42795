"""The routes of a project under their full paths: who includes which router, over all files."""

from __future__ import annotations

from dataclasses import dataclass

from houserules.analysis.binding_names import WILDCARD, BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.module import Role
from houserules.analysis.project import PROJECT_MODULES, everywhere
from houserules.extractors.aliased_imports import ALIAS_READS, names_in_project
from houserules.extractors.dependencies import absolute_use
from houserules.extractors.inclusions import UNKNOWN, Named, RouterUse, UseKind
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    SYMBOLS,
    Symbol,
    absolute_name,
    module_and_rest,
)
from houserules.extractors.router_objects import (
    EVERY_ROUTE,
    OBJECT_READS,
    ObjectKind,
    made_by,
    router_object,
)
from houserules.extractors.router_uses import ROUTER_USES

TEST_ROLES = frozenset({Role.TEST, Role.CONFTEST})
_HAS_OWN_ROUTER = frozenset({"app", "application"})
_EVERY_USE = everywhere(ROUTER_USES)


@dataclass(frozen=True, slots=True)
class ResolvedUse:
    """A use of one router, or of one container.

    Attributes:
        module: Where it is used.
        use: How.
        is_proven: It is this router, and not perhaps another one.
    """

    module: str
    use: RouterUse
    is_proven: bool


@dataclass(frozen=True, slots=True)
class ProjectRoute:
    """A route of a router.

    Attributes:
        module: Where its function stands.
        function: The function.
        methods: The methods it answers to, ``()`` where unknown.
        paths: The full paths that lead to it, ``()`` where no application includes its router;
            ``None`` where they are not known.
    """

    module: str
    function: str
    methods: tuple[str, ...]
    paths: tuple[str, ...] | None


def _users(reader: Reader, key: tuple[str, str]) -> tuple[ResolvedUse, ...]:
    symbol = Symbol(*key)
    found: list[ResolvedUse] = []
    for name in names_in_project(reader, symbol):
        for module, use in reader.lookup(_EVERY_USE, name):
            verdict = _means(reader, module, use.used, symbol)
            if verdict is not False:
                found.append(ResolvedUse(module, use, verdict is True))
    return tuple(found)


def _means(reader: Reader, module: str, named: Named, symbol: Symbol) -> bool | None:
    """Whether a name in a module means a symbol; ``None`` where it may."""
    root, dot, _ = named.name.partition(".")
    if root == UNKNOWN:
        return None
    absolute = absolute_use(reader, module, named.name, named.imported)
    meant = reader.lookup(SYMBOLS, absolute) if absolute else None
    if meant == symbol:
        return True
    if named.imported:
        return False if meant or module_and_rest(reader, absolute) is None else None
    bindings = reader.lookup(MODULE_BINDINGS, (module, root)) or ()
    if meant is not None:
        # A member of some object: only of classes and functions is it known to be no module.
        is_object = any(b.kind is BindingKind.VALUE for b in bindings)
        return None if is_object and dot and root not in _HAS_OWN_ROUTER else False
    if not bindings:
        return None if reader.lookup(MODULE_BINDINGS, (module, WILDCARD)) else False
    known = reader.lookup(PROJECT_MODULES, module)
    is_package = known is not None and known.is_package
    for binding in bindings:
        target = absolute_name(module, binding.target, is_package=is_package)
        if binding.kind is not BindingKind.IMPORT or module_and_rest(reader, target) is not None:
            return None
    return False


ROUTER_USERS = derived(
    "router-users",
    _users,
    (*ALIAS_READS, _EVERY_USE, SYMBOLS, MODULE_BINDINGS, PROJECT_MODULES),
)
"""``(module, name)`` of a router, or of a container of routers → its uses in the project."""

_MEANING_READS = (ROUTER_USERS, SYMBOLS, PROJECT_MODULES, *OBJECT_READS)


def parent_symbol(reader: Reader, module: str, parent: Named) -> Symbol | None:
    """What an inclusion in a module includes into, where it has a name at module level."""
    if parent.made_by or parent.name == UNKNOWN:
        return None
    return reader.lookup(SYMBOLS, absolute_use(reader, module, parent.name, parent.imported))


def _prefixes(reader: Reader, key: tuple[str, str]) -> tuple[str, ...] | None:
    found = _prefixes_of(reader, Symbol(*key), frozenset())
    return None if found is None else tuple(sorted(found))


def _prefixes_of(reader: Reader, symbol: Symbol, below: frozenset[Symbol]) -> set[str] | None:
    made = router_object(reader, symbol.module, symbol.path)
    if made is None or symbol in below:
        return None
    kind, own = made
    if kind is ObjectKind.APPLICATION:
        return {""}
    places = _places(reader, symbol, below | {symbol})
    if places is None or own.prefix is None:
        return None
    return {place + own.prefix for place in places}


def _places(reader: Reader, symbol: Symbol, below: frozenset[Symbol]) -> set[str] | None:
    """The prefixes under which a router, or each of a container, is included."""
    found: set[str] = set()
    for resolved in reader.lookup(ROUTER_USERS, (symbol.module, symbol.path)):
        module = reader.lookup(PROJECT_MODULES, resolved.module)
        if module is None or module.role in TEST_ROLES:
            continue
        places = _places_of(reader, resolved, below) if resolved.is_proven else None
        if places is None:
            return None
        found |= places
    return found


def _places_of(reader: Reader, resolved: ResolvedUse, below: frozenset[Symbol]) -> set[str] | None:
    use = resolved.use
    if use.kind in (UseKind.LISTED, UseKind.ALIASED):
        holder = Symbol(resolved.module, use.holder)
        bindings = reader.lookup(MODULE_BINDINGS, (holder.module, holder.path)) or ()
        is_one = len(bindings) == 1 and "router" in use.holder.lower() and holder not in below
        return _places(reader, holder, below | {holder}) if is_one else None
    if use.kind is UseKind.OTHER or use.parent is None or use.prefix is None or not use.certain:
        return None
    if use.parent.made_by:
        kind = made_by(reader, resolved.module, use.parent.made_by)
        return {use.prefix} if kind is ObjectKind.APPLICATION else None
    parent = parent_symbol(reader, resolved.module, use.parent)
    above = _prefixes_of(reader, parent, below) if parent is not None else None
    return None if above is None else {prefix + use.prefix for prefix in above}


ROUTER_PREFIXES = derived("router-prefixes", _prefixes, _MEANING_READS)
"""``(module, name)`` of an application or router → what the full paths of its routes begin with,
one for each way to it, ``()`` where no application includes it; ``None`` where that is not known,
as in circles."""


def _routes(reader: Reader, key: tuple[str, str]) -> tuple[ProjectRoute, ...]:
    symbol = Symbol(*key)
    prefixes = reader.lookup(ROUTER_PREFIXES, key)
    found: list[ProjectRoute] = []
    for name in names_in_project(reader, symbol):
        for module, route in reader.lookup(EVERY_ROUTE, name):
            if reader.lookup(SYMBOLS, f"{module}.{route.owner}") != symbol:
                continue
            paths = None
            if prefixes is not None and route.path is not None:
                paths = tuple(prefix + route.path for prefix in prefixes)
            found.append(ProjectRoute(module, route.function, route.methods, paths))
    return tuple(found)


PROJECT_ROUTES = derived(
    "project-routes", _routes, (*ALIAS_READS, EVERY_ROUTE, SYMBOLS, ROUTER_PREFIXES)
)
"""``(module, name)`` of an application or router → the routes on it, in whatever file, under
their full paths."""
