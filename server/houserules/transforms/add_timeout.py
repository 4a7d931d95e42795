"""A request or a client gets a timeout."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.strings import argument
from houserules.extractors.timeouts import HTTPX_DEFAULT, TIMEOUT_READS, timed_by, waits_within
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.call_keywords import appended

_REASON = "what takes longer fails, or waits for longer"
_SECONDS = 30.0


def timeout_fix(call: cst.Call, seconds: float, *, waits: bool) -> FixRef:
    """The reference for a call without a timeout.

    Args:
        call: The call.
        seconds: What it gets.
        waits: Whether its library waits for ``HTTPX_DEFAULT`` anyway.
    """
    if waits and seconds == HTTPX_DEFAULT:
        return add_timeout.at(call, safety=Safety.SAFE, seconds=seconds)
    return add_timeout.at(call, reason=_REASON, seconds=seconds)


def _apply(rewrite: RewritePass, call: cst.Call, seconds: float) -> Iterator[Change]:
    if argument(call, "timeout") is None:
        last = call.args[-1] if call.args else None
        yield from appended(rewrite, call, last, [f"timeout={seconds}"])


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    timed = timed_by(unit, call, every_request=False)
    if timed is None or timed.elsewhere or argument(call, "timeout") or waits_within(unit):
        return
    yield timeout_fix(call, _SECONDS, waits=timed.waits_by_itself)


add_timeout = Transform(
    id="add-timeout",
    title="Add `timeout={seconds}`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=TIMEOUT_READS,
)
