"""Where the text of an exception ends up in an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import children
from houserules.extractors.http_errors import HTTP_EXCEPTIONS, status_argument, status_of
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.strings import argument

_RESPONSES = frozenset(
    f"{package}.responses.{name}"
    for package in ("fastapi", "starlette")
    for name in ("JSONResponse", "ORJSONResponse", "PlainTextResponse")
)
_SHOWING = frozenset({"str", "repr"})
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Leak:
    """One leak.

    Attributes:
        node: The expression that shows the exception.
        whole: What the answer is given: the detail, or the content.
        is_server_error: Whether the answer has a status of 500 or above.
    """

    node: cst.BaseExpression
    whole: cst.BaseExpression
    is_server_error: bool


def leaks(unit: UnitPass, body: cst.BaseSuite, name: str, *, in_route: bool) -> Iterator[Leak]:
    """The leaks of an exception called ``name`` in a block; ``""`` for one without a name.

    Functions in it, and handlers that give the name another meaning, are left out. The rule must
    require ``BINDINGS``.
    """
    waiting: list[cst.CSTNode] = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            continue
        if isinstance(node, cst.ExceptHandler) and _binds(node, name):
            continue
        answer = _answer(unit, node, in_route=in_route)
        shown = _shown(unit, answer[0], name) if answer is not None else None
        if answer is not None and shown is not None:
            yield Leak(shown, *answer)
        waiting.extend(reversed(children(node)))


def _binds(handler: cst.ExceptHandler, name: str) -> bool:
    return handler.name is not None and dotted_name(handler.name.name) == name


def _answer(
    unit: UnitPass, node: cst.CSTNode, *, in_route: bool
) -> tuple[cst.BaseExpression, bool] | None:
    """What an answer says, and whether it is a server error."""
    if isinstance(node, cst.Return):
        is_body = in_route and isinstance(node.value, cst.Dict)
        return (node.value, False) if is_body and node.value is not None else None
    if not isinstance(node, cst.Call):
        return None
    dotted = dotted_name(node.func)
    if not dotted.endswith(("HTTPException", "Response")):
        return None
    names = set(module_qualified_names(unit, dotted))
    if names and names <= HTTP_EXCEPTIONS:
        given, status = argument(node, "detail", 1), status_argument(node)
    elif names and names <= _RESPONSES:
        given, status = argument(node, "content", 0), argument(node, "status_code", 1)
    else:
        return None
    code = status_of(status.value) if status is not None else None
    return (given.value, (code or 0) >= _SERVER_ERROR) if given is not None else None


def _shown(unit: UnitPass, node: cst.BaseExpression, name: str) -> cst.BaseExpression | None:
    """The first expression below that shows the exception."""
    waiting: list[cst.CSTNode] = [node]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, cst.Call):
            called = dotted_name(inner.func)
            only = inner.args[0].value if len(inner.args) == 1 else None
            if called in _SHOWING and only is not None and name and dotted_name(only) == name:
                return inner
            if called.endswith("format_exc"):
                names = module_qualified_names(unit, called)
                return inner if names == ("traceback.format_exc",) else None
            if called == "type" or called.startswith(f"{name}."):
                continue
        if isinstance(inner, cst.FormattedStringExpression) and isinstance(
            inner.expression, cst.Name
        ):
            if name and inner.expression.value == name:
                return inner.expression
            continue
        if isinstance(inner, cst.Attribute):
            if name and dotted_name(inner) == f"{name}.args":
                return inner
            continue
        waiting.extend(reversed(children(inner)))
    return None
