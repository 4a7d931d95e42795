"""How a project gets at its settings object: accessors, and calls that make another one."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement, is_docstring
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.project_symbols import SYMBOLS, Symbol, absolute_name
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.settings_classes import SETTINGS_TARGETS, SettingsTarget, is_settings

FUNCTION, VARIABLE = "get_settings()", "settings"
SINGLETON_READS = (BINDINGS, SETTINGS_TARGETS, SYMBOLS, *SETTINGS_TARGETS.requires)
"""What a rule that asks the functions here must require."""
_CACHES = frozenset({"functools.lru_cache", "functools.cache"})


def made_settings(unit: UnitPass, call: cst.Call) -> Symbol | None:
    """The settings class of the project that a call without arguments makes an object of."""
    if call.args:
        return None
    names = qualified_names(unit, call.func)
    own = unit.module
    if not names:
        bound = unit.lookup(BINDINGS, dotted_name(call.func).partition(".")[0])
        if not bound or any(b.kind != "class" for b in bound):
            return None
        names = (f"{own.name}.{dotted_name(call.func)}",)
    if len(names) != 1:
        return None
    meant = absolute_name(own.name, names[0], is_package=own.is_package)
    if meant.startswith("builtins."):
        return None
    symbol = unit.lookup(SYMBOLS, meant)
    if symbol is None or not is_settings(unit, symbol.qualified_name):
        return None
    return symbol


def is_cached(unit: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether a function gives the same object every time, by a cache or a ``global``."""
    for decorator in function.decorators:
        inner = decorator.decorator
        names = qualified_names(unit, inner.func if isinstance(inner, cst.Call) else inner)
        # What other decorators do is not known: they may cache, too.
        if not names or _CACHES.intersection(names):
            return True
    return any(isinstance(first_statement(s), cst.Global) for s in function.body.body)


def only_makes(function: cst.FunctionDef) -> cst.Call | None:
    """The call in a function that does nothing but give what it makes."""
    statements = [s for s in function.body.body if not is_docstring(s)]
    last = first_statement(statements[0]) if len(statements) == 1 else None
    value = last.value if isinstance(last, cst.Return) else None
    return value if isinstance(value, cst.Call) else None


def accessors(unit: UnitPass, symbol: Symbol) -> Iterator[tuple[str, SettingsTarget]]:
    """The ways in which the project gives access to the object of a settings class."""
    for accessor in (FUNCTION, VARIABLE):
        target = unit.lookup(SETTINGS_TARGETS, accessor)
        if target is not None and (target.module, target.name) == (symbol.module, symbol.path):
            yield accessor, target
