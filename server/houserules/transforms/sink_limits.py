"""A file sink of loguru gets limits."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.log_sinks import missing_limits
from houserules.extractors.strings import argument
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.call_keywords import appended

_REASON = "old log files are deleted"
_ROTATION, _RETENTION = "10 MB", "7 days"


def limits_fix(call: cst.Call, rotation: str, retention: str) -> FixRef:
    """The reference for a file sink that lacks limits; both as loguru writes them."""
    return limit_sink.at(call, reason=_REASON, rotation=rotation, retention=retention)


def _apply(rewrite: RewritePass, call: cst.Call, rotation: str, retention: str) -> Iterator[Change]:
    limits = {"rotation": rotation, "retention": retention}
    new = [f'{name}="{value}"' for name, value in limits.items() if not argument(call, name)]
    if new and call.args and not any('"' in value or "\\" in value for value in limits.values()):
        yield from appended(rewrite, call, call.args[-1], new)


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if missing_limits(unit, call):
        yield limits_fix(call, _ROTATION, _RETENTION)


limit_sink = Transform(
    id="limit-sink",
    title="Turn the file over, and delete old ones",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(BINDINGS,),
)
