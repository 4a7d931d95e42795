"""Queries for many rows are read by ``scalars().all()``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.many_rows import MANY_ROW_READS, first_columns
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.import_names import IMPORT_READS, means_builtin


def _apply_rows(rewrite: RewritePass, node: cst.ListComp) -> Iterator[Change | Refusal]:
    result = first_columns(rewrite, node)
    if result is None or not means_builtin(rewrite, "list", node):
        return
    if rewrite.has_comment(rewrite.span(node)) or isinstance(result, cst.Await):
        yield Refusal("the comprehension has comments, or awaits its rows")
        return
    yield rewrite.replace(node, f"list({rewrite.text(result)}.scalars().all())")


def _apply_list(rewrite: RewritePass, value: cst.BaseExpression) -> Iterator[Change]:
    if means_builtin(rewrite, "list", value):
        span = rewrite.span(value)
        yield rewrite.insert(span.start, "list(")
        yield rewrite.insert(span.end, ")")


rows_to_scalars = Transform(
    id="rows-to-scalars",
    title="Use `.scalars().all()`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply_rows,
    requires=(*MANY_ROW_READS, *IMPORT_READS),
)
wrap_in_list = Transform(
    id="wrap-in-list",
    title="Wrap in `list(...)`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply_list,
    requires=IMPORT_READS,
)
