"""The exception classes of a project, and what they derive from."""

from __future__ import annotations

import builtins

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.module import Role
from houserules.analysis.project import PROJECT_MODULES
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_families import ALL_CLASSES, EVERY_CLASS
from houserules.extractors.class_graph import CLASSES, local_class
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    MODULE_CLASSES,
    SYMBOLS,
    Symbol,
    base_name,
)
from houserules.extractors.qualified_names import module_qualified_names

_MOST_STEPS = 8
NO_APPLICATION = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION, Role.SCRIPT})
"""Roles of files whose exceptions are no business of the application."""

BUILTIN_ERRORS = frozenset(
    f"builtins.{name}"
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, Warning)
) - {"builtins.StopIteration", "builtins.StopAsyncIteration"}
"""The qualified names of the builtin errors."""
_LAST = frozenset(name.rpartition(".")[2] for name in BUILTIN_ERRORS)


def _ancestor_names(reader: Reader, path: str) -> frozenset[str]:
    found = {name.rpartition(".")[2] for name in reader.lookup(FULL_ANCESTRY, path)}
    waiting, seen = [path], set[str]()
    while waiting and len(seen) < _MOST_STEPS:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for definition in reader.lookup(CLASSES, current):
            for base in definition.bases:
                local = local_class(reader, base, current) if base else None
                if local is not None:
                    found.add(local.rpartition(".")[2])
                    waiting.append(local)
    return frozenset(found)


ANCESTOR_NAMES = derived("ancestor-names", _ancestor_names, (FULL_ANCESTRY, CLASSES, BINDINGS))
"""Class path → the last words of the names of all that it derives from, in this file and others."""

ERROR_READS = (ANCESTOR_NAMES, FULL_ANCESTRY, CLASSES, BINDINGS)
"""What a rule that asks ``is_error`` and ``direct_error`` must require."""


def is_error(reader: Reader, path: str) -> bool:
    """Whether a class of the module derives from a builtin error, at any distance."""
    return bool(reader.lookup(FULL_ANCESTRY, path) & BUILTIN_ERRORS)


def is_below(reader: Reader, path: str, base: str) -> bool:
    """Whether a class of the module derives from one of that name, at any distance."""
    return base in reader.lookup(ANCESTOR_NAMES, path)


def direct_error(reader: Reader, path: str) -> str:
    """The builtin error that a class of the module names as its base, as it writes it, else ``""``."""
    for definition in reader.lookup(CLASSES, path):
        for base in definition.bases:
            if base in _LAST and set(module_qualified_names(reader, base)) <= BUILTIN_ERRORS:
                return base if not local_class(reader, base, path) else ""
    return ""


def is_root_error(reader: Reader, path: str, role: Role) -> bool:
    """Whether a class of the module is public, of the application, and names a builtin error."""
    is_public = "." not in path and not path.startswith("_")
    return is_public and role not in NO_APPLICATION and bool(direct_error(reader, path))


def _roots(reader: Reader, _: str) -> tuple[Symbol, ...]:
    found: set[Symbol] = set()
    for module, path, definition in reader.lookup(ALL_CLASSES, ""):
        if "." in path or path.startswith("_") or not set(definition.bases) & _LAST:
            continue
        known = reader.lookup(PROJECT_MODULES, module)
        if known is None or known.role in NO_APPLICATION:
            continue
        symbol = Symbol(module, path)
        if any(base_name(reader, symbol, base) in BUILTIN_ERRORS for base in definition.bases):
            found.add(symbol)
    return tuple(sorted(found, key=lambda symbol: (symbol.module, symbol.path)))


ROOT_ERRORS = derived(
    "root-errors",
    _roots,
    (ALL_CLASSES, PROJECT_MODULES, SYMBOLS, MODULE_CLASSES, MODULE_BINDINGS),
)
"""``""`` → the public classes of the application that name a builtin error as their base, sorted."""


def _homes(reader: Reader, name: str) -> tuple[str, ...]:
    homes: dict[str, None] = {}
    for module, _ in reader.lookup(EVERY_CLASS, name):
        known = reader.lookup(PROJECT_MODULES, module)
        if known is not None and known.role not in NO_APPLICATION:
            homes[module] = None
    return tuple(homes)


CLASS_HOMES = derived("class-homes", _homes, (EVERY_CLASS, PROJECT_MODULES))
"""Class path → the modules of the application that define a class of that path."""
