"""Coroutine functions of the project, and calls of them that nobody awaits."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from enum import StrEnum

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, fact, in_module
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.definitions import decorator_names
from houserules.extractors.function_results import is_generator
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    MODULE_CLASSES,
    SYMBOLS,
    Symbol,
    absolute_name,
    base_name,
)
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.receivers import RECEIVER_READS, receiver_of
from houserules.extractors.scopes import scope_of

_MOST_STEPS = 8
_TRANSPARENT = frozenset({"abstractmethod", "classmethod", "final", "override", "staticmethod"})


class FunctionKind(StrEnum):
    """What a call of a function gives."""

    COROUTINE = "coroutine"
    OTHER = "other"


def kind_of(function: cst.FunctionDef, *, may_yield: bool = True) -> FunctionKind:
    """``COROUTINE`` for an ``async def`` that is no generator and that no decorator changes."""
    if function.asynchronous is None or (may_yield and is_generator(function)):
        return FunctionKind.OTHER
    names = {name.rpartition(".")[2] for name in decorator_names(function)}
    return FunctionKind.COROUTINE if names <= _TRANSPARENT else FunctionKind.OTHER


def _kinds(view: UnitView) -> Iterator[tuple[Hashable, FunctionKind]]:
    if isinstance(view.node, cst.FunctionDef):
        kind = kind_of(view.node, may_yield="yield" in view.unit.text)
        yield ".".join((*view.class_path, view.node.name.value)), kind


FUNCTION_KINDS = fact("function-kinds", _kinds, FunctionKind)
"""Path of a function or method → what calls of it give, for each definition."""
_KINDS_OF_MODULE = in_module(FUNCTION_KINDS)

COROUTINE_READS = tuple(
    dict.fromkeys(
        (
            *RECEIVER_READS,
            BINDINGS,
            FUNCTION_KINDS,
            _KINDS_OF_MODULE,
            MODULE_BINDINGS,
            MODULE_CLASSES,
            PROJECT_MODULES,
            SYMBOLS,
        )
    )
)
"""What a rule that asks ``calls_coroutine`` must require."""


def calls_coroutine(unit: UnitPass, call: cst.Call) -> bool:
    """Whether a call gives a coroutine of the project.

    ``call`` must be the node the walk stands on.
    """
    func = call.func
    if isinstance(func, cst.Name):
        return _is_local_coroutine(unit, func) or _is_coroutine(unit, func)
    if not isinstance(func, cst.Attribute):
        return False
    if qualified_names(unit, func):
        return _is_coroutine(unit, func)
    if isinstance(func.value, cst.Call) and dotted_name(func.value.func) == "super":
        return False
    receiver = receiver_of(unit, func.value)
    if receiver is None or receiver.owner is None:
        return False
    return _method_kind(unit, receiver.owner, func.attr.value) is FunctionKind.COROUTINE


def _is_local_coroutine(unit: UnitPass, name: cst.Name) -> bool:
    """Whether a name is a coroutine function that the functions around define."""
    for holder in reversed(unit.ancestors):
        if not isinstance(holder, cst.FunctionDef):
            continue
        bindings = scope_of(unit, holder).get(name.value, ())
        if not bindings:
            continue
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.FUNCTION:
            return False
        defined = (n for n in own_nodes(holder) if isinstance(n, cst.FunctionDef))
        return any(
            n.name.value == name.value and kind_of(n) is FunctionKind.COROUTINE for n in defined
        )
    return False


def _is_coroutine(unit: UnitPass, func: cst.Name | cst.Attribute) -> bool:
    """Whether a name is a coroutine function at the top of this file or another one."""
    names = qualified_names(unit, func)
    if not names and isinstance(func, cst.Name):
        if any(
            func.value in scope_of(unit, holder)
            for holder in unit.ancestors
            if isinstance(holder, cst.FunctionDef | cst.Lambda | cst.BaseComp)
        ):
            return False
        kinds = [b.kind for b in unit.lookup(BINDINGS, func.value)]
        found = unit.lookup(FUNCTION_KINDS, func.value)
        return kinds == [BindingKind.FUNCTION] and found == (FunctionKind.COROUTINE,)
    own = unit.module
    absolute = absolute_name(own.name, names[0], is_package=own.is_package) if names else ""
    if len(names) != 1 or absolute.partition(".")[0] not in own.local_packages:
        return False
    symbol = unit.lookup(SYMBOLS, absolute)
    if symbol is None or not symbol.path:
        return False
    found = unit.lookup(_KINDS_OF_MODULE, (symbol.module, symbol.path))
    defined = unit.lookup(MODULE_BINDINGS, (symbol.module, symbol.path.partition(".")[0])) or ()
    return found == (FunctionKind.COROUTINE,) and len(defined) == 1


def _method_kind(unit: UnitPass, owner: Symbol, name: str) -> FunctionKind | None:
    """What a method gives that a class defines or inherits; ``None`` where that is not certain."""
    waiting, seen = [owner], set[Symbol]()
    while waiting and len(seen) < _MOST_STEPS:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        found = unit.lookup(_KINDS_OF_MODULE, (current.module, f"{current.path}.{name}")) or ()
        if found:
            return found[0] if len(found) == 1 else None
        for definition in unit.lookup(MODULE_CLASSES, (current.module, current.path)) or ():
            for base in definition.bases:
                meant = base_name(unit, current, base)
                symbol = unit.lookup(SYMBOLS, meant) if meant else None
                if symbol is not None:
                    waiting.append(symbol)
                elif meant not in ("builtins.object", "abc.ABC", "typing.Protocol"):
                    return None
    return None
