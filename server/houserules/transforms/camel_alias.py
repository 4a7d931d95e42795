"""A field of a pydantic model gets its camelCase alias."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.models import ModelKind
from houserules.extractors.pydantic_fields import model_field
from houserules.extractors.word_case import to_camel
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.field_call import FIELD_CALL_READS, with_keywords

REASON = "clients have to send and read the new name"
ALIASES = ("alias", "serialization_alias", "validation_alias")


def _apply(rewrite: RewritePass, node: cst.AnnAssign) -> Iterator[Change | ImportNeed]:
    field = model_field(rewrite, node)
    if field is not None and not any(field.argument(name) for name in ALIASES):
        keywords = f'alias="{to_camel(field.name)}"'
        yield from with_keywords(rewrite, field, keywords, first=True)


def _sites(p: UnitPass, node: cst.AnnAssign) -> Iterator[FixRef]:
    field = model_field(p, node)
    if field is None or field.kind is not ModelKind.MODEL or not field.is_known:
        return
    if "_" in field.name and not any(field.argument(name) for name in ALIASES):
        yield add_camel_alias.at(node, reason=REASON)


add_camel_alias = Transform(
    id="add-camel-alias",
    title="Write the camelCase alias",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.AnnAssign,),
    requires=FIELD_CALL_READS,
)
