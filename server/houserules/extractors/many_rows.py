"""How queries for many rows are read."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.scopes import function_around, scope_of
from houserules.extractors.select_statements import (
    assigned_value,
    chain_links,
    result_statement,
    selected_entity,
    written_select,
)

MANY_ROW_READS = (BINDINGS,)
"""What a rule that asks about many rows must require."""
_ALL = frozenset({"all", "fetchall"})


def first_columns(unit: UnitPass, node: cst.ListComp) -> cst.BaseExpression | None:
    """The result of ``[row[0] for row in result.all()]`` of a query for one class.

    ``node`` must be the node the walk stands on.
    """
    comp = node.for_in
    if comp.asynchronous is not None or comp.ifs or comp.inner_for_in is not None:
        return None
    element, row = node.elt, dotted_name(comp.target)
    if not isinstance(element, cst.Subscript) or dotted_name(element.value) != row or not row:
        return None
    index = element.slice[0].slice if len(element.slice) == 1 else None
    if not isinstance(index, cst.Index) or not isinstance(index.value, cst.Integer):
        return None
    if index.value.value != "0":
        return None
    result = comp.iter
    call = result if isinstance(result, cst.Call) and not result.args else None
    if call is not None and isinstance(call.func, cst.Attribute) and call.func.attr.value in _ALL:
        result = call.func.value
    return result if _entity_of(unit, result, node) else None


def is_all_scalars(value: cst.BaseExpression) -> bool:
    """Whether an expression is ``....scalars().all()``."""
    return chain_links(value)[:2] == ["all", "scalars"]


def unordered_select(
    unit: UnitPass, value: cst.BaseExpression
) -> tuple[str, cst.BaseExpression | None]:
    """The class and the statement behind ``....scalars().all()``, where nothing orders it."""
    if not is_all_scalars(value):
        return "", None
    statement = _statement_of(unit, value, value)
    chain = written_select(unit, statement) if statement is not None else None
    entity = selected_entity(unit, statement) if statement is not None else ""
    if chain is None or not entity or "order_by" in chain_links(chain):
        return "", None
    return entity, chain


def _entity_of(unit: UnitPass, result: cst.BaseExpression, at: cst.CSTNode) -> str:
    statement = _statement_of(unit, result, at)
    return selected_entity(unit, statement) if statement is not None else ""


def _statement_of(
    unit: UnitPass, result: cst.BaseExpression, at: cst.CSTNode
) -> cst.BaseExpression | None:
    """The statement that was executed for a result, behind a variable that is assigned once."""
    statement = result_statement(result)
    if statement is not None:
        return statement
    root: cst.BaseExpression = result
    while isinstance(root, cst.Call | cst.Attribute):
        root = root.func if isinstance(root, cst.Call) else root.value
    function = function_around(unit, at)
    if not isinstance(root, cst.Name) or not isinstance(function, cst.FunctionDef):
        return None
    kinds = [b.kind for b in scope_of(unit, function).get(root.value, ())]
    value = assigned_value(function, root.value) if kinds == [BindingKind.VALUE] else None
    return result_statement(value) if value is not None else None
