"""What `__table_args__` of a mapped class indexes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.extractors.strings import literal_string

_INDEXES = frozenset({"Index", "PrimaryKeyConstraint", "UniqueConstraint"})


def _columns(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    for path, maker, plain in _constraints(view):
        leading = plain[1:2] if maker == "Index" else plain[:1]
        for value in leading:
            yield path, _name(value)
        if not maker:
            yield path, "*"


def _uniques(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    for path, maker, plain in _constraints(view):
        for value in plain[1:] if maker == "Index" else plain:
            yield path, _name(value)
        if not maker:
            yield path, "*"


def _name(value: cst.BaseExpression) -> str:
    return literal_string(value) or dotted_name(value).rpartition(".")[2] or "*"


def _constraints(view: UnitView) -> Iterator[tuple[str, str, list[cst.BaseExpression]]]:
    """Class path, what makes an index or a constraint, and its arguments by position.

    ``""`` as maker stands for what cannot be read.
    """
    if not view.class_path or "__table_args__" not in view.unit.text:
        return
    path = ".".join(view.class_path)
    statement = first_statement(view.node)
    if not isinstance(statement, cst.Assign | cst.AnnAssign) or statement.value is None:
        # A method, or what does not parse: nothing is known of it.
        yield path, "", []
        return
    for node in descendants(statement.value):
        if isinstance(node, cst.StarredElement):
            yield path, "", []
        elif isinstance(node, cst.Call):
            maker = dotted_name(node.func).rpartition(".")[2]
            if maker in _INDEXES:
                yield path, maker, [arg.value for arg in node.args if arg.keyword is None]


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return values


TABLE_COLUMNS = table("table-columns", _columns, _names)
"""Class path → the columns that lead an index or a constraint in ``__table_args__``; ``*`` where
that cannot be read."""
UNIQUE_COLUMNS = table("unique-columns", _uniques, _names)
"""Class path → all columns of the indexes and constraints in ``__table_args__``; ``*`` as above."""
