"""A value is asked for being there, not for being true."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform

HIT_REASON = "zero, empty texts and empty lists count as found from now on"


def _apply(rewrite: RewritePass, node: cst.If) -> Iterator[Change]:
    test = node.test
    if isinstance(test, cst.Name):
        yield rewrite.replace(test, f"{test.value} is not None")
        return
    inner = test.expression if isinstance(test, cst.UnaryOperation) else None
    if isinstance(inner, cst.Name) and not inner.lpar:
        yield rewrite.replace(test, f"{inner.value} is None")


truth_to_presence = Transform(
    id="truth-to-presence",
    title="Ask for `None`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_apply,
)
