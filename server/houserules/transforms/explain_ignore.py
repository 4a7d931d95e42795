"""A place for the reason of a ``# type: ignore`` comment."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.type_ignores import TODO, TypeIgnore, type_ignore_in
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

SEPARATOR = " - "
MIN_WORDS = 2


def _apply(rewrite: RewritePass, place: object, end: int, separator: str) -> Iterator[Change]:
    comment = next((c for c in rewrite.parsed.comments if end <= c.span.end), None)
    if comment is None or end <= comment.span.start:
        return
    at = end - comment.span.start
    text = f"{comment.text[:at]}{separator}{TODO} why{comment.text[at:]}"
    yield rewrite.replace_span(comment.span, text, drops_comments=True)


def explain_fix(
    found: TypeIgnore, separator: str = SEPARATOR, node: cst.CSTNode | None = None
) -> FixRef:
    """Add a place for the explanation behind the directive."""
    return explain_ignore.at(node, end=found.span.end, separator=separator)


def _sites(unit_pass: UnitPass, node: cst.CSTNode) -> Iterator[FixRef]:
    if node is not unit_pass.parsed.node:
        return
    for comment in unit_pass.parsed.comments:
        found = type_ignore_in(comment)
        if found is not None and found.has_code and not found.explains(MIN_WORDS):
            yield explain_fix(found, node=node)


explain_ignore = Transform(
    id="explain-type-ignore",
    title="Add a place for the explanation",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.BaseStatement,),
)
