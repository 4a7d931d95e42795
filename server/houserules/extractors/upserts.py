"""Upserts: ``insert`` of a dialect with ``on_conflict_do_update``."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.scopes import function_around, scope_of
from houserules.extractors.select_statements import assigned_value, chain_root
from houserules.extractors.sqlalchemy_names import UPSERT_INSERT

_MOST_STEPS = 4


def is_upsert(unit: UnitPass, call: cst.Call) -> bool:
    """Whether a call is on a chain that begins with a dialect's ``insert``.

    The rule must require ``BINDINGS``.
    """
    return _insert(unit, call) is not None


def inserted_class(unit: UnitPass, call: cst.Call) -> str:
    """What ``insert(X)`` at the start of the chain names."""
    root = _insert(unit, call)
    return dotted_name(root.args[0].value) if root is not None and root.args else ""


def _insert(unit: UnitPass, call: cst.Call) -> cst.Call | None:
    """The ``insert(...)`` of a chain, over variables: ``stmt = stmt.on_conflict...`` is usual."""
    expression: cst.BaseExpression = call
    function = function_around(unit, call)
    for _ in range(_MOST_STEPS):
        root = chain_root(expression)
        if root is None:
            return None
        if resolves_to(unit, root.func, UPSERT_INSERT) is not None:
            return root
        start = root.func
        while isinstance(start, cst.Attribute):
            start = start.value
        if not isinstance(start, cst.Name) or not isinstance(function, cst.FunctionDef):
            return None
        if start.value not in scope_of(unit, function):
            return None
        value = _first_value(function, start.value)
        if value is None or value is expression:
            return None
        expression = value
    return None


def _first_value(function: cst.FunctionDef, name: str) -> cst.BaseExpression | None:
    for line in function.body.body:
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.Assign) and dotted_name(small.targets[0].target) == name:
                return small.value
    return assigned_value(function, name)
