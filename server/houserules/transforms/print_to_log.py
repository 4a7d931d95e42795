"""``print("text")`` becomes ``logger.info("text")``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.loggers import LOGGERS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.scopes import scopes_around
from houserules.extractors.strings import literal_string
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

PRINT_READS = (BINDINGS, LOGGERS)
"""What a rule that asks ``print_fix`` must require."""
_REASON = "what is logged goes elsewhere than what is printed"
_LOGGER_NAMES = ("logger", "log", "LOGGER", "_logger")


def print_fix(unit: UnitPass, call: cst.Call) -> FixRef | None:
    """A log call for a print, where the module has a logger and the call prints one text.

    ``call`` must be the node the walk stands on.
    """
    if len(call.args) != 1 or call.func.lpar:
        return None
    (passed,) = call.args
    text = literal_string(passed.value)
    if passed.keyword or passed.star or not text or any(c in text for c in "%{}"):
        return None
    if resolves_to(unit, call.func, frozenset({"builtins.print"})) is None:
        return None
    logger = next((n for n in _LOGGER_NAMES if unit.lookup(LOGGERS, n)), "")
    return print_to_log.at(call, reason=_REASON, logger=logger) if logger else None


def _apply(rewrite: RewritePass, call: cst.Call, logger: str) -> Iterator[Change]:
    if any(logger in scope for scope in scopes_around(rewrite, call)):
        return
    if not rewrite.siblings_named(logger):
        yield rewrite.replace(call.func, f"{logger}.info")


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    fix = print_fix(unit, call) if isinstance(call.func, cst.Name) else None
    if fix is not None:
        yield fix


print_to_log = Transform(
    id="print-to-log",
    title="Write `{logger}.info(...)`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=PRINT_READS,
)
