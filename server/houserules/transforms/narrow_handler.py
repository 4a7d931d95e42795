"""``except Exception`` around a request becomes ``except httpx.HTTPError``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.external_calls import (
    EXTERNAL_READS,
    LIBRARY_ERRORS,
    caught_by,
    libraries_called,
)
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, member_name_for

NARROW_REASON = "other errors are no longer caught"
BROAD = frozenset({"builtins.Exception", "builtins.BaseException"})
_KEYWORD = "except"


def is_broad(unit: UnitPass, handler: cst.ExceptHandler) -> bool:
    """Whether a handler catches everything, and names nothing else beside it."""
    caught = caught_by(unit, handler)
    return handler.type is None or (len(caught) == 1 and caught[0].qualified in BROAD)


def _apply(
    rewrite: RewritePass, handler: cst.ExceptHandler, library: str
) -> Iterator[Change | ImportNeed]:
    found = member_name_for(rewrite, library, LIBRARY_ERRORS[library], handler)
    if found is None:
        return
    yield from found[1]
    if handler.type is None:
        yield rewrite.insert(rewrite.span(handler).start + len(_KEYWORD), f" {found[0]}")
    elif not isinstance(handler.type, cst.Tuple):
        yield rewrite.replace(handler.type, found[0])


def _sites(unit: UnitPass, handler: cst.ExceptHandler) -> Iterator[FixRef]:
    block = unit.ancestors[-1] if unit.ancestors else None
    if not isinstance(block, cst.Try) or not is_broad(unit, handler):
        return
    libraries = libraries_called(unit, block)
    if len(libraries) == 1:
        yield narrow_handler.at(handler, reason=NARROW_REASON, library=libraries[0])


narrow_handler = Transform(
    id="narrow-handler",
    title="Catch the errors of `{library}`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.ExceptHandler,),
    requires=(*IMPORT_READS, *EXTERNAL_READS),
)
