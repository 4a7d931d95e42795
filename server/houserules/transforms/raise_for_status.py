"""A response is checked before it is read."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.unchecked_responses import RESPONSE_READS, unchecked_response
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

REASON = "an error of the other side becomes an exception"


def _apply(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    found = unchecked_response(rewrite, call)
    if found is None or found.statement is None:
        return
    end = rewrite.lines_of(found.statement).end
    line = f"{rewrite.indentation(found.statement)}{found.name}.raise_for_status()"
    newline = rewrite.newline
    ends_open = not rewrite.source[:end].endswith(("\n", "\r"))
    yield rewrite.insert(end, newline + line if ends_open else line + newline)


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    found = unchecked_response(unit, call)
    if found is not None and found.statement is not None:
        yield check_status.at(call, reason=REASON)


check_status = Transform(
    id="check-status",
    title="Call `raise_for_status()` first",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=RESPONSE_READS,
)
