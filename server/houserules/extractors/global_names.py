"""What functions do with the names of their module that they declare ``global``."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from houserules.analysis.structure import target_names
from houserules.analysis.walk import descendants, own_nodes

Rebinding = tuple[cst.CSTNode, cst.BaseExpression | None]


def rebinds(function: cst.FunctionDef, name: str) -> tuple[Rebinding, ...]:
    """The statements of a function that bind a name, with the value where there is one."""
    found: list[Rebinding] = []
    for node in own_nodes(function):
        if isinstance(node, cst.Assign):
            if any(name in target_names(t.target) for t in node.targets):
                found.append((node, node.value))
        elif isinstance(node, cst.AnnAssign | cst.AugAssign | cst.NamedExpr):
            if name in target_names(node.target):
                found.append((node, node.value))
        elif isinstance(node, cst.For | cst.Del):
            if name in target_names(node.target):
                found.append((node, None))
        elif isinstance(node, cst.AsName) and name in target_names(node.name):
            found.append((node, None))
    return tuple(found)


def is_lazy(function: cst.FunctionDef, name: str, values: Sequence[Rebinding]) -> bool:
    """Whether a function makes an object once, when it is first asked for, or gives it up.

    ``if X is None: X = …`` and ``if X is not None: return X`` show the first, ``X = None`` the
    second.
    """
    if all(isinstance(v, cst.Name) and v.value == "None" for _, v in values):
        return True
    if any(isinstance(node, cst.AugAssign | cst.For) for node, _ in values):
        return False
    return any(
        isinstance(node, cst.If) and _asks_whether_there(node.test, name)
        for node in own_nodes(function)
    )


def _asks_whether_there(test: cst.BaseExpression, name: str) -> bool:
    for node in descendants(test):
        if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
            target = node.comparisons[0]
            is_none = isinstance(target.comparator, cst.Name) and target.comparator.value == "None"
            if is_none and isinstance(node.left, cst.Name) and node.left.value == name:
                return isinstance(target.operator, cst.Is | cst.IsNot)
        elif isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
            inner = node.expression
            found = isinstance(inner, cst.Name) and inner.value == name
            if found:
                return True
    return isinstance(test, cst.Name) and test.value == name
