"""``super().__init__(423, "locked")`` of an HTTP exception gets its keywords."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.http_errors import calls_super_init, is_direct
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

_PARAMETERS = ("status_code", "detail", "headers")


def positional(unit: UnitPass, call: cst.Call) -> tuple[cst.Arg, ...]:
    """The arguments that ``super().__init__`` of an HTTP exception is given by position."""
    if not calls_super_init(call) or not is_direct(unit, ".".join(unit.class_path)):
        return ()
    given = tuple(arg for arg in call.args if arg.keyword is None)
    if any(arg.star for arg in call.args) or len(given) > len(_PARAMETERS):
        return ()
    return given


def _apply(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    for name, arg in zip(_PARAMETERS, positional(rewrite, call), strict=False):
        yield rewrite.insert(rewrite.span(arg).start, f"{name}=")


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if unit.class_path and positional(unit, call):
        yield keyword_status.at(call)


keyword_status = Transform(
    id="keyword-status",
    title="Pass `status_code=` and `detail=`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(BINDINGS, CLASSES),
)
