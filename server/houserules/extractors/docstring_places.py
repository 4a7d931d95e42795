"""Which strings are docstrings, and of what: a class body and a module are cut into units, so
that a unit alone does not show whether it comes first.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from enum import StrEnum

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView
from houserules.extractors.definitions import docstring_expression
from houserules.extractors.docstrings import simple_docstring
from houserules.syntax.unit import UnitKind

MODULE = ""
"""The key of the module itself."""
CODE = "code"
UNKNOWN = "unknown"


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if view.unit.kind is UnitKind.FOOTER:
        return
    found = UNKNOWN if view.node is None else CODE
    literal = docstring_expression(view.node) if view.node is not None else None
    if literal is not None:
        found = literal.value if isinstance(literal, cst.SimpleString) else UNKNOWN
    yield ".".join(view.class_path), found


def _first(values: tuple[str, ...]) -> str | None:
    return values[0] if values else None


FIRST_STATEMENTS = table("first-statements", _contribute, _first)
"""Class path, or ``MODULE`` → the literal that its body begins with; ``CODE`` for anything else,
``UNKNOWN`` for what does not parse or is a string in parts, ``None`` for an empty body."""


class Owner(StrEnum):
    """What a docstring is about."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"


def owner_of(unit_pass: UnitPass, statement: cst.Expr) -> Owner | None:
    """What a string statement is the docstring of; ``None`` for no docstring, and in doubt.

    ``statement`` must be the node that the walk stands on. The rule must require
    ``FIRST_STATEMENTS``.
    """
    around = unit_pass.ancestors
    if not isinstance(statement.value, cst.SimpleString) or not around:
        return None
    if len(around) == 1:
        if simple_docstring(around[0]) is not statement.value:
            return None
        path = ".".join(unit_pass.class_path)
        if unit_pass.lookup(FIRST_STATEMENTS, path) != statement.value.value:
            return None
        return Owner.CLASS if path else Owner.MODULE
    holder = around[-3] if len(around) > 2 else around[-2]
    body = holder.body.body if isinstance(holder, cst.FunctionDef | cst.ClassDef) else ()
    if isinstance(holder, cst.FunctionDef | cst.ClassDef) and body and body[0] is around[-1]:
        return Owner.CLASS if isinstance(holder, cst.ClassDef) else Owner.FUNCTION
    return None


def function_of(unit_pass: UnitPass) -> cst.FunctionDef | None:
    """The function whose docstring the walk stands on, its owner being one."""
    holder = unit_pass.ancestors[-3] if len(unit_pass.ancestors) > 2 else None
    return holder if isinstance(holder, cst.FunctionDef) else None
