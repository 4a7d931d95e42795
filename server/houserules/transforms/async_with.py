"""``async with`` in the place of ``with``, or of entering and leaving by hand."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.async_blocks import (
    BLOCK_READS,
    ByHand,
    entered_by_hand,
    is_entered_async,
)
from houserules.extractors.blocking_calls import runs_directly
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

HAND_REASON = "what is entered is left before the code behind the block runs"


def awaitable_block(unit: UnitPass, block: cst.With) -> bool:
    """Whether a plain ``with`` enters nothing but what wants ``async with``, in a coroutine."""
    if block.asynchronous is not None or not runs_directly(unit, block):
        return False
    return all(is_entered_async(unit, item.item) for item in block.items)


def _apply_async(rewrite: RewritePass, block: cst.With) -> Iterator[Change]:
    if awaitable_block(rewrite, block):
        yield rewrite.insert(rewrite.span(block).start, "async ")


def fits_block(unit: UnitPass, found: ByHand) -> bool:
    """Whether an ``async with`` can take the place of what is done by hand."""
    return found.block is not None and runs_directly(unit, found.place)


def _apply_hand(rewrite: RewritePass, call: cst.Call) -> Iterator[Change | Refusal]:
    found = entered_by_hand(rewrite, call)
    if found is None or found.block is None or found.opening is None:
        return
    block, last = found.block, found.block.finalbody
    assert last is not None
    opening = rewrite.span(found.opening)
    start = rewrite.span(block).start
    end = Span(rewrite.lines_of(block.body.body[-1]).end, rewrite.lines_of(block).end)
    if rewrite.has_comment(Span(opening.start, start)) or rewrite.has_comment(end):
        yield Refusal("a comment stands where the block is opened or closed")
        return
    made = rewrite.text(call) if isinstance(rewrite.ancestors[-1], cst.Assign) else ""
    entered = f"{made} as {found.name}" if made else found.name
    colon = rewrite.source.index(":", start)
    yield rewrite.replace_span(Span(opening.start, colon), f"async with {entered}")
    yield rewrite.replace_span(end, "")


def _sites_async(unit: UnitPass, block: cst.With) -> Iterator[FixRef]:
    if awaitable_block(unit, block):
        yield with_to_async_with.at(block)


def _sites_hand(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    found = entered_by_hand(unit, call)
    if found is not None and fits_block(unit, found):
        yield hand_to_async_with.at(call, reason=HAND_REASON)


with_to_async_with = Transform(
    id="with-to-async-with",
    title="Write `async with`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply_async,
    sites=_sites_async,
    on=(cst.With,),
    requires=BLOCK_READS,
)
hand_to_async_with = Transform(
    id="hand-to-async-with",
    title="Enter and leave with `async with`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply_hand,
    sites=_sites_hand,
    on=(cst.Call,),
    requires=BLOCK_READS,
)
