"""What the object before a dot is: an instance of which class of the project, or that class."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.declared_types import (
    DECLARED_READS,
    declared_type,
    first_parameter,
    parameters_of,
    written_type,
)
from houserules.extractors.definitions import decorator_names
from houserules.extractors.loggers import ASSIGNED_CALLS
from houserules.extractors.project_symbols import (
    MODULE_CLASSES,
    SYMBOLS,
    Symbol,
    absolute_name,
)
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.scopes import scope_of, scopes_around

RECEIVER_READS = (*DECLARED_READS, ASSIGNED_CALLS, SYMBOLS, MODULE_CLASSES)
"""What a transform that asks ``receiver_of`` must require."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """What is before a dot.

    Attributes:
        owner: The class of the project, ``None`` for something that is no such class.
    """

    owner: Symbol | None


def receiver_of(unit: UnitPass, node: cst.CSTNode) -> Receiver | None:
    """What an expression is; ``None`` where that is not known.

    ``node`` must be below the node that the walk stands on without a scope between.
    """
    if isinstance(node, cst.Call):
        if dotted_name(node.func) == "super" and not node.args:
            return _own_class(unit)
        return _instance(unit, node)
    if isinstance(node, cst.Name):
        method = _method_of(unit, node)
        if method is not None:
            return _own_class(unit)
    named = _named(unit, node)
    if named is not None:
        return named
    declared = declared_type(unit, node)
    if declared:
        return _behind(unit, declared)
    return _variable(unit, node) if isinstance(node, cst.Name) else None


def class_around(unit: UnitPass, ancestors: list[cst.CSTNode] | None = None) -> Symbol | None:
    """The class whose body the walk stands in, outside any function but its methods.

    ``None`` for classes inside functions.
    """
    path = list(unit.class_path)
    for holder in unit.ancestors if ancestors is None else ancestors:
        if isinstance(holder, cst.ClassDef):
            path.append(holder.name.value)
        elif isinstance(holder, cst.FunctionDef | cst.Lambda):
            break
    inside = ancestors if ancestors is not None else unit.ancestors
    seen_function = False
    for holder in inside:
        if isinstance(holder, cst.FunctionDef | cst.Lambda):
            seen_function = True
        elif isinstance(holder, cst.ClassDef) and seen_function:
            return None
    return Symbol(unit.module.name, ".".join(path)) if path else None


def _own_class(unit: UnitPass) -> Receiver | None:
    owner = class_around(unit)
    return Receiver(owner) if owner is not None else None


def _method_of(unit: UnitPass, name: cst.Name) -> cst.FunctionDef | None:
    """The method whose first parameter a name is, ``self`` or ``cls``."""
    functions = [a for a in unit.ancestors if isinstance(a, cst.FunctionDef)]
    method = functions[0] if functions else None
    if method is None or first_parameter(method) != name.value or class_around(unit) is None:
        return None
    if "staticmethod" in decorator_names(method):
        return None
    own = scope_of(unit, method)
    if len(own[name.value]) != 1:
        return None
    nearest = next((s for s in scopes_around(unit, name) if name.value in s), None)
    return method if nearest is own else None


def _named(unit: UnitPass, node: cst.CSTNode) -> Receiver | None:
    """What a dotted name means that imports or classes of this file give it."""
    dotted = dotted_name(node)
    if not dotted:
        return None
    root = dotted.partition(".")[0]
    names = qualified_names(unit, node)
    if names:
        found = {_behind(unit, n) for n in names}
        return found.pop() if len(found) == 1 else None
    if any(root in scope for scope in scopes_around(unit, node)):
        return None
    bindings = unit.lookup(BINDINGS, root)
    if len(bindings) == 1 and bindings[0].kind is BindingKind.CLASS:
        return _behind(unit, f"{unit.module.name}.{dotted}")
    return None


def _behind(unit: UnitPass, target: str) -> Receiver | None:
    """What a qualified name is; ``None`` for values of the project."""
    own = unit.module
    absolute = absolute_name(own.name, target, is_package=own.is_package)
    if not absolute:
        return None
    symbol = unit.lookup(SYMBOLS, absolute)
    if symbol is None:
        is_local = absolute.partition(".")[0] in own.local_packages
        return None if is_local else Receiver(None)
    if not symbol.path:
        return Receiver(None)
    is_class = unit.lookup(MODULE_CLASSES, (symbol.module, symbol.path))
    return Receiver(symbol) if is_class else None


def _instance(unit: UnitPass, call: cst.Call) -> Receiver | None:
    """What a call of a class of the project makes."""
    made = _named(unit, call.func)
    return made if made is not None and made.owner is not None else None


def _variable(unit: UnitPass, name: cst.Name) -> Receiver | None:
    """What a parameter is by a class of this file, or a variable assigned once from a call."""
    for scope in scopes_around(unit, name):
        if name.value in scope:
            functions = (a for a in reversed(unit.ancestors) if isinstance(a, cst.FunctionDef))
            holder = next((f for f in functions if scope_of(unit, f) is scope), None)
            if holder is None or len(scope[name.value]) != 1:
                return None
            if scope[name.value][0].kind is BindingKind.PARAMETER:
                return _annotated(unit, holder, name.value)
            return _assigned_in(unit, holder, name.value)
    calls = unit.lookup(ASSIGNED_CALLS, name.value)
    bindings = unit.lookup(BINDINGS, name.value)
    if len(calls) != 1 or len(bindings) != 1 or bindings[0].kind is not BindingKind.VALUE:
        return None
    return _class_named(unit, calls[0].callee)


def _class_named(unit: UnitPass, dotted: str) -> Receiver | None:
    """The class of the project that a dotted name means at module level."""
    root, dot, rest = dotted.partition(".")
    bindings = unit.lookup(BINDINGS, root)
    if len(bindings) != 1:
        return None
    if bindings[0].kind is BindingKind.CLASS:
        target = f"{unit.module.name}.{dotted}"
    else:
        target = bindings[0].target + dot + rest if bindings[0].target else ""
    found = _behind(unit, target) if target else None
    return found if found is not None and found.owner is not None else None


def _annotated(unit: UnitPass, holder: cst.FunctionDef, name: str) -> Receiver | None:
    for param in parameters_of(holder):
        if param.name.value == name and param.annotation is not None:
            written = written_type(param.annotation.annotation)
            return _class_named(unit, written) if written else None
    return None


def _assigned_in(unit: UnitPass, holder: cst.FunctionDef, name: str) -> Receiver | None:
    for node in descendants(holder.body):
        if isinstance(node, cst.Assign) and any(
            dotted_name(t.target) == name for t in node.targets
        ):
            return _instance(unit, node.value) if isinstance(node.value, cst.Call) else None
    return None
