"""The keyword ``regex`` of fields and parameters becomes ``pattern``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.pydantic_keywords import REGEX_CALLS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform


def _apply(rewrite: RewritePass, arg: cst.Arg) -> Iterator[Change]:
    if arg.keyword is not None and arg.keyword.value == "regex":
        yield rewrite.replace(arg.keyword, "pattern")


def _sites(unit_pass: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    given = argument(call, "regex")
    if given is None or argument(call, "pattern") is not None:
        return
    if resolves_to(unit_pass, call.func, REGEX_CALLS):
        yield regex_to_pattern.at(given)


regex_to_pattern = Transform(
    id="regex-to-pattern",
    title="Write `pattern`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(BINDINGS,),
)
