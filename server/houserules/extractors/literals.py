"""The builtin types of literals."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import libcst as cst

_LITERALS: Mapping[type, str] = MappingProxyType(
    {cst.Integer: "int", cst.Float: "float", cst.FormattedString: "str"}
)


def literal_type(node: cst.BaseExpression) -> str:
    """The builtin that a literal is of; ``""`` for anything else, and for ``None``."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        inner = literal_type(node.expression)
        return inner if inner in ("int", "float") else ""
    if isinstance(node, cst.Name):
        return "bool" if node.value in ("True", "False") else ""
    if isinstance(node, cst.SimpleString):
        return "bytes" if "b" in node.prefix.lower() else "str"
    if isinstance(node, cst.ConcatenatedString):
        return literal_type(node.left)
    return _LITERALS.get(type(node), "")
