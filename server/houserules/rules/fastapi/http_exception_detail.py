"""An HTTP error does not say what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.http_errors import status_argument, status_of
from houserules.extractors.strings import literal_string
from houserules.text.excerpt import excerpt
from houserules.transforms.error_detail import add_detail, detail_of, is_error

_SAYS_NOTHING = "`{detail}` says no more than the status; say what is wrong"
_EMPTY = "`HTTPException` with an empty `detail`"
_SERVER_ERROR = 500


@rule(
    id="fastapi/http-exception-detail",
    on=(cst.Call,),
    requires=(BINDINGS,),
    fixes=(add_detail,),
    message="`HTTPException` without a `detail` message",
    why="Without one the client reads the name of the status, which it knows already.",
    allow_when="The status says all there is, or the API must not say more.",
    examples=[
        Example(
            "from fastapi import HTTPException\n\n\n"
            "def reject() -> None:\n"
            "    raise HTTPException(status_code=409)"
            "  # want: `HTTPException` without a `detail` message\n",
            fixed="from fastapi import HTTPException\n\n\n"
            "def reject() -> None:\n"
            '    raise HTTPException(status_code=409, detail="TODO(houserules)")\n',
        ),
        Example(
            "from fastapi import HTTPException\n\n\n"
            "def reject() -> None:\n"
            '    raise HTTPException(status_code=409, detail="Plan name already taken")\n'
        ),
    ],
)
def http_exception_detail(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report HTTP exceptions without a detail, and with one that says nothing."""
    if p.module.role in (Role.TEST, Role.CONFTEST) or not is_error(p, node):
        return
    detail = detail_of(node)
    if detail is None:
        yield p.finding(node, fix=add_detail.at(node))
        return
    status = status_argument(node)
    code = status_of(status.value) if status is not None else None
    text = literal_string(detail.value)
    if text is not None and not text.strip():
        yield p.finding(detail.value, message=_EMPTY)
    elif text is not None and code is not None and _phrase(code) == text.strip(" .!").lower():
        yield p.finding(detail.value, message=_SAYS_NOTHING, detail=excerpt(text, 40))


def _phrase(code: int) -> str:
    """The words of a status; of a fault of the server, clients need to know no more."""
    if code >= _SERVER_ERROR:
        return ""
    known = {status.value: status.phrase for status in HTTPStatus}
    return known.get(code, "").lower()
