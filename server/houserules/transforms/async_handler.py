"""A route becomes ``async def``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform


def _apply(rewrite: RewritePass, function: cst.FunctionDef) -> Iterator[Change]:
    if function.asynchronous is None:
        start = rewrite.source.rindex("def", 0, rewrite.span(function.name).start)
        yield rewrite.insert(start, "async ")


def_to_async = Transform(
    id="def-to-async",
    title="Write `async def`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
)
