"""Of which class an object is: by an annotation, or by the one call that made it."""

from __future__ import annotations

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
    written_type,
)
from houserules.extractors.loggers import ASSIGNED_CALLS, ATTRIBUTE_CALLS
from houserules.extractors.project_symbols import absolute_name
from houserules.extractors.qualified_names import module_qualified_names, qualified_names
from houserules.extractors.scopes import scope_of, scopes_around

INSTANCE_READS = (*DECLARED_READS, ASSIGNED_CALLS, ATTRIBUTE_CALLS)
"""What a rule that asks ``instance_of`` must require."""


def instance_of(unit: UnitPass, expression: cst.CSTNode) -> str:
    """The absolute qualified name of what made an object, its class or a factory.

    ``""`` where that is not proven. ``expression`` must be the node the walk stands on, or lie
    below it without a scope between.
    """
    if isinstance(expression, cst.Call):
        return _named(unit, qualified_names(unit, expression.func))
    if not isinstance(expression, cst.Name | cst.Attribute):
        return ""
    declared = declared_type(unit, expression)
    if declared:
        return declared
    if isinstance(expression, cst.Name):
        return _of_variable(unit, expression)
    return _of_attribute(unit, expression)


def _named(unit: UnitPass, names: tuple[str, ...]) -> str:
    if len(names) != 1:
        return ""
    return absolute_name(unit.module.name, names[0], is_package=unit.module.is_package)


def _of_variable(unit: UnitPass, name: cst.Name) -> str:
    for scope in scopes_around(unit, name):
        if name.value not in scope:
            continue
        if len(scope[name.value]) != 1 or scope[name.value][0].kind is not BindingKind.VALUE:
            return ""
        functions = (a for a in reversed(unit.ancestors) if isinstance(a, cst.FunctionDef))
        holder = next((f for f in functions if scope_of(unit, f) is scope), None)
        return _made_in(unit, holder).get(name.value, "") if holder is not None else ""
    bindings = unit.lookup(BINDINGS, name.value)
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.VALUE:
        return ""
    calls = unit.lookup(ASSIGNED_CALLS, name.value)
    return _named(unit, module_qualified_names(unit, calls[0].callee)) if len(calls) == 1 else ""


def _of_attribute(unit: UnitPass, attribute: cst.Attribute) -> str:
    """``self.name`` of a method, where every place that assigns it makes the same."""
    method = next((a for a in unit.ancestors if isinstance(a, cst.FunctionDef)), None)
    if method is None or not unit.class_path or not isinstance(attribute.value, cst.Name):
        return ""
    receiver = attribute.value.value
    if first_parameter(method) != receiver or len(scope_of(unit, method)[receiver]) != 1:
        return ""
    key = (".".join(unit.class_path), attribute.attr.value)
    calls = {call.callee for call in unit.lookup(ATTRIBUTE_CALLS, key)}
    return _named(unit, module_qualified_names(unit, calls.pop())) if len(calls) == 1 else ""


def _made_in(unit: UnitPass, function: cst.FunctionDef) -> dict[str, str]:
    """Names that a function binds, with what made them; computed once per pass."""
    key = ("instances", function)
    known = unit.cache.get(key)
    if known is None:
        known = dict(_makers(unit, function))
        unit.cache[key] = known
    return known


def _makers(unit: UnitPass, function: cst.FunctionDef) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for node in descendants(function.body):
        value, target = None, None
        if isinstance(node, cst.Assign) and len(node.targets) == 1:
            value, target = node.value, node.targets[0].target
        elif isinstance(node, cst.AnnAssign):
            value, target = node.annotation.annotation, node.target
            if isinstance(target, cst.Name):
                written = written_type(value)
                found.append((target.value, _in_function(unit, function, written)))
            continue
        elif isinstance(node, cst.WithItem) and node.asname is not None:
            value, target = node.item, node.asname.name
        if isinstance(target, cst.Name) and isinstance(value, cst.Call):
            callee = dotted_name(value.func)
            if callee:
                found.append((target.value, _in_function(unit, function, callee)))
    return found


def _in_function(unit: UnitPass, function: cst.FunctionDef, dotted: str) -> str:
    """What a dotted name in a function means; ``""`` where functions bind it themselves."""
    root, dot, rest = dotted.partition(".")
    around = [function, *(a for a in unit.ancestors if isinstance(a, cst.FunctionDef))]
    bound = [b for f in dict.fromkeys(around) for b in scope_of(unit, f).get(root, ())]
    if not bound:
        return _named(unit, module_qualified_names(unit, dotted))
    if len(bound) == 1 and bound[0].kind is BindingKind.IMPORT:
        return _named(unit, (bound[0].target + dot + rest,))
    return ""
