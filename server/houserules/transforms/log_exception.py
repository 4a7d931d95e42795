"""A log call in a handler keeps the stack trace."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.handled_logs import Trace, trace_of
from houserules.extractors.log_calls import level_of
from houserules.extractors.loggers import LOGGER_READS, Backend, log_call_backend
from houserules.extractors.strings import argument
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.arguments import without_argument
from houserules.transforms.call_keywords import appended


def trace_fix(call: cst.Call, level: str, backend: Backend) -> FixRef | None:
    """How the trace comes into a call of a level, which stays the level that it is."""
    if level == "error":
        return log_exception.at(call)
    if backend is Backend.LOGURU or argument(call, "exc_info") is not None:
        return None
    return add_exc_info.at(call)


def _to_exception(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    if not isinstance(call.func, cst.Attribute):
        return
    given = argument(call, "exc_info")
    if given is not None:
        removal = list(without_argument(rewrite, call, given))
        if not removal:
            return
        yield from removal
    yield rewrite.replace(call.func.attr, "exception")


def _with_exc_info(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    if argument(call, "exc_info") is None:
        yield from appended(rewrite, call, call.args[-1] if call.args else None, ["exc_info=True"])


def _error_sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if level_of(call) == "error" and trace_of(unit, call) and log_call_backend(unit, call):
        yield log_exception.at(call)


def _critical_sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if level_of(call) != "critical" or trace_of(unit, call) is not Trace.MISSING:
        return
    backend = log_call_backend(unit, call)
    fix = trace_fix(call, "critical", backend) if backend is not None else None
    if fix is not None:
        yield fix


log_exception = Transform(
    id="log-exception",
    title="Log with `exception(...)`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_exception,
    sites=_error_sites,
    on=(cst.Call,),
    requires=LOGGER_READS,
)
add_exc_info = Transform(
    id="add-exc-info",
    title="Add `exc_info=True`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_with_exc_info,
    sites=_critical_sites,
    on=(cst.Call,),
    requires=LOGGER_READS,
)
