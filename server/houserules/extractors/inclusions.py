"""How code uses routers, as values, and how it includes them: calls of ``include_router``, alone
and in loops over containers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.declared_types import parameters_of, written_type
from houserules.extractors.strings import argument, literal_string

Row = tuple[cst.CSTNode, ...]
UNKNOWN = "?"
"""The root of a name that may stand for anything."""


class UseKind(StrEnum):
    """What becomes of a router, or of a container of routers."""

    INCLUDED = "included"
    EACH_INCLUDED = "each included"
    """The elements of a container are included, in a loop."""
    LISTED = "listed"
    """It is an element of a container with a name."""
    ALIASED = "aliased"
    """It gets another name at module level."""
    OTHER = "other"


INCLUDING = (UseKind.INCLUDED, UseKind.EACH_INCLUDED)


@dataclass(frozen=True, slots=True)
class Named:
    """Something that code names.

    Attributes:
        name: A dotted name, ``?.router`` where the root is not known.
        imported: Whether it is the target of an import inside a function.
        made_by: For a local name: the callee that made it, or the type of the parameter.
    """

    name: str
    imported: bool = False
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class RouterUse:
    """A use of a router, or of a container of routers.

    Attributes:
        used: What is used.
        kind: How.
        parent: What it is included in.
        prefix: The ``prefix`` of the inclusion, ``None`` where it is not written out.
        certain: Whether it is included whatever happens.
        holder: For listed and aliased ones: the module-level name that holds it.
    """

    used: Named
    kind: UseKind
    parent: Named | None = None
    prefix: str | None = ""
    certain: bool = True
    holder: str = ""


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
