"""Whether a function that makes something that must be closed surely closes it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import walk
from houserules.extractors.scopes import function_around, scope_of


def is_left_open(unit: UnitPass, call: cst.Call) -> str:
    """The variable that is given what a call makes, where nothing closes it for certain.

    ``""`` where a ``finally`` or a ``with`` does, or where it is given to somebody else. ``call``
    must be the node the walk stands on, with an assignment around.
    """
    assignment = unit.ancestors[-1]
    function = function_around(unit, call)
    if not isinstance(assignment, cst.Assign) or len(assignment.targets) != 1:
        return ""
    target = assignment.targets[0].target
    if not isinstance(target, cst.Name) or not isinstance(function, cst.FunctionDef):
        return ""
    if len(scope_of(unit, function).get(target.value, ())) != 1:
        return ""
    ancestors: list[cst.CSTNode] = []
    used = False
    for node in walk(function.body, ancestors):
        if not isinstance(node, cst.Name) or node.value != target.value or node is target:
            continue
        if _is_given_away(node, ancestors):
            return ""
        used = True
    return target.value if used else ""


def _is_given_away(name: cst.Name, ancestors: Sequence[cst.CSTNode]) -> bool:
    """Whether one use closes the value for certain, or lets something else hold it."""
    parent = ancestors[-1]
    if isinstance(parent, cst.Arg) and parent.keyword is name:
        return False
    if not isinstance(parent, cst.Attribute):
        return True
    if parent.attr is name:
        return dotted_name(parent.value) == ""
    if any(
        isinstance(a, cst.Finally | cst.WithItem | cst.FunctionDef | cst.Lambda) for a in ancestors
    ):
        return True
    call = ancestors[-2] if len(ancestors) > 1 else None
    return not isinstance(call, cst.Call) or call.func is not parent
