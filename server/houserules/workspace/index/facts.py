"""Facts as they travel and rest: plain JSON-able values of one file.

A file's facts are ``{fact id: {key: [value, …]}}`` with dataclasses as lists of their fields, so
that two states of a file are compared, stored and sent without knowing any fact.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.extractor import Extractor

FileFacts = Mapping[str, Mapping[str, list[Any]]]
_Decode = Callable[[Any], Any]
_PLAIN = (str, int, bool, NoneType)


def encoded(values: Iterable[Any]) -> list[Any]:
    """Values of a fact as lists, strings, numbers, booleans and ``None``."""
    return [_encoded(value) for value in values]


def decoded(fact: Extractor[Any], values: Iterable[Any]) -> tuple[Any, ...]:
    """The inverse of ``encoded``.

    Raises:
        TypeError: For a fact whose type of values cannot be kept.
    """
    assert fact.fact is not None
    decode = _decoder(fact.fact.value)
    return tuple(decode(value) for value in values)


def facts_of(analysis: ModuleAnalysis) -> dict[str, dict[str, list[Any]]]:
    """The facts of an analysed document; only extraction needs to be done."""
    found: dict[str, dict[str, list[Any]]] = {}
    for table in analysis.rules.tables:
        if table.fact is not None:
            for key in analysis.tables.keys(table):
                values = analysis.tables.lookup(table, key, set())
                found.setdefault(table.id, {})[str(key)] = encoded(values)
    return found


def facts_of_document(
    facts: Iterable[Extractor[Any]], text: str
) -> dict[str, dict[str, list[Any]]]:
    """The facts of a project file that is not Python."""
    found: dict[str, dict[str, list[Any]]] = {}
    for fact in facts:
        assert fact.fact is not None
        assert fact.fact.read is not None
        for key, value in fact.fact.read(text):
            found.setdefault(fact.id, {}).setdefault(key, []).extend(encoded((value,)))
    return found


def _encoded(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, tuple):
        return [_encoded(item) for item in cast("tuple[Any, ...]", value)]
    return [_encoded(getattr(value, field)) for field in _fields(cast("type[Any]", type(value)))]


@cache
def _fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _decoder(kind: Any) -> _Decode:
    """How to make a value of a type from what JSON gives."""
    if kind in _PLAIN:
        return lambda value: value
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _union_decoder(arguments)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if isinstance(kind, type) and (dataclasses.is_dataclass(kind) or issubclass(kind, tuple)):
        return _record_decoder(cast("type", kind))
    raise TypeError(f"a fact cannot hold values of type {kind}")


def _union_decoder(arguments: tuple[Any, ...]) -> _Decode:
    others = [a for a in arguments if a not in _PLAIN]
    if len(others) > 1:
        raise TypeError(f"a fact cannot tell {' and '.join(map(str, others))} apart")
    other = _decoder(others[0]) if others else None
    return lambda value: other(value) if other and isinstance(value, list) else value


def _tuple_decoder(arguments: tuple[Any, ...]) -> _Decode:
    if len(arguments) == 2 and arguments[1] is ...:
        item = _decoder(arguments[0])
        return lambda value: tuple(item(v) for v in value)
    items = [_decoder(a) for a in arguments]
    return lambda value: tuple(item(v) for item, v in zip(items, value, strict=True))


def _record_decoder(kind: type) -> _Decode:
    """Dataclasses and named tuples, from the values of their fields in order."""
    hints = get_type_hints(kind)
    names: tuple[str, ...] = getattr(kind, "_fields", None) or _fields(kind)
    items = [_decoder(hints[name]) for name in names]
    return lambda value: kind(*(item(v) for item, v in zip(items, value, strict=True)))
