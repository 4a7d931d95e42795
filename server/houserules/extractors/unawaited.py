"""Places where a coroutine is of no use, since only what it gives would be."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import walk
from houserules.extractors.scopes import function_around, scope_of

_OF_COROUTINES = frozenset(
    {"close", "send", "throw", "cr_await", "cr_code", "cr_frame", "cr_origin", "cr_running"}
)


def is_unawaited(unit: UnitPass, call: cst.Call) -> bool:
    """Whether what a call gives is dropped, asked whether it is true, or asked for an attribute.

    ``call`` must be the node the walk stands on.
    """
    parent = unit.ancestors[-1] if unit.ancestors else None
    if isinstance(parent, cst.Expr):
        return True
    if isinstance(parent, cst.Attribute):
        return parent.attr.value not in _OF_COROUTINES and not parent.attr.value.startswith("__")
    if isinstance(parent, cst.If | cst.While | cst.IfExp | cst.Assert):
        return parent.test is call
    if isinstance(parent, cst.UnaryOperation):
        return isinstance(parent.operator, cst.Not)
    if isinstance(parent, cst.BooleanOperation):
        return parent.left is call
    return False


def is_used_unawaited(unit: UnitPass, call: cst.Call) -> bool:
    """As ``is_unawaited``; also where it is iterated over or asked for an item, or its name is.

    ``call`` must be the node the walk stands on.
    """
    if is_unawaited(unit, call):
        return True
    parent = unit.ancestors[-1] if unit.ancestors else None
    if isinstance(parent, cst.Subscript):
        return parent.value is call
    if isinstance(parent, cst.For | cst.CompFor):
        return parent.iter is call and parent.asynchronous is None
    if not isinstance(parent, cst.Assign) or len(parent.targets) != 1:
        return False
    name, function = dotted_name(parent.targets[0].target), function_around(unit, call)
    if (
        not isinstance(function, cst.FunctionDef)
        or len(scope_of(unit, function).get(name, ())) != 1
    ):
        return False
    return _only_attributes(function, name)


def _only_attributes(function: cst.FunctionDef, name: str) -> bool:
    """Whether a name is asked for attributes of what a coroutine gives, and is nothing else."""
    ancestors: list[cst.CSTNode] = []
    found = False
    for node in walk(function.body, ancestors):
        if not isinstance(node, cst.Name) or node.value != name:
            continue
        parent = ancestors[-1]
        if isinstance(parent, cst.AssignTarget) or (
            isinstance(parent, cst.Attribute) and parent.attr is node
        ):
            continue
        if not isinstance(parent, cst.Attribute) or parent.attr.value in _OF_COROUTINES:
            return False
        found = True
    return found
