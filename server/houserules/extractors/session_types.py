"""Where types come from: annotations taken apart, with what leads from a value to an instance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.extractors.parameter_markers import INJECTING
from houserules.extractors.session_shapes import Sources, Step, taken, wrapped
from houserules.syntax.parse import parse_expression

_LONGEST = 200
_NO_SESSION = frozenset(
    {
        "Any", "object", "None", "Generator", "AsyncGenerator", "Iterator", "AsyncIterator",
        "Iterable", "AsyncIterable", "Callable", "Awaitable", "Coroutine", "Final", "ClassVar",
        "Dict", "List", "Literal", "Mapping", "NotRequired", "ReadOnly", "Required", "Sequence",
        "Set", "Tuple", "Self", "datetime", "UUID", "Path",
    }
)  # fmt: skip
_TRANSPARENT = frozenset({"Optional", "Final", "ClassVar"})
# A factory of one class is, to its users, that class.
_CLASS_OF = frozenset({"type", "Type", "sessionmaker"})
_LEADS: Mapping[str, tuple[int, Step]] = MappingProxyType(
    {
        **dict.fromkeys(("Generator", "Iterator", "Iterable"), (0, Step.ITERATE)),
        **dict.fromkeys(("AsyncGenerator", "AsyncIterator", "AsyncIterable"), (0, Step.ITERATE)),
        **dict.fromkeys(("AbstractContextManager", "ContextManager"), (0, Step.ENTER)),
        **dict.fromkeys(("AbstractAsyncContextManager", "AsyncContextManager"), (0, Step.ENTER)),
        "Awaitable": (0, Step.AWAIT),
        "Coroutine": (2, Step.AWAIT),
        "Callable": (1, Step.CALL),
    }
)
"""Generic type → which of its arguments a value leads to, and by which step."""


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """How names and markers in a type are looked up."""

    named: Callable[[str], Sources]
    injected: Callable[[cst.Call], Sources]


def sources_of_type(
    annotation: cst.CSTNode,
    named: Callable[[str], Sources],
    injected: Callable[[cst.Call], Sources],
) -> Sources:
    """The sources of a type, quotes, ``Optional`` and ``| None`` taken off.

    Args:
        annotation: The type.
        named: The sources of a dotted name in it.
        injected: The sources of what a marker such as ``Depends(f)`` gives.

    Returns:
        What is called to get a value of the type; ``()`` for ``Any`` and what is not understood.
    """
    return _type(annotation, _Reading(named, injected))


def _type(node: cst.CSTNode, reading: _Reading) -> Sources:
    if isinstance(node, cst.SimpleString):
        text = node.raw_value
        quoted = parse_expression(text) if len(text) <= _LONGEST else None
        return (
            () if quoted is None or isinstance(quoted, cst.SimpleString) else _type(quoted, reading)
        )
    if isinstance(node, cst.BinaryOperation):
        is_union = isinstance(node.operator, cst.BitOr)
        return _one_of((node.left, node.right), reading) if is_union else ()
    if isinstance(node, cst.Subscript):
        return _generic(node, reading)
    name = dotted_name(node)
    return reading.named(name) if name and _last(name) not in _NO_SESSION else ()


def _one_of(members: Sequence[cst.CSTNode], reading: _Reading) -> Sources:
    kept = [m for m in members if not (isinstance(m, cst.Name) and m.value == "None")]
    return _type(kept[0], reading) if len(kept) == 1 else ()


def _generic(node: cst.Subscript, reading: _Reading) -> Sources:
    name = dotted_name(node.value)
    last = _last(name)
    indices = (element.slice for element in node.slice)
    arguments = [index.value for index in indices if isinstance(index, cst.Index)]
    if not arguments or not name:
        return ()
    if last == "Annotated":
        return _type(arguments[0], reading) or _of_metadata(arguments[1:], reading)
    if last in _TRANSPARENT:
        return _type(arguments[0], reading)
    if last == "Union":
        return _one_of(arguments, reading)
    if last in _CLASS_OF:
        return wrapped(_type(arguments[0], reading), (Step.CALL,))
    if last in _LEADS:
        position, step = _LEADS[last]
        inner = _type(arguments[position], reading) if position < len(arguments) else ()
        return wrapped(taken(inner, Step.CALL), (Step.CALL, step))
    return reading.named(name) if last not in _NO_SESSION else ()


def _of_metadata(metadata: Sequence[cst.CSTNode], reading: _Reading) -> Sources:
    for value in metadata:
        is_marker = isinstance(value, cst.Call) and _last(dotted_name(value.func)) in INJECTING
        if is_marker and isinstance(value, cst.Call):
            return wrapped(reading.injected(value), (Step.CALL,))
    return ()


def _last(dotted: str) -> str:
    return dotted.rpartition(".")[2]
