"""What a module offers to others: ``__all__`` where it has one, else names without underscore."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, first_statement, target_names
from houserules.extractors.strings import literal_string

_ALL = "__all__"
WHOLE = ""
"""The key of ``EXPORTS`` under which it says whether ``__all__`` is there and can be read."""
_GROWING = frozenset({"append", "extend"})


def is_public(unit_pass: UnitPass, node: cst.FunctionDef | cst.ClassDef) -> bool:
    """Whether a definition is for users of the module; where ``__all__`` is computed: no.

    ``node`` must be the node the walk stands on. The rule must require ``EXPORTS``.
    """
    if any(part.startswith("_") for part in unit_pass.module.name.split(".")):
        return False
    around = [a for a in unit_pass.ancestors if isinstance(a, cst.FunctionDef | cst.ClassDef)]
    if any(isinstance(a, cst.FunctionDef) for a in around):
        return False
    path = (*unit_pass.class_path, *(a.name.value for a in around), node.name.value)
    inner = path[1:]
    if any(name.startswith("_") and not _is_dunder(name) for name in inner):
        return False
    listed = unit_pass.lookup(EXPORTS, path[0])
    if listed:
        return True
    readable = unit_pass.lookup(EXPORTS, WHOLE)
    return not readable and not path[0].startswith("_")


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if view.unit.depth or _ALL not in view.unit.text:
        return
    statement = first_statement(view.node)
    value: cst.BaseExpression | None = None
    if isinstance(statement, cst.Assign):
        if any(_ALL in target_names(t.target) for t in statement.targets):
            value = statement.value
    elif isinstance(statement, cst.AnnAssign | cst.AugAssign):
        if _ALL in target_names(statement.target):
            value = statement.value
    elif isinstance(statement, cst.Expr) and isinstance(statement.value, cst.Call):
        value = _grown_by(statement.value)
    if value is None:
        if view.node is None or isinstance(statement, cst.BaseCompoundStatement):
            yield WHOLE, False
        return
    readable = True
    for name in _names(value):
        if name is None:
            readable = False
        else:
            yield name, True
    yield WHOLE, readable


def _grown_by(call: cst.Call) -> cst.BaseExpression | None:
    """What ``__all__.append(x)`` or ``__all__.extend(xs)`` adds."""
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value not in _GROWING or not call.args:
        return None
    return call.args[0].value if target_names_of(func.value) == (_ALL,) else None


def target_names_of(node: cst.CSTNode) -> tuple[str, ...]:
    """The names that an expression would bind as a target."""
    return tuple(target_names(node))


def _names(value: cst.BaseExpression) -> Iterator[str | None]:
    """The names in a literal, ``None`` for each part that is not one."""
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Add):
        yield from _names(value.left)
        yield from _names(value.right)
    elif isinstance(value, cst.List | cst.Tuple | cst.Set):
        for element in value.elements:
            yield literal_string(element.value)
    else:
        yield literal_string(value)


def _merge(values: tuple[bool, ...]) -> tuple[bool, ...]:
    return values


EXPORTS = table("exports", _contribute, _merge)
"""Name → a value for each mention in ``__all__``; ``WHOLE`` → whether each part can be read."""
