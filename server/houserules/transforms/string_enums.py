"""An enumeration of strings gets the bases of another form."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.string_enums import (
    USED_IN_MODEL_READS,
    EnumForm,
    is_used_in_model,
    string_enum_of,
)
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, means_builtin, name_for

REASON = "`str(member)` and `format(member)` give something else from then on"


def _apply(rewrite: RewritePass, node: cst.ClassDef, form: str) -> Iterator[Change | ImportNeed]:
    if string_enum_of(rewrite, node) is None or not means_builtin(rewrite, "str", node):
        return
    found = name_for(rewrite, "enum", "StrEnum" if form == "strenum" else "Enum", node)
    span = Span(rewrite.span(node.bases[0]).start, rewrite.span(node.bases[-1]).end)
    if found is None or rewrite.has_comment(span):
        return
    yield from found[1]
    yield rewrite.replace_span(span, found[0] if form == "strenum" else f"str, {found[0]}")


def _strenum_sites(p: UnitPass, node: cst.ClassDef) -> Iterator[FixRef]:
    found = string_enum_of(p, node)
    if found is None or found.has_own_strings or not found.only_strings:
        return
    is_plain = found.form is EnumForm.PLAIN and not p.class_path
    if found.form is EnumForm.MIXIN or (is_plain and is_used_in_model(p, node.name.value)):
        yield enum_to_strenum.at(node, reason=REASON)


def _mixin_sites(p: UnitPass, node: cst.ClassDef) -> Iterator[FixRef]:
    found = string_enum_of(p, node)
    if found is None or found.has_own_strings or not found.only_strings:
        return
    if found.form is EnumForm.STR_ENUM:
        yield enum_to_mixin.at(node, reason=REASON)


_READS = (*IMPORT_READS, *USED_IN_MODEL_READS)
enum_to_strenum = Transform(
    id="enum-to-strenum",
    title="Derive from `StrEnum`",
    safety=Safety.UNSAFE,
    reach=Reach.CLASS,
    apply=partial(_apply, form="strenum"),
    sites=_strenum_sites,
    on=(cst.ClassDef,),
    requires=_READS,
)
enum_to_mixin = Transform(
    id="enum-to-mixin",
    title="Derive from `str` and `Enum`",
    safety=Safety.UNSAFE,
    reach=Reach.CLASS,
    apply=partial(_apply, form="mixin"),
    sites=_mixin_sites,
    on=(cst.ClassDef,),
    requires=_READS,
)
