"""A statement of one line is taken out of its block."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform


def _apply(rewrite: RewritePass, _: cst.CSTNode) -> Iterator[Change | Refusal]:
    index = next(
        (i for i, a in enumerate(rewrite.ancestors) if isinstance(a, cst.SimpleStatementLine)), None
    )
    line = rewrite.ancestors[index] if index is not None else None
    if index is None or not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return
    if not isinstance(line.body[0], cst.Expr):
        return
    lines = rewrite.lines_of(line)
    if rewrite.has_comment(lines) or any(empty.comment for empty in line.leading_lines):
        yield Refusal("a comment belongs to the statement")
        return
    block = rewrite.ancestors[index - 1] if index else None
    if isinstance(block, cst.BaseSuite) and len(block.body) == 1:
        yield rewrite.replace(line.body[0], "pass")
    else:
        yield rewrite.replace_span(lines, "")


drop_statement = Transform(
    id="drop-statement",
    title="Remove the statement",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
)
