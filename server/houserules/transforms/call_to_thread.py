"""A blocking call in a coroutine becomes ``await asyncio.to_thread(...)``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.blocking_calls import loop_library
from houserules.extractors.blocking_io import (
    BLOCKING_READS,
    HTTP_CALLS,
    IO_CALLS,
    blocking_call,
    fits_thread,
)
from houserules.extractors.routes import IMPORTED_PACKAGES
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, member_name_for

THREAD_READS = (*BLOCKING_READS, IMPORTED_PACKAGES)
"""What a rule that asks for ``thread_fix`` must require."""

_REASON = "other tasks run while it waits"


def thread_fix(unit: UnitPass, call: cst.Call, qualified: str) -> FixRef | None:
    """The reference for a blocking call, ``None`` where a thread does not help."""
    if loop_library(unit) != "asyncio" or not fits_thread(unit, call, qualified):
        return None
    return call_to_thread.at(call, reason=_REASON)


def _apply(rewrite: RewritePass, call: cst.Call) -> Iterator[Change | ImportNeed]:
    found = member_name_for(rewrite, "asyncio", "to_thread", call)
    if found is None:
        return
    name, needs = found
    yield from needs
    func, whole = rewrite.span(call.func), rewrite.span(call)
    bare = isinstance(rewrite.ancestors[-1], cst.Attribute | cst.Call | cst.Subscript)
    yield rewrite.insert(whole.start, f"{'(' if bare else ''}await {name}(")
    opening = rewrite.source.index("(", func.end)
    rest = rewrite.source[opening + 1 : whole.end]
    if not call.args and rest.strip() == ")":
        yield rewrite.replace_span(Span(func.end, whole.end), ")")
    else:
        separator = "," if rest[:1] in "\r\n \t#" else ", "
        yield rewrite.replace_span(Span(func.end, opening + 1), separator)
    if bare:
        yield rewrite.insert(whole.end, ")")


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    found = blocking_call(unit, call, (*HTTP_CALLS, *IO_CALLS))
    fix = thread_fix(unit, call, found.qualified) if found is not None else None
    if fix is not None:
        yield fix


call_to_thread = Transform(
    id="call-to-thread",
    title="Write `await asyncio.to_thread(...)`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(*IMPORT_READS, *THREAD_READS),
)
