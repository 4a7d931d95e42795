"""A keyword of ``Field`` in pydantic 1 becomes that of pydantic 2."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.pydantic_keys import negated
from houserules.extractors.pydantic_keywords import KEYWORD_CALLS, LIST_CALLS, RENAMED_KEYWORDS
from houserules.extractors.qualified_names import resolves_to
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform


def _apply(rewrite: RewritePass, arg: cst.Arg, old: str, new: str) -> Iterator[Change]:
    if arg.keyword is None or arg.keyword.value != old:
        return
    span = rewrite.span(arg.value)
    if new == "json_schema_extra":
        yield rewrite.replace(arg.keyword, new)
        yield rewrite.insert(span.start, f'{{"{old}": ')
        yield rewrite.insert(span.end, "}")
        return
    if RENAMED_KEYWORDS.get(old) != new:
        return
    yield rewrite.replace(arg.keyword, new)
    if old == "allow_mutation":
        yield rewrite.replace(arg.value, negated(rewrite.text(arg.value)))
    elif old == "example":
        yield rewrite.insert(span.start, "[")
        yield rewrite.insert(span.end, "]")


def _sites(p: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if resolves_to(p, call.func, KEYWORD_CALLS | LIST_CALLS) is None:
        return
    names = {a.keyword.value for a in call.args if a.keyword is not None}
    for arg in call.args:
        old = arg.keyword.value if arg.keyword is not None else ""
        new = RENAMED_KEYWORDS.get(old, "")
        if new and new not in names:
            yield field_keyword_to_v2.at(arg, old=old, new=new)


field_keyword_to_v2 = Transform(
    id="field-keyword-to-v2",
    title="Write `{new}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(BINDINGS,),
)
