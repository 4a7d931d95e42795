"""How queries for one row are read, and what the code around expects of them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.control_flow import gives_none
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.scopes import function_around, scope_of
from houserules.extractors.select_statements import result_statement, selected_entity

ONE_ROW_READS = (BINDINGS,)
"""What a rule that asks about single rows must require."""
_MISSING = frozenset(
    {
        "sqlalchemy.exc.NoResultFound", "sqlalchemy.orm.exc.NoResultFound",
        "sqlalchemy.NoResultFound",
    }
)  # fmt: skip
_SCALARS = frozenset({"builtins.str", "builtins.int", "builtins.float", "builtins.bool"})


def promises_value(unit: UnitPass) -> str:
    """The class that the function around promises to return, where that leaves no ``None``.

    ``""`` where it may be ``None``. The walk must stand in a ``return`` of the function.
    """
    function = function_around(unit, unit.ancestors[-1])
    if not isinstance(function, cst.FunctionDef) or function.returns is None:
        return ""
    annotation = function.returns.annotation
    if isinstance(annotation, cst.SimpleString):
        name = annotation.raw_value.strip()
    else:
        name = dotted_name(annotation)
    if not name.isidentifier():
        return ""
    bindings = unit.lookup(BINDINGS, name)
    if not bindings:
        return name if resolves_to(unit, annotation, _SCALARS) else ""
    if any(b.kind not in (BindingKind.CLASS, BindingKind.IMPORT) for b in bindings):
        return ""
    hidden = ("Any", "Optional", "object")
    if any(b.target.rpartition(".")[2].startswith(hidden) for b in bindings):
        return ""
    parameters = function.type_parameters
    return (
        "" if parameters is not None and name in cst.Module(()).code_for_node(parameters) else name
    )


def dead_checks(unit: UnitPass, call: cst.Call) -> Iterator[cst.Comparison]:
    """Comparisons with ``None`` of what ``scalar_one()`` of a query for a class gives."""
    parent = unit.ancestors[-1] if unit.ancestors else None
    if not isinstance(parent, cst.Assign) or len(parent.targets) != 1:
        return
    name, function = dotted_name(parent.targets[0].target), function_around(unit, call)
    statement = result_statement(call)
    if not isinstance(function, cst.FunctionDef) or statement is None:
        return
    if len(scope_of(unit, function).get(name, ())) != 1 or not selected_entity(unit, statement):
        return
    for node in descendants(function.body):
        if isinstance(node, cst.Comparison) and _compares_with_none(node, name):
            yield node


def _compares_with_none(node: cst.Comparison, name: str) -> bool:
    if len(node.comparisons) != 1 or dotted_name(node.left) != name:
        return False
    comparison = node.comparisons[0]
    is_none = dotted_name(comparison.comparator) == "None"
    return is_none and isinstance(comparison.operator, cst.Is | cst.IsNot)


def swallowed_missing(unit: UnitPass, node: cst.Try) -> cst.Call | None:
    """``scalar_one()`` of ``try: return ... except NoResultFound: return None``."""
    if len(node.handlers) != 1 or node.orelse is not None or node.finalbody is not None:
        return None
    handler = node.handlers[0]
    if handler.type is None or resolves_to(unit, handler.type, _MISSING) is None:
        return None
    if len(node.body.body) != 1 or len(handler.body.body) != 1:
        return None
    given = first_statement(node.body.body[0])
    if not gives_none(first_statement(handler.body.body[0])) or not isinstance(given, cst.Return):
        return None
    call = given.value
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute) or call.args:
        return None
    return call if call.func.attr.value == "scalar_one" else None
