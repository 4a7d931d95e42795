"""``flush`` and ``refresh`` are written between statements that use a new object."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.blocking_calls import runs_directly
from houserules.extractors.committed_returns import unrefreshed_return
from houserules.extractors.pending_objects import PENDING_READS, added, early_read
from houserules.extractors.sessions import SessionKind
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform


def _before(rewrite: RewritePass, line: cst.CSTNode, text: str) -> Change:
    start = rewrite.lines_of(line).start
    return rewrite.insert(start, f"{rewrite.indentation(line)}{text}{rewrite.newline}")


def _flush(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    pending = added(rewrite, call)
    found = early_read(rewrite, call, pending) if pending is not None else None
    if pending is None or found is None:
        return
    if pending.kind is SessionKind.ASYNC and not runs_directly(rewrite, call):
        return
    awaited = "await " if pending.kind is SessionKind.ASYNC else ""
    yield _before(rewrite, found[0], f"{awaited}{pending.session}.flush()")


def _refresh(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    found = unrefreshed_return(rewrite, call)
    pending = added(rewrite, call)
    if found is None or pending is None:
        return
    awaited = "await " if pending.kind is SessionKind.ASYNC else ""
    yield _before(rewrite, found[0], f"{awaited}{pending.session}.refresh({pending.name})")


insert_flush = Transform(
    id="insert-flush",
    title="Flush before it is read",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_flush,
    requires=PENDING_READS,
)
insert_refresh = Transform(
    id="insert-refresh",
    title="Refresh after the commit",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_refresh,
    requires=PENDING_READS,
)
