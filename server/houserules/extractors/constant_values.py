"""Which expressions give a value that never changes."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.qualified_names import resolves_to

_MAKERS = frozenset({"re.compile", "datetime.timedelta", "decimal.Decimal"})
_LITERALS = (cst.Integer, cst.Float, cst.Imaginary, cst.SimpleString)
_SIGNS = (cst.Minus, cst.Plus)


def is_constant(p: UnitPass, node: cst.BaseExpression) -> bool:
    """Whether an expression is a literal, or made of literals alone, and cannot be changed.

    The rule must require ``BINDINGS``.
    """
    if isinstance(node, _LITERALS):
        return True
    if isinstance(node, cst.Name):
        return node.value in ("True", "False")
    if isinstance(node, cst.ConcatenatedString):
        return is_constant(p, node.left) and is_constant(p, node.right)
    if isinstance(node, cst.UnaryOperation):
        return isinstance(node.operator, _SIGNS) and is_constant(p, node.expression)
    if isinstance(node, cst.BinaryOperation):
        return is_constant(p, node.left) and is_constant(p, node.right)
    if isinstance(node, cst.Tuple):
        return bool(node.elements) and all(is_constant(p, e.value) for e in node.elements)
    return isinstance(node, cst.Call) and _is_made_of_constants(p, node)


def _is_made_of_constants(p: UnitPass, call: cst.Call) -> bool:
    if not call.args or any(arg.star for arg in call.args):
        return False
    if dotted_name(call.func) == "frozenset":
        value = call.args[0].value
        if resolves_to(p, call.func, {"builtins.frozenset"}) is None:
            return False
        if isinstance(value, cst.Set | cst.List | cst.Tuple):
            return all(is_constant(p, element.value) for element in value.elements)
        return is_constant(p, value)
    if resolves_to(p, call.func, _MAKERS) is None:
        return False
    return is_constant(p, call.args[0].value)
