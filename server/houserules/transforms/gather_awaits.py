"""Awaits in a row become one ``await asyncio.gather(...)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.walk import descendants
from houserules.extractors.independent_awaits import (
    AWAIT_READS,
    READING,
    AssignedAwait,
    independent_awaits,
)
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, member_name_for

GATHER_REASON = "all run at the same time, and the first error leaves the others running"
_LONGEST = 88
_Edit = Change | ImportNeed | Refusal


def _apply(
    rewrite: RewritePass, block: cst.IndentedBlock, calls: tuple[str, ...], number: int
) -> Iterator[_Edit]:
    runs = list(independent_awaits(rewrite, block, calls))
    found = member_name_for(rewrite, "asyncio", "gather", block.body[0])
    if number >= len(runs) or found is None:
        return
    run, (gather, needs) = runs[number], found
    whole = Span(rewrite.span(run[0].line).start, rewrite.span(run[-1].line).end)
    spans = [rewrite.span(found.call) for found in run]
    comments = [c.span for c in rewrite.view.parsed.comments if _within(c.span, whole)]
    if any(_within(comment, span) for comment in comments for span in spans):
        yield Refusal("a comment stands in one of the calls")
        return
    if any(_is_multiline_text(rewrite, found.call) for found in run):
        yield Refusal("one of the calls holds a text over several lines")
        return
    yield from needs
    margin = rewrite.newline + rewrite.indentation(run[0].line)
    hoisted = "".join(rewrite.source[c.start : c.end] + margin for c in comments)
    yield rewrite.replace_span(whole, hoisted + _gathered(rewrite, run, gather, margin))


def _gathered(rewrite: RewritePass, run: Sequence[AssignedAwait], gather: str, margin: str) -> str:
    names = ", ".join(found.name for found in run)
    texts = [rewrite.text(found.call) for found in run]
    line = f"{names} = await {gather}({', '.join(texts)})"
    if len(line) + len(margin) <= _LONGEST and not any("\n" in t or "\r" in t for t in texts):
        return line
    step = rewrite.indent
    inner = [f"{margin}{step}{_deeper(text, step)}," for text in texts]
    return f"{names} = await {gather}({''.join(inner)}{margin})"


def _deeper(text: str, step: str) -> str:
    first, *rest = text.splitlines(keepends=True)
    return first + "".join(step + line if line.strip() else line for line in rest)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _is_multiline_text(rewrite: RewritePass, call: cst.Call) -> bool:
    strings = (cst.SimpleString, cst.FormattedString)
    return any(
        isinstance(node, strings) and len(rewrite.text(node).splitlines()) > 1
        for node in descendants(call)
    )


def _sites(unit: UnitPass, block: cst.IndentedBlock) -> Iterator[FixRef]:
    for number, _ in enumerate(independent_awaits(unit, block, READING)):
        yield gather_awaits.at(block, reason=GATHER_REASON, calls=READING, number=number)


gather_awaits = Transform(
    id="gather-awaits",
    title="Await them together with `asyncio.gather`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.IndentedBlock,),
    requires=(*IMPORT_READS, *AWAIT_READS),
)
