"""SQL that code puts together, and where in it the expressions stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.built_strings import HOLE, BuiltString
from houserules.extractors.declared_types import DECLARED_READS, declared_type
from houserules.extractors.qualified_names import qualified_names, resolves_to
from houserules.extractors.scopes import scopes_around

SQL_READS = (BINDINGS, *DECLARED_READS)
"""What a rule that asks about holes must require."""

TEXT = frozenset(
    {"sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text", "sqlmodel.text"}
)
"""The qualified names of what makes SQL of a string."""
_EXECUTING = frozenset(
    {
        "execute", "executemany", "executescript", "exec_driver_sql", "execute_sql", "fetch",
        "fetchrow", "fetchval", "fetch_all", "fetch_one", "fetch_val", "query_raw", "execute_raw",
    }
)  # fmt: skip
_STATEMENT = re.compile(
    r"\s*(?:select\s.*?\sfrom\s|insert\s+(?:or\s+\w+\s+)?into\s|update\s.*?\sset\s"
    r"|delete\s+from\s|with\s.*?\sas\s*\(|merge\s+into\s|call\s)",
    re.IGNORECASE | re.DOTALL,
)
_VALUE_BEFORE = re.compile(
    r"(?:[<>=]\s*|\b(?:like|ilike|between|limit|offset)\s+|\bin\s*\(\s*|\bvalues\s*\([^()]*?)"
    r"(?P<quote>['\"]?)(?P<inside>%?)$",
    re.IGNORECASE,
)
# `{column} = {other}`: what is compared with a name that is put in is most often a name, too.
_OF_COLUMN = re.compile(r"\?\s*[<>=]+\s*$")
_HARMLESS_TYPES = frozenset(
    {"builtins.int", "builtins.float", "builtins.bool", "uuid.UUID", "datetime.date"}
)
_HARMLESS_CALLS = frozenset(
    {
        "builtins.int", "builtins.float", "builtins.bool", "builtins.len",
        "sqlalchemy.sql.quoted_name", "sqlalchemy.quoted_name",
        "sqlalchemy.sql.elements.quoted_name", "psycopg2.extensions.quote_ident",
    }
)  # fmt: skip


def executed_text(unit: UnitPass, call: cst.Call) -> cst.BaseExpression | None:
    """What a call takes for SQL: of ``text(sql)``, and of methods that execute a string."""
    first = call.args[0] if call.args else None
    if first is None or first.star or (first.keyword and first.keyword.value != "text"):
        return None
    if isinstance(call.func, cst.Attribute) and call.func.attr.value in _EXECUTING:
        return first.value
    return first.value if resolves_to(unit, call.func, TEXT) else None


def is_sql(built: BuiltString) -> bool:
    """Whether a text that is put together begins as a statement of SQL."""
    return _STATEMENT.match(built.text) is not None


def value_holes(built: BuiltString) -> Iterator[tuple[int, str]]:
    """The holes where a value stands: their index, and the quote around each or ``""``."""
    before = ""
    for index, part in enumerate(built.text.split(HOLE)[:-1]):
        before += part
        found = _VALUE_BEFORE.search(before)
        if found is not None and not (not found["quote"] and _OF_COLUMN.search(before)):
            yield index, found["quote"]
        elif before.count("'") % 2:
            yield index, "'"
        before += "?"


def is_harmless(unit: UnitPass, hole: cst.BaseExpression) -> bool:
    """Whether an expression cannot bring SQL: numbers, constants, what is quoted."""
    if isinstance(hole, cst.Call):
        if resolves_to(unit, hole.func, _HARMLESS_CALLS):
            return True
        return _joins_marks(hole)
    if isinstance(hole, cst.BinaryOperation):
        return isinstance(hole.operator, cst.Multiply) or (
            is_harmless(unit, hole.left) and is_harmless(unit, hole.right)
        )
    if isinstance(hole, cst.Integer | cst.Float | cst.SimpleString):
        return True
    dotted = dotted_name(hole)
    if not dotted:
        return False
    if dotted.rpartition(".")[2].isupper() or declared_type(unit, hole) in _HARMLESS_TYPES:
        return True
    return _is_of_module(unit, hole, dotted.partition(".")[0])


def _joins_marks(call: cst.Call) -> bool:
    """``", ".join("?" for _ in values)``: marks for bound values, or names that code lists."""
    if not isinstance(call.func, cst.Attribute) or call.func.attr.value != "join":
        return False
    return any(
        isinstance(node, cst.SimpleString | cst.FormattedString)
        for arg in call.args
        for node in descendants(arg)
    )


def _is_of_module(unit: UnitPass, hole: cst.CSTNode, root: str) -> bool:
    """Whether a name is bound at the top of a module, to a value or by an import."""
    if any(root in scope for scope in scopes_around(unit, hole)):
        return False
    if qualified_names(unit, hole):
        return True
    bindings = unit.lookup(BINDINGS, root)
    return bool(bindings) and all(b.kind is BindingKind.VALUE for b in bindings)
