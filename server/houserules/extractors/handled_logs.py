"""Log calls in handlers, and whether the stack trace is logged with them."""

from __future__ import annotations

from enum import Enum

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.log_calls import (
    handler_around,
    is_falsy,
    level_of,
    message_of,
    option_of_chain,
)
from houserules.extractors.strings import argument

_WRITING = frozenset({"format_exc", "print_exc", "format_exception", "exception"})


class Trace(Enum):
    """What a log call in a handler does with the stack trace."""

    MISSING = "missing"
    """Neither it nor another call of the handler logs it."""
    SPELLED_OUT = "spelled out"
    """It passes what was caught as ``exc_info``."""


def trace_of(unit: UnitPass, call: cst.Call) -> Trace | None:
    """What a log call in a handler does; ``None`` outside handlers, and where all is well.

    ``call`` must be the node the walk stands on.
    """
    handler = handler_around(unit.ancestors)
    if handler is None or _is_logged(call, handler):
        return None
    given = argument(call, "exc_info")
    if given is None or is_falsy(given.value):
        return Trace.MISSING
    return Trace.SPELLED_OUT if _is_what_was_caught(given.value, handler) else None


def _is_logged(call: cst.Call, handler: cst.ExceptHandler) -> bool:
    """Whether the trace is in the call's chain, or in another call of the handler."""
    if option_of_chain(call, "opt", "exception") is not None or message_of(call) is None:
        return True
    if any(a.star == "**" for a in call.args):
        return True
    for node in descendants(handler.body):
        if not isinstance(node, cst.Call):
            continue
        name = dotted_name(node.func) or level_of(node)
        if name.rpartition(".")[2] in _WRITING:
            return True
        given = argument(node, "exc_info")
        if node is not call and given is not None and not is_falsy(given.value):
            return True
    return False


def _is_what_was_caught(value: cst.BaseExpression, handler: cst.ExceptHandler) -> bool:
    caught = handler.name.name if handler.name is not None else None
    if not isinstance(value, cst.Name):
        return False
    return value.value == "True" or (isinstance(caught, cst.Name) and caught.value == value.value)
