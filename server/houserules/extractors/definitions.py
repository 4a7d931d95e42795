"""Functions and classes as they are written: docstrings, triviality, decorators."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from houserules.analysis.structure import dotted_name, first_statement, without_call
from houserules.analysis.walk import descendants
from houserules.extractors.strings import literal_string

Definition = cst.FunctionDef | cst.ClassDef


def docstring_expression(
    statement: cst.CSTNode | None,
) -> cst.SimpleString | cst.ConcatenatedString | None:
    """The string of a statement that would be a docstring where it is the first one."""
    if isinstance(statement, cst.SimpleStatementLine):
        statement = statement.body[0]
    if not isinstance(statement, cst.Expr):
        return None
    value = statement.value
    if not isinstance(value, cst.SimpleString | cst.ConcatenatedString):
        return None
    return value if literal_string(value) is not None else None


def docstring_text(body: cst.BaseSuite) -> str:
    """The docstring that a body begins with, white space around it taken off."""
    first = body.body[0] if body.body else None
    return (literal_string(docstring_expression(first)) or "").strip()


def decorator_names(definition: Definition) -> Sequence[str]:
    """The dotted names of the decorators, calls without arguments."""
    return [dotted_name(without_call(d.decorator)) for d in definition.decorators]


def is_trivial(function: cst.FunctionDef) -> bool:
    """Whether a body is only docstring, ``pass``, ``...`` or ``raise NotImplementedError``."""
    return all(_is_trivial(s) for line in function.body.body for s in _small_statements(line))


def _small_statements(line: cst.CSTNode) -> Sequence[cst.CSTNode]:
    return line.body if isinstance(line, cst.SimpleStatementLine) else (line,)


def _is_trivial(statement: cst.CSTNode) -> bool:
    if isinstance(statement, cst.Pass):
        return True
    if isinstance(statement, cst.Expr):
        return isinstance(statement.value, cst.Ellipsis | cst.SimpleString | cst.ConcatenatedString)
    if isinstance(statement, cst.Raise) and statement.exc is not None:
        return dotted_name(without_call(statement.exc)) == "NotImplementedError"
    return False


def statement_count(function: cst.FunctionDef) -> int:
    """How many statements a function holds, at any depth, its docstring left out."""
    count = sum(
        isinstance(n, cst.BaseSmallStatement | cst.BaseCompoundStatement)
        for n in descendants(function.body)
    )
    return count - (docstring_expression(first_statement(function.body.body[0])) is not None)
