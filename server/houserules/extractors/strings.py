"""The value of plain string literals, implicit concatenation included."""

from __future__ import annotations

import libcst as cst


def literal_string(node: cst.CSTNode | None) -> str | None:
    """The text of a string literal without interpolation, ``None`` for anything else."""
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    if isinstance(node, cst.ConcatenatedString):
        left, right = literal_string(node.left), literal_string(node.right)
        return None if left is None or right is None else left + right
    return None


def argument(call: cst.Call, name: str, position: int | None = None) -> cst.Arg | None:
    """The argument passed by keyword, or at a position before any star."""
    for index, arg in enumerate(call.args):
        if arg.keyword is not None:
            if arg.keyword.value == name:
                return arg
        elif arg.star:
            position = None
        elif position == index:
            return arg
    return None
