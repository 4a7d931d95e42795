"""``select(...)`` statements: what they select, written in place or kept in a variable."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.scopes import function_around, scope_of
from houserules.extractors.sqlalchemy_names import SELECT

_RUNS = frozenset({"execute", "scalar", "scalars"})


def chain_root(expression: cst.CSTNode) -> cst.Call | None:
    """The innermost call of ``root(...).link(...).link(...)``."""
    root: cst.Call | None = None
    while True:
        if isinstance(expression, cst.Call):
            root, expression = expression, expression.func
        elif isinstance(expression, cst.Attribute):
            expression = expression.value
        else:
            return root


def chain_links(expression: cst.CSTNode) -> list[str]:
    """The names of the methods that are called on the root of a chain."""
    found: list[str] = []
    while isinstance(expression, cst.Call) and isinstance(expression.func, cst.Attribute):
        found.append(expression.func.attr.value)
        expression = expression.func.value
    return found


def written_select(unit: UnitPass, expression: cst.CSTNode) -> cst.BaseExpression | None:
    """The chain that begins with ``select(...)``, behind a variable that is assigned once.

    ``expression`` must be below the node that the walk stands on without a scope between; the
    rule must require ``BINDINGS``.
    """
    if isinstance(expression, cst.Name):
        function = function_around(unit, expression)
        if not isinstance(function, cst.FunctionDef):
            return None
        if [b.kind for b in scope_of(unit, function).get(expression.value, ())] != [
            BindingKind.VALUE
        ]:
            return None
        value = assigned_value(function, expression.value)
        if value is None:
            return None
        expression = value
    root = chain_root(expression)
    if root is None or resolves_to(unit, root.func, SELECT) is None:
        return None
    return expression if isinstance(expression, cst.Call) else None


def assigned_value(function: cst.FunctionDef, name: str) -> cst.BaseExpression | None:
    """What a name of a function is given by a plain assignment."""
    for node in descendants(function.body):
        if isinstance(node, cst.Assign) and dotted_name(node.targets[0].target) == name:
            return node.value
    return None


def result_statement(result: cst.CSTNode) -> cst.BaseExpression | None:
    """``stmt`` of ``(await session.execute(stmt)).scalars()`` and the like."""
    while True:
        if isinstance(result, cst.Await):
            result = result.expression
        elif isinstance(result, cst.Call) and isinstance(result.func, cst.Attribute):
            if result.func.attr.value in _RUNS and result.args:
                return result.args[0].value
            result = result.func.value
        else:
            return None


def selected_entity(unit: UnitPass, statement: cst.CSTNode) -> str:
    """The name of the one class that a statement selects; ``""`` for columns and more of them."""
    chain = written_select(unit, statement)
    root = chain_root(chain) if chain is not None else None
    if root is None or len(root.args) != 1 or root.args[0].star:
        return ""
    selected = root.args[0].value
    if not isinstance(selected, cst.Name) or not selected.value[:1].isupper():
        return ""
    kinds = {b.kind for b in unit.lookup(BINDINGS, selected.value)}
    return selected.value if kinds in ({BindingKind.CLASS}, {BindingKind.IMPORT}) else ""
