"""A call that gives a coroutine is awaited."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.blocking_calls import runs_directly
from houserules.extractors.coroutines import COROUTINE_READS, calls_coroutine
from houserules.extractors.unawaited import is_unawaited
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

AWAIT_REASON = "the coroutine runs, and its errors arrive here"


def _apply(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    if not runs_directly(rewrite, call):
        return
    whole = rewrite.span(call)
    bare = isinstance(rewrite.ancestors[-1], cst.Attribute | cst.Call | cst.Subscript)
    bare = bare and not call.lpar
    yield rewrite.insert(whole.start, "(await " if bare else "await ")
    if bare:
        yield rewrite.insert(whole.end, ")")


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if is_unawaited(unit, call) and runs_directly(unit, call) and calls_coroutine(unit, call):
        yield await_call.at(call, reason=AWAIT_REASON)


await_call = Transform(
    id="await-call",
    title="Write `await`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=COROUTINE_READS,
)
await_query = Transform(
    id="await-query",
    title="Write `await`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
)
