"""A retry of tenacity gets a stop and waits that grow."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.retries import RetryGaps, retry_gaps
from houserules.extractors.strings import argument
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.call_keywords import appended
from houserules.transforms.import_names import IMPORT_READS, name_for

_REASON = "how often and after which time it is tried again changes"


def retry_fix(
    node: cst.CSTNode, gaps: RetryGaps, attempts: int, wait_min: int, wait_max: int
) -> FixRef:
    """The reference that fills the gaps of a retry; waits in seconds."""
    stop = f"({attempts})" if gaps.stop else ""
    wait = f"(min={wait_min}, max={wait_max})" if gaps.wait else ""
    return complete_retry.at(node, reason=_REASON, stop=stop, wait=wait)


def _apply(
    rewrite: RewritePass, node: cst.Decorator | cst.Call, stop: str, wait: str
) -> Iterator[Change | ImportNeed]:
    new: list[str] = []
    changed: list[Change] = []
    needs: list[ImportNeed] = []
    for keyword, name, arguments in (
        ("stop", "stop_after_attempt", stop),
        ("wait", "wait_exponential", wait),
    ):
        if not arguments:
            continue
        found = name_for(rewrite, "tenacity", name, node)
        if found is None:
            return
        needs.extend(found[1])
        given = argument(node, keyword) if isinstance(node, cst.Call) else None
        if given is None:
            new.append(f"{keyword}={found[0]}{arguments}")
        elif rewrite.has_comment(rewrite.span(given.value)):
            return
        else:
            changed.append(rewrite.replace(given.value, f"{found[0]}{arguments}"))
    yield from needs
    yield from changed
    if isinstance(node, cst.Decorator):
        yield rewrite.insert(rewrite.span(node.decorator).end, f"({', '.join(new)})")
    elif new:
        yield from appended(rewrite, node, node.args[-1] if node.args else None, new)


def _sites(unit: UnitPass, node: cst.Decorator | cst.Call) -> Iterator[FixRef]:
    gaps = retry_gaps(unit, node)
    if gaps is not None:
        yield retry_fix(node, gaps, attempts=3, wait_min=1, wait_max=10)


complete_retry = Transform(
    id="complete-retry",
    title="Give the retry a stop and growing waits",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Decorator, cst.Call),
    requires=(BINDINGS, *IMPORT_READS),
)
