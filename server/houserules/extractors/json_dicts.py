"""A ``dict`` without parameters in annotations, and the columns that hold JSON."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.optional_types import OPTIONAL_NAMES, is_none, union_members
from houserules.extractors.qualified_names import qualified_names, resolves_to

_DICTS = frozenset({"builtins.dict", "typing.Dict", "typing_extensions.Dict"})
_MAPPED = frozenset({"sqlalchemy.orm.Mapped"})
_COLUMNS = frozenset({"sqlalchemy.orm.mapped_column", "sqlalchemy.Column"})
_JSON = ("JSON", "JSONB")


def bare_dict(unit_pass: UnitPass, node: cst.Annotation) -> cst.BaseExpression | None:
    """The ``dict`` of an annotation, under ``Mapped`` and beside ``None``, or ``None``."""
    found = _inner(unit_pass, node.annotation)
    if not isinstance(found, cst.Name | cst.Attribute):
        return None
    return found if resolves_to(unit_pass, found, _DICTS) else None


def _inner(unit_pass: UnitPass, node: cst.BaseExpression) -> cst.BaseExpression | None:
    if isinstance(node, cst.Subscript):
        index = node.slice[0].slice
        wraps = resolves_to(unit_pass, node.value, _MAPPED | OPTIONAL_NAMES)
        if not wraps or len(node.slice) != 1 or not isinstance(index, cst.Index):
            return None
        return _inner(unit_pass, index.value)
    others = [member for member in union_members(node) if not is_none(member)]
    if len(others) != 1:
        return None
    return node if others[0] is node else _inner(unit_pass, others[0])


def is_json_column(unit_pass: UnitPass, field: cst.CSTNode) -> bool:
    """Whether a field is a column of SQLAlchemy whose type is one of JSON."""
    call = field.value if isinstance(field, cst.AnnAssign) else None
    if not isinstance(call, cst.Call) or not resolves_to(unit_pass, call.func, _COLUMNS):
        return False
    for arg in call.args:
        kind = arg.value.func if isinstance(arg.value, cst.Call) else arg.value
        names = qualified_names(unit_pass, kind)
        if names and all(_is_json(name) for name in names):
            return True
    return False


def _is_json(name: str) -> bool:
    return name.partition(".")[0] == "sqlalchemy" and name.rpartition(".")[2] in _JSON
