"""``return JSONResponse({"detail": x}, status_code=404)`` becomes ``raise HTTPException``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.error_responses import RESPONSE_READS, error_response, is_route_return
from houserules.extractors.strings import argument, literal_string
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

RAISE_REASON = "exception handlers and dependencies with `yield` see the error now"
_KNOWN = frozenset({"content", "status_code", "headers"})


def detail_of(call: cst.Call) -> cst.BaseExpression | None:
    """The value of ``detail``, where a response has no other content."""
    content = argument(call, "content", 0)
    names = {arg.keyword.value for arg in call.args if arg.keyword is not None}
    if content is None or not names <= _KNOWN or any(arg.star for arg in call.args):
        return None
    if len([arg for arg in call.args if arg.keyword is None]) > 2:
        return None
    value = content.value
    if not isinstance(value, cst.Dict) or len(value.elements) != 1:
        return None
    only = value.elements[0]
    if not isinstance(only, cst.DictElement) or literal_string(only.key) != "detail":
        return None
    return only.value


def can_raise(unit: UnitPass, node: cst.Return) -> bool:
    """Whether no handler of the same function would catch what is raised in place of a return."""
    chain = [*unit.ancestors, node]
    return not any(
        isinstance(holder, cst.Try) and holder.handlers and below is holder.body
        for holder, below in pairwise(chain)
    )


def _apply(rewrite: RewritePass, node: cst.Return) -> Iterator[Change | ImportNeed]:
    response = error_response(rewrite, node)
    found = name_for(rewrite, "fastapi", "HTTPException", node)
    if response is None or found is None:
        return
    detail, status = detail_of(response), argument(response, "status_code", 1)
    if detail is None or status is None or rewrite.has_comment(rewrite.span(node)):
        return
    headers = argument(response, "headers")
    parts = [f"status_code={rewrite.text(status.value)}", f"detail={rewrite.text(detail)}"]
    if headers is not None:
        parts.append(f"headers={rewrite.text(headers.value)}")
    yield from found[1]
    span = rewrite.span(node)
    yield rewrite.replace_span(Span(span.start, span.end), f"raise {found[0]}({', '.join(parts)})")


def _sites(unit: UnitPass, node: cst.Return) -> Iterator[FixRef]:
    response = error_response(unit, node) if is_route_return(unit, node) else None
    if response is not None and detail_of(response) is not None and can_raise(unit, node):
        yield return_to_raise.at(node, reason=RAISE_REASON)


return_to_raise = Transform(
    id="return-to-raise",
    title="Raise `HTTPException`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Return,),
    requires=(*IMPORT_READS, *RESPONSE_READS),
)
