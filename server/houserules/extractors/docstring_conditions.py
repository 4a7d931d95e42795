"""The condition of a ``raise`` in words, where it is plain enough to be certain of them."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.structure import dotted_name, without_subscript
from houserules.extractors.signatures import parameters

_SIZED = frozenset(
    {
        "str", "bytes", "list", "dict", "set", "tuple", "frozenset", "List", "Dict", "Set",
        "Sequence", "Mapping", "Collection",
    }
)  # fmt: skip


def condition_text(function: cst.FunctionDef, guard: cst.BaseExpression | None) -> str:
    """``If a is empty.`` for ``if not a``, ``If a is None.``, else empty.

    Only of a parameter whose type has a length is it known what ``not`` means.
    """
    if isinstance(guard, cst.UnaryOperation) and isinstance(guard.operator, cst.Not):
        if isinstance(guard.expression, cst.Name) and _is_sized(function, guard.expression.value):
            return f"If {guard.expression.value} is empty."
        return ""
    if not isinstance(guard, cst.Comparison) or len(guard.comparisons) != 1:
        return ""
    target, name = guard.comparisons[0], guard.left
    is_none = isinstance(target.operator, cst.Is) and dotted_name(target.comparator) == "None"
    return f"If {name.value} is None." if is_none and isinstance(name, cst.Name) else ""


def _is_sized(function: cst.FunctionDef, name: str) -> bool:
    for param in parameters(function):
        if param.name == name and not param.stars and param.node.annotation is not None:
            written = without_subscript(param.node.annotation.annotation)
            return dotted_name(written).rpartition(".")[2] in _SIZED
    return False
