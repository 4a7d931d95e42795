"""A secret field of a response model is left out of what the model is dumped to."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.pydantic_fields import model_field
from houserules.extractors.secret_names import is_stored_secret
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.field_call import FIELD_CALL_READS, with_keywords

REASON = "the field is missing from responses from then on"


def _apply(rewrite: RewritePass, node: cst.AnnAssign) -> Iterator[Change | ImportNeed]:
    field = model_field(rewrite, node)
    if field is not None and field.argument("exclude") is None:
        yield from with_keywords(rewrite, field, "exclude=True")


def _sites(p: UnitPass, node: cst.AnnAssign) -> Iterator[FixRef]:
    field = model_field(p, node)
    if field is None or field.argument("exclude") or not field.is_known:
        return
    if is_stored_secret(field.name) and p.class_path[-1].endswith("Response"):
        yield exclude_field.at(node, reason=REASON)


exclude_field = Transform(
    id="exclude-field",
    title="Leave the field out of responses",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.AnnAssign,),
    requires=FIELD_CALL_READS,
)
