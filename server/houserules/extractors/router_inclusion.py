"""Which routers are included, and which file of the project includes the others."""

from __future__ import annotations

from dataclasses import dataclass

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import PROJECT_MODULES, all_of
from houserules.extractors.inclusions import INCLUDING, UseKind
from houserules.extractors.project_routes import (
    ROUTER_USERS,
    TEST_ROLES,
    ResolvedUse,
    parent_symbol,
)
from houserules.extractors.project_symbols import SYMBOLS, Symbol
from houserules.extractors.router_objects import (
    ALL_OBJECTS,
    EVERY_ROUTER_OBJECT,
    OBJECT_READS,
    ObjectKind,
    made_by,
    router_object,
)
from houserules.extractors.router_uses import ROUTER_USES

_EVERY_USE = all_of(ROUTER_USES)


@dataclass(frozen=True, slots=True)
class Aggregator:
    """What includes the routers of a project.

    Attributes:
        path: The file, relative to the root of the project.
        module: Its module.
        parent: The application or router as its calls name it, ``""`` where there is none yet.
    """

    path: str
    module: str
    parent: str


def module_of_path(path: str) -> str:
    """The dotted name of a file: ``src/api/__init__.py`` is ``src.api``."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _aggregator(reader: Reader, path: str) -> Aggregator | None:
    named = reader.lookup(PROJECT_MODULES, module_of_path(path)) if path else None
    if path and named is None:
        return None
    including: dict[tuple[str, str], ObjectKind] = {}
    for module, _, use in reader.lookup(_EVERY_USE, ""):
        if use.kind in INCLUDING and use.parent and (not named or named.name == module):
            kind = _kind(reader, module, use.parent.name, use.parent.made_by)
            if kind is not None:
                including[module, use.parent.name] = kind
    if not including:
        for module, found in reader.lookup(EVERY_ROUTER_OBJECT, ALL_OBJECTS):
            kind = _kind(reader, module, found.name, "")
            is_candidate = named.name == module if named else kind is ObjectKind.APPLICATION
            if kind is not None and is_candidate:
                including[module, found.name] = kind
    routers = [place for place, kind in including.items() if kind is ObjectKind.ROUTER]
    candidates = routers or list(including)
    if not candidates and named is not None:
        return Aggregator(named.path, named.name, "")
    known = reader.lookup(PROJECT_MODULES, candidates[0][0]) if len(candidates) == 1 else None
    return Aggregator(known.path, known.name, candidates[0][1]) if known is not None else None


def _has_application(reader: Reader, _: str) -> bool:
    uses = reader.lookup(_EVERY_USE, "")
    return any(use.kind in INCLUDING and _is_in_force(reader, m) for m, _, use in uses) or any(
        _kind(reader, module, found.name, "") is ObjectKind.APPLICATION
        for module, found in reader.lookup(EVERY_ROUTER_OBJECT, ALL_OBJECTS)
    )


def _is_in_force(reader: Reader, module: str) -> bool:
    known = reader.lookup(PROJECT_MODULES, module)
    return known is not None and known.role not in TEST_ROLES


def _kind(reader: Reader, module: str, name: str, callee: str) -> ObjectKind | None:
    """What a name that includes routers stands for; nothing that tests set up."""
    if not _is_in_force(reader, module) or not name.isidentifier():
        return None
    if callee:
        return made_by(reader, module, callee)
    symbol = reader.lookup(SYMBOLS, f"{module}.{name}")
    made = router_object(reader, symbol.module, symbol.path) if symbol is not None else None
    return made[0] if made else None


_READS = (_EVERY_USE, EVERY_ROUTER_OBJECT, PROJECT_MODULES, SYMBOLS, *OBJECT_READS)
AGGREGATORS = derived("aggregators", _aggregator, _READS)
"""Path of the file that settings name, or ``""`` → what includes routers: there, or in the whole
project the one router that does, else the one application; ``None`` where that is not certain."""
HAS_APPLICATION = derived("has-application", _has_application, _READS)
"""``""`` → whether something in the project includes routers, or could."""


def _reaches(reader: Reader, key: tuple[str, str, str]) -> bool | None:
    module, name, aggregator = key
    waiting, seen = [Symbol(module, name)], set[Symbol]()
    doubtful = False
    while waiting:
        symbol = waiting.pop()
        if symbol in seen:
            continue
        seen.add(symbol)
        for resolved in reader.lookup(ROUTER_USERS, (symbol.module, symbol.path)):
            if resolved.module == aggregator:
                return True
            above = _above(reader, resolved)
            doubtful = doubtful or above is None
            if above is not None:
                waiting.append(above)
    return None if doubtful else False


def _above(reader: Reader, resolved: ResolvedUse) -> Symbol | None:
    """What a use puts a router into, ``None`` where that is not known."""
    use = resolved.use
    if not resolved.is_proven or use.kind is UseKind.OTHER:
        return None
    if use.kind in (UseKind.LISTED, UseKind.ALIASED):
        return Symbol(resolved.module, use.holder) if "router" in use.holder.lower() else None
    return parent_symbol(reader, resolved.module, use.parent) if use.parent else None


REACHES = derived("reaches", _reaches, (ROUTER_USERS, SYMBOLS, PROJECT_MODULES))
"""``(module, name, aggregator)`` → whether a router is included in the aggregator's module, also
through other routers; ``None`` where it may be."""
INCLUSION_READS = (AGGREGATORS, HAS_APPLICATION, REACHES, ROUTER_USERS)
"""What a rule about included routers must require."""
