"""What stands in and around a logging call: its message, its handler, its parts."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.loggers import LOG_METHODS
from houserules.extractors.strings import argument


def level_of(call: cst.Call) -> str:
    """``info`` for ``anything.info(...)``; ``""`` for a call of no such name."""
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value not in LOG_METHODS:
        return ""
    return func.attr.value


def message_of(call: cst.Call) -> cst.Arg | None:
    """The message, or the name of the event; the second argument of ``log(level, …)``."""
    return argument(call, "event", 1 if level_of(call) == "log" else 0)


def handler_around(ancestors: list[cst.CSTNode]) -> cst.ExceptHandler | None:
    """The closest handler that runs what the ancestors hold, no scope between."""
    for holder in reversed(ancestors):
        if isinstance(holder, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            return None
        if isinstance(holder, cst.ExceptHandler):
            return holder
    return None


def option_of_chain(call: cst.Call, method: str, name: str) -> cst.Arg | None:
    """What ``logger.opt(exception=True).error(...)`` gives ``exception``, by method and keyword."""
    receiver: cst.CSTNode = call.func
    while isinstance(receiver, cst.Attribute) and isinstance(receiver.value, cst.Call):
        inner = receiver.value
        if isinstance(inner.func, cst.Attribute) and inner.func.attr.value == method:
            found = argument(inner, name)
            if found is not None:
                return found
        receiver = inner.func
    return None


def is_falsy(node: cst.BaseExpression) -> bool:
    """Whether an expression is ``False``, ``None`` or ``0``."""
    if isinstance(node, cst.Name):
        return node.value in ("False", "None")
    return isinstance(node, cst.Integer) and node.evaluated_value == 0


def function_of(unit: UnitPass) -> cst.FunctionDef | None:
    """The innermost function around the node that the walk stands on, lambdas passed over."""
    return next((a for a in reversed(unit.ancestors) if isinstance(a, cst.FunctionDef)), None)
