"""``time.sleep(x)`` in a coroutine becomes ``await asyncio.sleep(x)``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.blocking_calls import (
    SLEEP_READS,
    blocking_sleep,
    loop_library,
    runs_directly,
)
from houserules.extractors.routes import IMPORTED_PACKAGES
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, member_name_for

REASON = "other tasks run while it waits"


def _apply(rewrite: RewritePass, call: cst.Call, library: str) -> Iterator[Change | ImportNeed]:
    if not awaitable(rewrite, call):
        return
    found = member_name_for(rewrite, library, "sleep", call)
    if found is None:
        return
    name, needs = found
    yield from needs
    func, whole = rewrite.span(call.func), rewrite.span(call)
    parent = rewrite.ancestors[-1]
    opening, closing = "await ", ""
    if isinstance(parent, cst.Await):
        opening = ""
    elif isinstance(parent, cst.Attribute | cst.Call | cst.Subscript):
        opening, closing = "(await ", ")"
    yield rewrite.replace_span(Span(whole.start, func.end), f"{opening}{name}")
    if closing:
        yield rewrite.insert(whole.end, closing)


def awaitable(unit_pass: UnitPass, call: cst.Call) -> bool:
    """Whether a call has the one argument that both sleeps take, and may be awaited."""
    plain = len(call.args) == 1 and call.args[0].keyword is None and not call.args[0].star
    return plain and not call.func.lpar and runs_directly(unit_pass, call)


def _sites(unit_pass: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    library = loop_library(unit_pass) if blocking_sleep(unit_pass, call) else ""
    if library:
        yield blocking_sleep_to_await.at(call, reason=REASON, library=library)


blocking_sleep_to_await = Transform(
    id="blocking-sleep-to-await",
    title="Write `await {library}.sleep(...)`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(*IMPORT_READS, *SLEEP_READS, IMPORTED_PACKAGES),
)
