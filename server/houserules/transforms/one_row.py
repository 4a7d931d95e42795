"""A query for one row is read by the method that says so."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.one_row import ONE_ROW_READS, swallowed_missing
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span

OR_NONE = "scalar_one_or_none"
RAISES_REASON = "a missing row raises `NoResultFound` where it was None"


def _apply_one(rewrite: RewritePass, name: cst.Name) -> Iterator[Change]:
    if name.value == OR_NONE:
        yield rewrite.replace(name, "scalar_one")


def _apply_none(rewrite: RewritePass, node: cst.Try) -> Iterator[Change | Refusal]:
    call = swallowed_missing(rewrite, node)
    if call is None or not isinstance(call.func, cst.Attribute):
        return
    line = node.body.body[0]
    whole, kept = rewrite.span(node), rewrite.span(line)
    body = rewrite.source[kept.start : kept.end]
    if rewrite.has_comment(whole) or "\n" in body:
        yield Refusal("the block has comments, or its query several lines")
        return
    method = rewrite.span(call.func.attr)
    text = (
        rewrite.source[kept.start : method.start] + OR_NONE + rewrite.source[method.end : kept.end]
    )
    yield rewrite.replace_span(Span(whole.start, whole.end), text.rstrip("\r\n"))


to_scalar_one = Transform(
    id="to-scalar-one",
    title="Use `scalar_one`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply_one,
)
missing_to_none = Transform(
    id="missing-row-to-none",
    title="Use `scalar_one_or_none`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply_none,
    requires=ONE_ROW_READS,
)
