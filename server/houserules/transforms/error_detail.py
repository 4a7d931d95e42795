"""An HTTP exception gets a detail that somebody has to fill in."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.http_errors import HTTP_EXCEPTIONS, status_argument, status_of
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.call_keywords import appended

_CLIENT_ERROR = 400


def is_error(unit: UnitPass, call: cst.Call) -> bool:
    """Whether a call makes an ``HTTPException`` of an error, every argument of it written out.

    ``call`` must be the node the walk stands on.
    """
    if not call.args or any(arg.star for arg in call.args):
        return False
    if not resolves_to(unit, call.func, HTTP_EXCEPTIONS):
        return False
    status = status_argument(call)
    code = status_of(status.value) if status is not None else None
    return code is None or code >= _CLIENT_ERROR


def detail_of(call: cst.Call) -> cst.Arg | None:
    """The argument that says what is wrong."""
    return argument(call, "detail", 1)


def _apply(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    if call.args and detail_of(call) is None:
        yield from appended(rewrite, call, call.args[-1], ('detail="TODO(houserules)"',))


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if is_error(unit, call) and detail_of(call) is None:
        yield add_detail.at(call)


add_detail = Transform(
    id="add-detail",
    title="Add a `detail`",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(BINDINGS,),
)
