"""What a call of a function gives back, as far as its annotation and its own body show."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.definitions import decorator_names

_NO_VALUE = frozenset({"None", "NoReturn", "Never"})
_PROPERTIES = frozenset(
    {"property", "cached_property", "hybrid_property", "computed_field", "setter", "deleter"}
)


def is_generator(function: cst.FunctionDef) -> bool:
    """Whether the body yields."""
    return any(isinstance(node, cst.Yield) for node in own_nodes(function))


def gives_value(function: cst.FunctionDef) -> bool | None:
    """Whether a call gives something else than ``None``.

    ``None`` where neither the annotation nor the body tells.
    """
    if function.returns is not None:
        annotation = function.returns.annotation
        if isinstance(annotation, cst.SimpleString):
            return annotation.raw_value.strip().rpartition(".")[2] not in _NO_VALUE
        return dotted_name(annotation).rpartition(".")[2] not in _NO_VALUE
    found = False
    for node in own_nodes(function):
        if isinstance(node, cst.Yield):
            return True
        if isinstance(node, cst.Return) and node.value is not None:
            found = found or dotted_name(node.value) != "None"
    return found or (None if _may_be_stub(function) else False)


def is_property(function: cst.FunctionDef) -> bool:
    """Whether a method is read or written like an attribute."""
    names = {name.rpartition(".")[2] for name in decorator_names(function)}
    return bool(names & _PROPERTIES)


def _may_be_stub(function: cst.FunctionDef) -> bool:
    """Whether a body does nothing that says what an implementation gives back."""
    statements = [
        small
        for line in function.body.body
        for small in (line.body if isinstance(line, cst.SimpleStatementLine) else (line,))
    ]
    return all(
        isinstance(s, cst.Pass | cst.Raise)
        or (
            isinstance(s, cst.Expr)
            and isinstance(s.value, cst.SimpleString | cst.ConcatenatedString | cst.Ellipsis)
        )
        for s in statements
    )
