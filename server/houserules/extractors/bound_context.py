"""What a function binds to its logger, and what it could bind."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.walk import descendants
from houserules.extractors.log_calls import function_of, level_of
from houserules.extractors.loggers import Backend, log_call_backend
from houserules.extractors.signatures import parameters

_BINDING = frozenset({"bind", "contextualize", "patch", "configure", "opt"})


def context_parameters(function: cst.FunctionDef, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The parameters of a function whose values belong to every log entry, in order."""
    return tuple(p.name for p in parameters(function) if not p.stars and p.name in wanted)


def is_bound(function: cst.FunctionDef, name: str) -> bool:
    """Whether a function or a decorator of it binds something by a name, or all at once."""
    for node in descendants(function):
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            if node.func.attr.value not in _BINDING:
                continue
            for passed in node.args:
                if passed.star or (passed.keyword is not None and passed.keyword.value == name):
                    return True
    return False


def log_calls_of(function: cst.FunctionDef, logger: str) -> tuple[cst.Call, ...]:
    """The calls in a function that log with a name, in no promised order."""
    return tuple(
        node
        for node in descendants(function.body)
        if isinstance(node, cst.Call)
        and level_of(node)
        and isinstance(node.func, cst.Attribute)
        and isinstance(node.func.value, cst.Name)
        and node.func.value.value == logger
    )


def unbound_context(
    unit: UnitPass, call: cst.Call, wanted: tuple[str, ...]
) -> tuple[cst.FunctionDef, str, tuple[str, ...]] | None:
    """The function whose first entry a loguru call is, the logger, the names it leaves out.

    ``None`` for other calls, and where nothing is left out. ``call`` must be the node the walk
    stands on; the unit must read ``LOGGER_READS``.
    """
    func = call.func
    if not level_of(call) or not isinstance(func, cst.Attribute):
        return None
    function = function_of(unit)
    if not isinstance(func.value, cst.Name) or function is None:
        return None
    names = context_parameters(function, wanted)
    if not names or function.body not in unit.ancestors:
        return None
    if log_call_backend(unit, call) is not Backend.LOGURU:
        return None
    logger = func.value.value
    calls = log_calls_of(function, logger)
    if min(unit.span(c).start for c in calls) != unit.span(call).start:
        return None
    missing = tuple(
        n for n in names if not is_bound(function, n) and not all(_says(c, n) for c in calls)
    )
    return (function, logger, missing) if missing else None


def _says(call: cst.Call, name: str) -> bool:
    """Whether an entry names the value itself."""
    return any(
        (a.keyword is not None and a.keyword.value == name)
        or (isinstance(a.value, cst.Name) and a.value.value == name)
        for a in call.args
    )
