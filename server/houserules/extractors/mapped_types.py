"""Columns and relationships of mapped classes: their annotations, and what may be null."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sqlalchemy_names import COLUMN, MAPPED, MAPPED_COLUMN
from houserules.extractors.strings import argument
from houserules.syntax.parse import parse_expression

_LISTS = frozenset({"list", "List", "set", "Set"})


def mapped_argument(unit: UnitPass, annotation: cst.Annotation) -> cst.BaseExpression | None:
    """``T`` of an annotation ``Mapped[T]``, quotes around ``T`` taken off.

    The rule must require ``BINDINGS``.
    """
    subscript = annotation.annotation
    if not isinstance(subscript, cst.Subscript) or len(subscript.slice) != 1:
        return None
    if resolves_to(unit, subscript.value, MAPPED) is None:
        return None
    index = subscript.slice[0].slice
    value = index.value if isinstance(index, cst.Index) else None
    if isinstance(value, cst.SimpleString):
        return parse_expression(value.raw_value)
    return value


def list_element(unit: UnitPass, annotation: cst.Annotation) -> cst.BaseExpression | None:
    """``T`` of ``Mapped[list[T]]``."""
    inner = mapped_argument(unit, annotation)
    if not isinstance(inner, cst.Subscript):
        return None
    if dotted_name(inner.value).rpartition(".")[2] not in _LISTS:
        return None
    index = inner.slice[0].slice
    return index.value if isinstance(index, cst.Index) else None


def may_be_none(annotation: cst.BaseExpression) -> bool:
    """Whether a type is written with ``| None`` or ``Optional``."""
    if isinstance(annotation, cst.BinaryOperation):
        return any(
            _is_none(side) or may_be_none(side) for side in (annotation.left, annotation.right)
        )
    if isinstance(annotation, cst.Subscript):
        return dotted_name(annotation.value).rpartition(".")[2] == "Optional"
    return False


def is_nullable(unit: UnitPass) -> bool | None:
    """Whether the column around the node that the walk stands on may be null.

    ``None`` outside columns, and where it is not written. The rule must require ``BINDINGS``.
    """
    columns = COLUMN | MAPPED_COLUMN
    for index in range(len(unit.ancestors) - 1, -1, -1):
        call = unit.ancestors[index]
        if not isinstance(call, cst.Call):
            continue
        found = resolves_to(unit, call.func, columns)
        if found is None:
            continue
        field = unit.ancestors[index - 1] if index else None
        return _of_column(unit, call, field, is_column=found in COLUMN)
    return None


def _of_column(
    unit: UnitPass, call: cst.Call, field: cst.CSTNode | None, *, is_column: bool
) -> bool | None:
    for name, value in (("nullable", True), ("primary_key", False)):
        given = argument(call, name)
        if given is not None:
            word = dotted_name(given.value)
            if word not in ("True", "False"):
                return None
            if name == "nullable" or word == "True":
                return word == "True" if name == "nullable" else value
    if is_column:
        return True
    if isinstance(field, cst.AnnAssign):
        inner = mapped_argument(unit, field.annotation)
        return None if inner is None else may_be_none(inner)
    return None


def _is_none(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"
