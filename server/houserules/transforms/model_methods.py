"""A call of a method of pydantic 1 becomes that of pydantic 2."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.model_instances import (
    INSTANCE_OF_MODEL_READS,
    REDEFINED,
    model_of,
)
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

_PLAIN = {"dict": "model_dump", "json": "model_dump_json"}
SAME_ARGUMENTS = frozenset(
    {
        "by_alias", "deep", "exclude", "exclude_defaults", "exclude_none", "exclude_unset",
        "include", "indent", "skip_defaults", "update",
    }
)  # fmt: skip
"""Keywords of the methods of instances that both versions know, or one renames."""
_KEYWORDS = {"skip_defaults": "exclude_unset"}


def _apply(rewrite: RewritePass, call: cst.Call, old: str, new: str) -> Iterator[Change]:
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value != old:
        return
    yield rewrite.replace(func.attr, new)
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value in _KEYWORDS:
            yield rewrite.replace(arg.keyword, _KEYWORDS[arg.keyword.value])


def _sites(p: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    func = call.func
    old = func.attr.value if isinstance(func, cst.Attribute) else ""
    if not isinstance(func, cst.Attribute) or old not in _PLAIN:
        return
    keywords = {a.keyword.value for a in call.args if a.keyword is not None}
    if len(keywords) != len(call.args) or not keywords <= SAME_ARGUMENTS:
        return
    model = model_of(p, func.value)
    if model and not p.lookup(REDEFINED, (model, old)):
        yield model_method_to_v2.at(call, old=old, new=_PLAIN[old])


model_method_to_v2 = Transform(
    id="model-method-to-v2",
    title="Call `{new}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=INSTANCE_OF_MODEL_READS,
)
