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


def named_handler(unit_pass: UnitPass, handler: cst.ExceptHandler) -> FixRef | None:
    """The reference for a bare handler: ``Exception``, unless a handler above catches it.

    ``None`` where the name may mean something else. The rule must require ``BINDINGS``.
    """
    parent = unit_pass.ancestors[-1] if unit_pass.ancestors else None
    above = parent.handlers if isinstance(parent, cst.Try) else ()
    is_last_resort = any(_catches_all(h.type) for h in above if h.type is not None)
    name = "BaseException" if is_last_resort else "Exception"
    if not means_builtin(unit_pass, name, handler):
        return None
    if is_last_resort:
        return name_bare_except.at(handler, safety=Safety.SAFE, name=name)
    reason = "KeyboardInterrupt and SystemExit are no longer caught"
    return name_bare_except.at(handler, reason=reason, name=name)


def _catches_all(caught: cst.BaseExpression) -> bool:
    elements = [e.value for e in caught.elements] if isinstance(caught, cst.Tuple) else [caught]
    return any(
        isinstance(e, cst.Name) and e.value in ("Exception", "BaseException") for e in elements
    )


def _apply(rewrite: RewritePass, handler: cst.ExceptHandler, name: str) -> Iterator[Change]:
    if handler.type is None and means_builtin(rewrite, name, handler):
        yield rewrite.insert(rewrite.span(handler).start + len(_KEYWORD), f" {name}")


def _sites(unit_pass: UnitPass, handler: cst.ExceptHandler) -> Iterator[FixRef]:
    fix = named_handler(unit_pass, handler) if handler.type is None else None
    if fix is not None:
        yield fix


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
