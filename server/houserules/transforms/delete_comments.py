"""Comments that go, with the lines that they stand on."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.commented_code import commented_out
from houserules.extractors.restating import restating_comment_of
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

_KEPT = "it may be kept for a purpose"


def _apply(rewrite: RewritePass, place: object, start: int, end: int) -> Iterator[Change]:
    lines = rewrite.lines_of(Span(start, end))
    yield rewrite.replace_span(lines, "", drops_comments=True)


def delete_fix(place: Span, node: cst.CSTNode | None = None) -> FixRef:
    """Delete a comment that says nothing."""
    return delete_restating_comment.at(node, start=place.start, end=place.end)


def delete_code_fix(place: Span, node: cst.CSTNode | None = None) -> FixRef:
    """Delete code that somebody took out."""
    return delete_commented_code.at(node, reason=_KEPT, start=place.start, end=place.end)


def _restating_sites(unit_pass: UnitPass, node: cst.SimpleStatementLine) -> Iterator[FixRef]:
    comment = restating_comment_of(unit_pass, node)
    if comment is not None:
        yield delete_fix(comment.span, node)


def _code_sites(unit_pass: UnitPass, node: cst.CSTNode) -> Iterator[FixRef]:
    if node is not unit_pass.parsed.node:
        return
    for comment in unit_pass.parsed.comments:
        place = commented_out(unit_pass, comment)
        if place is not None:
            yield delete_code_fix(place, node)


delete_restating_comment = Transform(
    id="delete-restating-comment",
    title="Delete the comment",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_restating_sites,
    on=(cst.SimpleStatementLine,),
)
delete_commented_code = Transform(
    id="delete-commented-out-code",
    title="Delete the commented-out code",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_code_sites,
    on=(cst.BaseStatement,),
)
