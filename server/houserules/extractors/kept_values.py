"""Whether what a call makes outlives the function that makes it."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.scopes import function_around, scope_of


def is_local_value(unit: UnitPass, call: cst.Call) -> bool:
    """Whether a plain function keeps what a call makes to itself, in a variable.

    ``call`` must be the node the walk stands on.
    """
    function = function_around(unit, call)
    holder = unit.ancestors[-1] if unit.ancestors else None
    if not isinstance(function, cst.FunctionDef) or function.asynchronous is not None:
        return False
    if not isinstance(holder, cst.Assign) or len(holder.targets) != 1:
        return False
    name = dotted_name(holder.targets[0].target)
    if name not in scope_of(unit, function):
        return False
    return not any(
        isinstance(node, cst.Return | cst.Yield) and _gives(node.value, name)
        for node in descendants(function.body)
    )


def _gives(value: cst.CSTNode | None, name: str) -> bool:
    return value is not None and any(
        isinstance(n, cst.Name) and n.value == name for n in descendants(value)
    )
