"""Statements of a class body, reduced to what other units may know of them."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from houserules.analysis.binding_names import Binding, bindings_in, type_parameter_names
from houserules.analysis.salvage import salvaged_bindings, salvaged_decorators
from houserules.analysis.structure import (
    Member,
    UnitView,
    dotted_name,
    first_statement,
    is_docstring,
    without_call,
    without_subscript,
)

_KINDS: tuple[tuple[type, str], ...] = (
    (cst.Pass, "pass"),
    (cst.AnnAssign, "field"),
    (cst.Assign, "assign"),
)


def member_of_unit(view: UnitView) -> Member:
    """Reduce a unit; one that does not parse still binds what its tokens show."""
    if view.node is None:
        names = _names(salvaged_bindings(view))
        decorators = salvaged_decorators(view)
        # Typing in a method breaks it every other moment: its class need not be asked again.
        if decorators is not None and len(names) == 1:
            return Member("function", names, decorators)
        return Member("unknown", names)
    return member_of(view.node, walrus=":=" in view.unit.text)


def member_of(node: cst.CSTNode, *, walrus: bool = True) -> Member:
    """Reduce one statement of a class body.

    Args:
        node: The statement.
        walrus: Whether its source may hold a ``:=``.
    """
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        decorators = tuple(dotted_name(without_call(d.decorator)) for d in node.decorators)
        names = (node.name.value,)
        if isinstance(node, cst.FunctionDef):
            return Member("function", names, decorators)
        bases = tuple(dotted_name(without_subscript(base.value)) for base in node.bases)
        parameters = tuple(type_parameter_names(node.type_parameters))
        return Member("class", names, decorators, bases, bool(node.keywords), parameters)
    if is_docstring(node):
        return Member("docstring")
    statement = first_statement(node)
    kind = next((word for kind, word in _KINDS if isinstance(statement, kind)), "other")
    return Member(kind, _names(bindings_in((node,), walrus=walrus)))


def _names(bindings: Iterable[Binding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(b.name for b in bindings))
