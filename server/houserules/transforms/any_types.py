"""Explaining an `Any`, or writing `object` for it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.any_types import ANY_READS, any_uses
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import means_builtin

_COMMENT = "  # Any: TODO(houserules) why"


def _explain(rewrite: RewritePass, node: cst.Annotation) -> Iterator[Change]:
    """Append a comment to the line of the annotation, if it has none."""
    span = rewrite.span(node.annotation)
    line = rewrite.lines_of(span)
    text = rewrite.source[line.start : line.end].rstrip("\r\n")
    if rewrite.has_comment(line) or "\n" in text or "\r" in text or text.endswith("\\"):
        return
    end = line.start + len(text.rstrip())
    yield rewrite.replace_span(type(line)(end, line.start + len(text)), _COMMENT)


def _to_object(rewrite: RewritePass, node: cst.Annotation) -> Iterator[Change]:
    for use in any_uses(rewrite, node):
        if use.is_exact and use.is_parameter and means_builtin(rewrite, "object", node):
            yield rewrite.replace_span(use.span, "object")


def _explain_sites(unit_pass: UnitPass, node: cst.Annotation) -> Iterator[FixRef]:
    if any(use.is_bare and not use.is_star for use in any_uses(unit_pass, node)):
        yield explain_any.at(node)


def _object_sites(unit_pass: UnitPass, node: cst.Annotation) -> Iterator[FixRef]:
    if any(use.is_exact and use.is_parameter for use in any_uses(unit_pass, node)):
        yield any_to_object.at(node)


explain_any = Transform(
    id="explain-any",
    title="Add a place for the explanation",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=_explain,
    sites=_explain_sites,
    on=(cst.Annotation,),
    requires=ANY_READS,
)
any_to_object = Transform(
    id="any-to-object",
    title="Write `object`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_to_object,
    sites=_object_sites,
    on=(cst.Annotation,),
    requires=ANY_READS,
)
