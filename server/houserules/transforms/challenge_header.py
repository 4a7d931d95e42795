"""A 401 gets the header that says how to authenticate."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.http_errors import makes_http_exception, status_argument, status_of
from houserules.extractors.strings import argument
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

SCHEME = "Bearer"
HEADER_REASON = "clients get one more header"
_UNAUTHORIZED = 401


def lacks_challenge(unit: UnitPass, call: cst.Call) -> bool:
    """Whether a call makes a 401 without headers; ``call`` must be the node the walk stands on."""
    status = status_argument(call)
    if status is None or status_of(status.value) != _UNAUTHORIZED:
        return False
    if argument(call, "headers", 2) is not None or any(a.star for a in call.args):
        return False
    return makes_http_exception(unit, call)


def _apply(rewrite: RewritePass, call: cst.Call, scheme: str) -> Iterator[Change]:
    last, end = rewrite.span(call.args[-1].value).end, rewrite.span(call).end
    source = rewrite.source
    written = source[rewrite.span(call).start : end]
    quote = "'" if "'" in written and '"' not in written else '"'
    header = f"headers={{{quote}WWW-Authenticate{quote}: {quote}{scheme}{quote}}}"
    comma = source.find(",", last, end)
    first = rewrite.indentation(Span(rewrite.span(call.args[-1]).start, last))
    on_own_line = source[rewrite.lines_of(Span(last, last)).start : last].strip() == (
        source[rewrite.span(call.args[-1]).start : last].strip()
    )
    if on_own_line and len(written.splitlines()) > 1:
        margin = rewrite.newline + first
        if comma < 0 or "#" in source[last:comma]:
            yield rewrite.insert(last, f",{margin}{header}")
        else:
            yield rewrite.insert(comma + 1, f"{margin}{header},")
    else:
        yield rewrite.insert(last, f", {header}")


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if lacks_challenge(unit, call):
        yield add_challenge_header.at(call, reason=HEADER_REASON, scheme=SCHEME)


add_challenge_header = Transform(
    id="add-challenge-header",
    title="Add `WWW-Authenticate: {scheme}`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(BINDINGS, CLASSES),
)
