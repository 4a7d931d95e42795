"""HTTP exceptions of FastAPI and Starlette, and the statuses that expressions stand for."""

from __future__ import annotations

import re
from http import HTTPStatus

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.qualified_names import module_qualified_names, resolves_to
from houserules.extractors.strings import argument

HTTP_EXCEPTIONS = frozenset(
    {
        "fastapi.HTTPException",
        "fastapi.exceptions.HTTPException",
        "starlette.exceptions.HTTPException",
    }
)
"""The qualified names of the class."""
_CONSTANT = re.compile(r"HTTP_(\d{3})_")


def status_of(expression: cst.CSTNode) -> int | None:
    """The status of a number, a constant of ``status`` or a member of ``HTTPStatus``."""
    if isinstance(expression, cst.Integer):
        return expression.evaluated_value
    name = dotted_name(expression)
    constant = _CONSTANT.match(name.rpartition(".")[2])
    if constant is not None:
        return int(constant[1])
    owner, _, member = name.rpartition(".")
    if owner.rpartition(".")[2] == "HTTPStatus" and member in HTTPStatus.__members__:
        return HTTPStatus[member].value
    return None


def makes_http_exception(unit: UnitPass, call: cst.Call) -> bool:
    """Whether a call makes an ``HTTPException``, or its ``__init__`` does so through ``super()``.

    Of subclasses only those count that name it as a base themselves: what others pass on, they do
    not say. ``call`` must be the node the walk stands on.
    """
    if resolves_to(unit, call.func, HTTP_EXCEPTIONS):
        return True
    return (
        calls_super_init(call)
        and bool(unit.class_path)
        and is_direct(unit, ".".join(unit.class_path))
    )


def calls_super_init(call: cst.CSTNode) -> bool:
    """Whether a node is ``super().__init__(...)``."""
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return False
    inner = call.func.value
    is_super = isinstance(inner, cst.Call) and dotted_name(inner.func) == "super"
    return is_super and call.func.attr.value == "__init__"


def hands_on(init: cst.FunctionDef) -> bool:
    """Whether ``__init__`` calls that of a base, through ``super()`` or by its name."""
    return any(
        calls_super_init(node)
        or (
            isinstance(node, cst.Call)
            and isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "__init__"
        )
        for node in own_nodes(init)
    )


def is_direct(unit: UnitPass, path: str) -> bool:
    """Whether a class of the module names ``HTTPException`` as its first base.

    The rule must require ``CLASSES`` and ``BINDINGS``.
    """
    for definition in unit.lookup(CLASSES, path):
        first = definition.bases[0] if definition.bases else ""
        names = module_qualified_names(unit, first) if first else ()
        if not names or not set(names) <= HTTP_EXCEPTIONS:
            return False
    return bool(unit.lookup(CLASSES, path))


def status_argument(call: cst.Call) -> cst.Arg | None:
    """The argument that gives an ``HTTPException`` its status."""
    return argument(call, "status_code", 0)
