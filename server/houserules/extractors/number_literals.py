"""The value of numbers that are written out, products of them included."""

from __future__ import annotations

import libcst as cst


def number(node: cst.BaseExpression) -> float | None:
    """``60 * 60`` is 3600; ``None`` for anything but literals, their products and negatives."""
    if isinstance(node, cst.Integer | cst.Float):
        return float(node.evaluated_value)
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        inner = number(node.expression)
        return None if inner is None else -inner
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Multiply):
        left, right = number(node.left), number(node.right)
        return None if left is None or right is None else left * right
    return None
