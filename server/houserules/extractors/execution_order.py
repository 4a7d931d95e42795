"""Reads, changes and awaits of a coroutine, in the order in which they happen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

import libcst as cst

from houserules.analysis.walk import children

Path = tuple[cst.CSTNode, ...]
"""The nodes around a node, innermost first."""

# Adding twice, and taking away what may be gone, comes to the same.
_MUTATORS = frozenset(
    {
        "append", "appendleft", "clear", "extend", "extendleft", "insert", "popitem", "popleft",
        "remove", "setdefault", "update",
    }
)  # fmt: skip


class Kind(Enum):
    """What happens."""

    READ = "read"
    WRITE = "write"
    AWAIT = "await"


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """Something that happens when a function runs.

    Attributes:
        kind: What.
        name: The name that is read or changed, ``""`` for an await.
        node: The node: of a change the name.
        path: The nodes around it, innermost first, the function left out.
    """

    kind: Kind
    name: str
    node: cst.CSTNode
    path: Path


def changed_name(node: cst.CSTNode) -> cst.Name | None:
    """The name of a container that a call of a mutating method changes."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return None
    changes = node.func.attr.value in _MUTATORS
    # ``pop`` with a default takes away what may be gone.
    changes = changes or (node.func.attr.value == "pop" and len(node.args) < 2)
    return node.func.value if changes and isinstance(node.func.value, cst.Name) else None


def stored_names(target: cst.CSTNode) -> Iterator[cst.Name]:
    """The names that an assignment, or ``del``, binds or whose items it changes."""
    if isinstance(target, cst.Name):
        yield target
    elif isinstance(target, cst.Subscript):
        if isinstance(target.value, cst.Name):
            yield target.value
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from stored_names(element.value)


def events_of(function: cst.FunctionDef, names: Collection[str]) -> tuple[Event, ...]:
    """The events of a function, as if it were run from top to bottom; functions in it left out."""
    found: list[Event] = []
    stack: list[tuple[cst.CSTNode, Path] | Event] = [(function.body, ())]
    while stack:
        item = stack.pop()
        if isinstance(item, Event):
            found.append(item)
        else:
            stack.extend(reversed(list(_steps(*item, names))))
    return tuple(found)


def _steps(
    node: cst.CSTNode, path: Path, names: Collection[str]
) -> Iterator[tuple[cst.CSTNode, Path] | Event]:
    if isinstance(node, cst.FunctionDef | cst.Lambda | cst.ClassDef):
        return
    inside = (node, *path)
    if isinstance(node, cst.Name):
        if node.value in names:
            yield Event(Kind.READ, node.value, node, path)
    elif isinstance(node, cst.Attribute):
        yield node.value, inside
    elif isinstance(node, cst.Await):
        yield node.expression, inside
        yield Event(Kind.AWAIT, "", node, path)
    elif isinstance(node, cst.Assign):
        yield node.value, inside
        for target in node.targets:
            yield from _stored(target.target, inside, names)
    elif isinstance(node, cst.AnnAssign):
        if node.value is not None:
            yield node.value, inside
            yield from _stored(node.target, inside, names)
    elif isinstance(node, cst.AugAssign):
        yield node.target, inside
        yield node.value, inside
        yield from _stored(node.target, inside, names)
    elif isinstance(node, cst.Del):
        yield from _stored(node.target, inside, names)
    elif isinstance(node, cst.Call):
        yield from _called(node, inside, names)
    elif isinstance(node, cst.For):
        yield node.iter, inside
        if node.asynchronous is not None:
            yield Event(Kind.AWAIT, "", node, path)
        yield from ((below, inside) for below in (node.target, node.body, node.orelse) if below)
    elif isinstance(node, cst.With):
        yield from ((item, inside) for item in node.items)
        if node.asynchronous is not None:
            yield Event(Kind.AWAIT, "", node, path)
        yield node.body, inside
    else:
        yield from ((below, inside) for below in children(node))


def _called(
    call: cst.Call, inside: Path, names: Collection[str]
) -> Iterator[tuple[cst.CSTNode, Path] | Event]:
    changed = changed_name(call)
    if changed is None:
        yield call.func, inside
    yield from ((arg, inside) for arg in call.args)
    if changed is not None and changed.value in names:
        yield Event(Kind.WRITE, changed.value, changed, inside)


def _stored(
    target: cst.CSTNode, inside: Path, names: Collection[str]
) -> Iterator[tuple[cst.CSTNode, Path] | Event]:
    if isinstance(target, cst.Subscript):
        yield from ((element, inside) for element in target.slice)
    for name in stored_names(target):
        if name.value in names:
            yield Event(Kind.WRITE, name.value, name, inside)
