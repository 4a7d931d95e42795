"""A text that says what went wrong becomes one that says only that something did."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform


def _apply(rewrite: RewritePass, node: cst.BaseExpression, text: str) -> Iterator[Change]:
    if not rewrite.has_comment(rewrite.span(node)):
        yield rewrite.replace(node, f'"{text}"')


constant_text = Transform(
    id="constant-text",
    title='Write `"{text}"`',
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
)
