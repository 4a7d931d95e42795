"""``except:`` gets the name of an exception."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import means_builtin

_KEYWORD = "except"


def named_handler(unit_pass: UnitPass, handler: cst.ExceptHandler) -> FixRef:
    """The reference for a bare handler: ``Exception``, unless a handler above catches it."""
    parent = unit_pass.ancestors[-1] if unit_pass.ancestors else None
    above = parent.handlers if isinstance(parent, cst.Try) else ()
    if any(_catches_all(h.type) for h in above if h.type is not None):
        return name_bare_except.at(handler, safety=Safety.SAFE, name="BaseException")
    reason = "KeyboardInterrupt and SystemExit are no longer caught"
    return name_bare_except.at(handler, reason=reason, name="Exception")


def _catches_all(caught: cst.BaseExpression) -> bool:
    elements = [e.value for e in caught.elements] if isinstance(caught, cst.Tuple) else [caught]
    return any(
        isinstance(e, cst.Name) and e.value in ("Exception", "BaseException") for e in elements
    )


def _apply(rewrite: RewritePass, handler: cst.ExceptHandler, name: str) -> Iterator[Change]:
    if handler.type is None and means_builtin(rewrite, name, handler):
        yield rewrite.insert(rewrite.span(handler).start + len(_KEYWORD), f" {name}")


def _sites(unit_pass: UnitPass, handler: cst.ExceptHandler) -> Iterator[FixRef]:
    if handler.type is None:
        yield named_handler(unit_pass, handler)


name_bare_except = Transform(
    id="name-bare-except",
    title="Write `except {name}:`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.ExceptHandler,),
    requires=(BINDINGS,),
)
