"""An HTTP status is written in another style than the team's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.http_errors import HTTP_EXCEPTIONS
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.routes import METHODS, ROUTERS
from houserules.extractors.scopes import scopes_around
from houserules.extractors.status_names import constant_of, number_of
from houserules.extractors.strings import argument
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.status_constants import status_to_constant, status_to_number

_RESPONSES = ("fastapi.responses.", "starlette.responses.", "fastapi.Response")
_TESTS = frozenset({Role.TEST, Role.CONFTEST})


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/status-constants``.

    Attributes:
        style: ``constant`` wants `status.HTTP_404_NOT_FOUND`, ``int`` wants `404`, ``any`` takes
            both; the convention ``status-style`` says the same.
        comparisons: Look at comparisons with `.status_code`, too; not in tests.
    """

    style: Literal["constant", "int", "any"] = "constant"
    comparisons: bool = False


@rule(
    id="fastapi/status-constants",
    on=(cst.Call, cst.Comparison),
    requires=(*IMPORT_READS, ROUTERS),
    options=Options,
    fixes=(status_to_constant, status_to_number),
    message="write `{wanted}` instead of `{written}`",
    why="Statuses read the same everywhere, and a mistyped constant does not exist.",
    examples=[
        Example(
            "from fastapi import HTTPException\n\n\n"
            "def missing() -> HTTPException:\n"
            "    return HTTPException(404)"
            "  # want: write `status.HTTP_404_NOT_FOUND` instead of `404` # at: 404\n",
            fixed="from fastapi import HTTPException, status\n\n\n"
            "def missing() -> HTTPException:\n"
            "    return HTTPException(status.HTTP_404_NOT_FOUND)\n",
        ),
        Example(
            "from fastapi import HTTPException, status\n\n\n"
            "def missing() -> HTTPException:\n"
            "    return HTTPException(status.HTTP_404_NOT_FOUND)"
            "  # want: write `404` instead of `status.HTTP_404_NOT_FOUND`"
            " # at: status.HTTP_404_NOT_FOUND\n",
            fixed="from fastapi import HTTPException\n\n\n"
            "def missing() -> HTTPException:\n"
            "    return HTTPException(404)\n",
            options=(("style", "int"),),
        ),
    ],
)
def status_constants(p: UnitPass, node: cst.Call | cst.Comparison) -> Iterator[Finding]:
    """Report statuses of routes, HTTP exceptions and responses in the other style."""
    style = p.options.style
    if style == "any":
        return
    value = _compared(p, node) if isinstance(node, cst.Comparison) else _given(p, node)
    if isinstance(value, cst.Integer) and style == "constant":
        constant = constant_of(value.evaluated_value)
        if constant:
            fix = status_to_constant.at(value)
            yield p.finding(value, fix=fix, wanted=f"status.{constant}", written=value.value)
    elif isinstance(value, cst.Name | cst.Attribute) and style == "int":
        numbers = {number_of(name) for name in qualified_names(p, value)} - {None}
        if len(numbers) == 1:
            fix = status_to_number.at(value)
            yield p.finding(value, fix=fix, wanted=numbers.pop(), written=dotted_name(value))


def _given(p: UnitPass, call: cst.Call) -> cst.BaseExpression | None:
    """The status that a call of FastAPI is given."""
    first = argument(call, "status_code", 0)
    if first is None:
        first = argument(call, "status_code", 1)
        if first is None:
            return None
    names = qualified_names(p, call.func)
    if names and set(names) <= HTTP_EXCEPTIONS:
        found = argument(call, "status_code", 0)
    elif names and all(name.startswith(_RESPONSES) for name in names):
        found = argument(call, "status_code", 1)
    elif _makes_route(p, call):
        found = argument(call, "status_code")
    else:
        return None
    return found.value if found is not None else None


def _makes_route(p: UnitPass, call: cst.Call) -> bool:
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value not in (*METHODS, "api_route"):
        return False
    owner = dotted_name(func.value)
    if not p.ancestors or not isinstance(p.ancestors[-1], cst.Decorator) or not owner:
        return False
    if any(owner.partition(".")[0] in scope for scope in scopes_around(p, call)):
        return False
    return p.lookup(ROUTERS, owner)


def _compared(p: UnitPass, node: cst.Comparison) -> cst.BaseExpression | None:
    if not p.options.comparisons or p.module.role in _TESTS or len(node.comparisons) != 1:
        return None
    left = node.left
    is_status = isinstance(left, cst.Attribute) and left.attr.value == "status_code"
    return node.comparisons[0].comparator if is_status else None
