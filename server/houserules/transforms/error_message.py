"""An exception gets the place where its message goes."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.silent_raises import SILENT_READS, silent_raise
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

_TODO = '"TODO(houserules): say what went wrong, and with what"'


def _apply(rewrite: RewritePass, node: cst.Raise) -> Iterator[Change]:
    raised = node.exc
    if raised is None:
        return
    if not isinstance(raised, cst.Call):
        yield rewrite.insert(rewrite.span(raised).end, f"({_TODO})")
    elif raised.args:
        yield rewrite.replace(raised.args[0].value, _TODO)
    else:
        func, end = rewrite.span(raised.func).end, rewrite.span(raised).end
        if not rewrite.has_comment(Span(func, end)):
            yield rewrite.replace_span(Span(func, end), f"({_TODO})")


def _sites(unit: UnitPass, node: cst.Raise) -> Iterator[FixRef]:
    if silent_raise(unit, node) is not None:
        yield write_error_message.at(node)


write_error_message = Transform(
    id="write-error-message",
    title="Write a message",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Raise,),
    requires=SILENT_READS,
)
