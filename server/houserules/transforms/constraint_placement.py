"""The ``Field`` of a pydantic field moves between its default and its ``Annotated``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.pydantic_fields import ModelField, model_field
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.field_call import FIELD_CALL_READS
from houserules.transforms.import_names import name_for

_Edit = Change | ImportNeed
_CONSTRAINTS = frozenset(
    {
        "allow_inf_nan", "decimal_places", "ge", "gt", "le", "lt", "max_digits", "max_length",
        "min_length", "multiple_of", "pattern", "strict",
    }
)  # fmt: skip


def can_be_annotated(field: ModelField) -> bool:
    """Whether a required field has its ``Field``, with keywords, as the default."""
    if field.call is None or field.in_annotated or not field.is_known or field.has_default:
        return False
    return _has_constraint(field.call)


def can_be_default(field: ModelField) -> bool:
    """Whether the ``Field`` of a field is all that its ``Annotated`` adds."""
    if field.call is None or not field.in_annotated or not field.is_known:
        return False
    names = {a.keyword.value for a in field.call.args if a.keyword is not None}
    is_plain = len(names) == len(field.call.args) and not names & {"default", "default_factory"}
    return is_plain and _has_constraint(field.call)


def _has_constraint(call: cst.Call) -> bool:
    """Whether a ``Field`` says more than what a field is called, and what it is for."""
    return any(a.keyword is not None and a.keyword.value in _CONSTRAINTS for a in call.args)


def _to_annotated(rewrite: RewritePass, node: cst.AnnAssign) -> Iterator[_Edit]:
    field = model_field(rewrite, node)
    if field is None or field.call is None or not can_be_annotated(field):
        return
    annotation = node.annotation.annotation
    span = Span(rewrite.span(annotation).start, rewrite.span(field.call).end)
    found = name_for(rewrite, "typing", "Annotated", node)
    is_plain = annotation is field.type and not getattr(annotation, "lpar", ())
    if found is None or not is_plain or rewrite.has_comment(span) or field.call.lpar:
        return
    kept = [rewrite.text(a) for a in field.call.args if not _is_required(a)]
    if any("\n" in text or "\r" in text for text in kept):
        return
    call = f"{rewrite.text(field.call.func)}({', '.join(kept)})"
    yield from found[1]
    yield rewrite.replace_span(span, f"{found[0]}[{rewrite.text(annotation)}, {call}]")


def _is_required(arg: cst.Arg) -> bool:
    is_default = arg.keyword is None or arg.keyword.value == "default"
    return is_default and isinstance(arg.value, cst.Ellipsis)


def _to_default(rewrite: RewritePass, node: cst.AnnAssign) -> Iterator[_Edit]:
    field = model_field(rewrite, node)
    if field is None or field.call is None or not can_be_default(field):
        return
    annotation, value = node.annotation.annotation, node.value
    last = value if value is not None else annotation
    span = Span(rewrite.span(annotation).start, rewrite.span(last).end)
    if rewrite.has_comment(span) or getattr(last, "lpar", ()):
        return
    parts = [rewrite.text(a) for a in field.call.args]
    default = f"default={rewrite.text(value)}" if value is not None else "..."
    if isinstance(value, cst.Ellipsis):
        default = "..."
    if any("\n" in part or "\r" in part for part in (default, *parts)):
        return
    call = f"{rewrite.text(field.call.func)}({', '.join([default, *parts])})"
    yield rewrite.replace_span(span, f"{rewrite.text(field.type)} = {call}")


def _annotated_sites(p: UnitPass, node: cst.AnnAssign) -> Iterator[FixRef]:
    field = model_field(p, node)
    if field is not None and can_be_annotated(field):
        yield field_to_annotated.at(node)


def _default_sites(p: UnitPass, node: cst.AnnAssign) -> Iterator[FixRef]:
    field = model_field(p, node)
    if field is not None and can_be_default(field):
        yield field_to_default.at(node)


field_to_annotated = Transform(
    id="field-to-annotated",
    title="Move `Field` into `Annotated`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_annotated,
    sites=_annotated_sites,
    on=(cst.AnnAssign,),
    requires=FIELD_CALL_READS,
)
field_to_default = Transform(
    id="field-to-default",
    title="Move `Field` into the default",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_default,
    sites=_default_sites,
    on=(cst.AnnAssign,),
    requires=FIELD_CALL_READS,
)
