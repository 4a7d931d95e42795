"""Classes of the project that share methods: related by inheritance, over any number of steps."""

from __future__ import annotations

from dataclasses import dataclass

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import all_of, everywhere
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES, local_class
from houserules.extractors.project_symbols import (
    MODULE_CLASSES,
    PROJECT_ANCESTRY,
    SYMBOLS,
    Symbol,
    absolute_name,
    base_name,
)
from houserules.extractors.qualified_names import module_qualified_names

ALL_CLASSES = all_of(CLASSES)
EVERY_CLASS = everywhere(CLASSES)
"""Class path → the classes of that path in all modules."""

HARMLESS_BASES = frozenset(
    {
        "abc.ABC", "builtins.BaseException", "builtins.Exception", "builtins.KeyError",
        "builtins.LookupError", "builtins.RuntimeError", "builtins.TypeError",
        "builtins.ValueError", "builtins.object", "enum.Enum", "enum.IntEnum", "enum.StrEnum",
        "pydantic.BaseModel", "pydantic_settings.BaseSettings", "sqlalchemy.orm.DeclarativeBase",
        "typing.Generic", "typing.NamedTuple", "typing.TypedDict", "typing_extensions.TypedDict",
    }
)  # fmt: skip
"""Bases from outside that lay down no method in another case than snake_case."""


@dataclass(frozen=True, slots=True)
class ClassFamily:
    """Classes of the project that are related by inheritance.

    Attributes:
        members: All of them.
        outside: A member with a base that is not the project's, or not known; ``""`` for none.
    """

    members: frozenset[Symbol]
    outside: str = ""


@dataclass(frozen=True, slots=True)
class ClassRelations:
    """How the classes of the project are related.

    Attributes:
        neighbours: Class → the classes of the project that it derives from, or that derive from it.
        outside: The classes with a base that is not the project's, or not known.
    """

    neighbours: dict[Symbol, frozenset[Symbol]]
    outside: frozenset[Symbol]


def _relations(reader: Reader, _: str) -> ClassRelations:
    neighbours: dict[Symbol, set[Symbol]] = {}
    outside: set[Symbol] = set()
    for module, path, definition in reader.lookup(ALL_CLASSES, ""):
        user = Symbol(module, path)
        neighbours.setdefault(user, set())
        if definition.keywords:
            outside.add(user)
        for base in definition.bases:
            meant = base_name(reader, user, base)
            symbol = reader.lookup(SYMBOLS, meant) if meant else None
            if symbol is not None:
                neighbours[user].add(symbol)
                neighbours.setdefault(symbol, set()).add(user)
            elif meant not in HARMLESS_BASES:
                outside.add(user)
    return ClassRelations({k: frozenset(v) for k, v in neighbours.items()}, frozenset(outside))


CLASS_RELATIONS = derived(
    "class-relations", _relations, (ALL_CLASSES, SYMBOLS, *PROJECT_ANCESTRY.requires)
)
"""``""`` → how all classes of the project are related; for fixes, which are computed once."""


def family_of(reader: Reader, symbol: Symbol) -> ClassFamily:
    """The classes that a class is related to. The reader must require ``CLASS_RELATIONS``."""
    relations = reader.lookup(CLASS_RELATIONS, "")
    members = {symbol}
    waiting = [symbol]
    while waiting:
        for neighbour in relations.neighbours.get(waiting.pop(), ()):
            if neighbour not in members:
                members.add(neighbour)
                waiting.append(neighbour)
    strange = sorted(m.qualified_name for m in members & relations.outside)
    return ClassFamily(frozenset(members), strange[0] if strange else "")


def _from_outside(reader: Reader, path: str) -> bool:
    waiting, seen = [path], set[str]()
    abroad: list[Symbol] = []
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for definition in reader.lookup(CLASSES, current):
            if definition.keywords:
                return True
            for base in definition.bases:
                local = local_class(reader, base, current) if base else None
                if local is not None:
                    waiting.append(local)
                    continue
                names = module_qualified_names(reader, base) if base else ()
                own = reader.module
                meant = (
                    absolute_name(own.name, names[0], is_package=own.is_package)
                    if len(names) == 1
                    else ""
                )
                if meant in HARMLESS_BASES:
                    continue
                is_local = meant.partition(".")[0] in own.local_packages
                symbol = reader.lookup(SYMBOLS, meant) if is_local else None
                if symbol is None:
                    return True
                abroad.append(symbol)
    return any(_leaves_project(reader, symbol) for symbol in abroad)


def _leaves_project(reader: Reader, symbol: Symbol) -> bool:
    waiting, seen = [symbol], set[Symbol]()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        definitions = reader.lookup(MODULE_CLASSES, (current.module, current.path)) or ()
        if not definitions or any(d.keywords for d in definitions):
            return True
        for base in (b for d in definitions for b in d.bases):
            meant = base_name(reader, current, base)
            if meant in HARMLESS_BASES:
                continue
            found = reader.lookup(SYMBOLS, meant) if meant else None
            if found is None:
                return True
            waiting.append(found)
    return False


FROM_OUTSIDE = derived(
    "from-outside",
    _from_outside,
    (CLASSES, BINDINGS, SYMBOLS, *PROJECT_ANCESTRY.requires),
)
"""Class path → whether the class may have members from outside the project: some base, at any
distance, is not the project's and not harmless, or not known."""
