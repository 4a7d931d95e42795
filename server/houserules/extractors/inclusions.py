"""How code includes routers: calls of ``include_router``, alone and in loops over containers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.declared_types import parameters_of, written_type
from houserules.extractors.strings import argument, literal_string

Row = tuple[cst.CSTNode, ...]


def is_inclusion(node: cst.CSTNode) -> bool:
    """Whether a node is a call of ``include_router``."""
    return (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value == "include_router"
    )


def makers(root: cst.CSTNode) -> Iterator[tuple[str, str]]:
    """Names inside functions with the callee that made them, or the type of the parameter."""
    for node in descendants(root):
        if isinstance(node, cst.FunctionDef):
            for param in parameters_of(node):
                kind = written_type(param.annotation.annotation) if param.annotation else ""
                yield param.name.value, kind or "?"
        elif isinstance(node, cst.Assign):
            callee = dotted_name(node.value.func) if isinstance(node.value, cst.Call) else ""
            for target in node.targets:
                if isinstance(target.target, cst.Name):
                    yield target.target.value, callee or "?"
        elif isinstance(node, cst.AnnAssign) and isinstance(node.target, cst.Name):
            callee = dotted_name(node.value.func) if isinstance(node.value, cst.Call) else ""
            yield node.target.value, callee or "?"


def rows(over: cst.CSTNode) -> tuple[Row, ...]:
    """The elements of a container that is written out, each as a row."""
    if not isinstance(over, cst.List | cst.Tuple | cst.Set):
        return ()
    return tuple(_row(element.value) for element in over.elements)


def _row(value: cst.BaseExpression) -> Row:
    if isinstance(value, cst.Tuple | cst.List):
        return tuple(element.value for element in value.elements)
    return (value,)


def target_names(target: cst.CSTNode) -> tuple[str, ...]:
    """The names that a loop binds, ``""`` for other targets."""
    parts: Iterable[cst.CSTNode] = (
        (e.value for e in target.elements)
        if isinstance(target, cst.Tuple | cst.List)
        else (target,)
    )
    return tuple(dotted_name(part) for part in parts)


def written_prefix(call: cst.Call) -> str | None:
    """The ``prefix`` of an inclusion, ``None`` where it is not written out."""
    given = argument(call, "prefix")
    if given is not None:
        return literal_string(given.value)
    return None if any(a.star == "**" for a in call.args) else ""
