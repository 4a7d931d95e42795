"""Typed values out of TOML: the annotation says what is wanted, the message what is wrong."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from enum import Enum
from typing import (
    Any,
    Final,
    Literal,
    Union,
    cast,
    get_args,
    get_origin,
)  # houserules: ignore[typing/legacy-typing-import] - compared with at run time

from houserules.settings.locate import Path
from houserules.settings.suggest import did_you_mean, one_of

Report = Callable[[Path, str], None]
"""Takes the path of the offending value and a message."""


class Rejected(Enum):
    """The result for a value that does not suit its annotation."""

    VALUE = "value"


REJECTED: Final = Rejected.VALUE


def convert(value: object, wanted: Any, path: Path, report: Report) -> Any:
    """``value`` as the annotation ``wanted`` asks, or ``REJECTED`` after a report.

    Arrays become tuples; a bad item of an array or table is reported and left out.
    """
    origin, arguments = get_origin(wanted), get_args(wanted)
    if wanted is Any:
        return tupled(value)
    if origin in (Union, types.UnionType):
        return _convert_union(value, arguments, wanted, path, report)
    if origin is Literal or (isinstance(wanted, type) and issubclass(wanted, Enum)):
        return _convert_choice(value, wanted, path, report)
    if origin in (tuple, list, frozenset):
        return _convert_array(value, origin, arguments[0], wanted, path, report)
    if origin is not None and issubclass(origin, Mapping):
        return _convert_table(value, arguments[1], wanted, path, report)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(wanted, type) and type(value) is wanted:
        return value
    return _reject(value, wanted, path, report)


def accepts(value: object, wanted: Any) -> bool:
    """Whether ``value`` converts without a report."""
    complaints: list[str] = []
    convert(value, wanted, (), lambda _, message: complaints.append(message))
    return not complaints


def describe(wanted: Any) -> str:
    """What a message says is wanted."""
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        named = [describe(member) for member in arguments if member is not types.NoneType]
        return " or ".join(dict.fromkeys(named))
    if origin is Literal or (isinstance(wanted, type) and issubclass(wanted, Enum)):
        return one_of(choices(wanted))
    if origin in (tuple, list, frozenset):
        return f"an array of {_plural(arguments[0])}"
    if origin is not None and issubclass(origin, Mapping):
        return f"a table of {_plural(arguments[1])}"
    words: dict[Any, str] = {
        bool: "true or false",
        int: "an integer",
        float: "a number",
        str: "a string",
    }
    return words.get(wanted, "a value")


def choices(wanted: Any) -> tuple[str, ...]:
    """The words that a ``Literal`` or an enumeration of strings allows."""
    if get_origin(wanted) is Literal:
        return tuple(str(choice) for choice in get_args(wanted))
    return tuple(str(member.value) for member in cast("type[Enum]", wanted))


def tupled(value: object) -> Any:
    """The same value with arrays as tuples, at every depth."""
    if isinstance(value, list | tuple):
        return tuple(tupled(item) for item in cast("list[object]", value))
    if isinstance(value, Mapping):
        table = cast("Mapping[str, object]", value)
        return {key: tupled(item) for key, item in table.items()}
    return value


def _convert_union(
    value: object, members: tuple[Any, ...], wanted: Any, path: Path, report: Report
) -> Any:
    for member in members:
        if member is not types.NoneType and accepts(value, member):
            return convert(value, member, path, report)
    shaped = [member for member in members if _same_shape(value, member)]
    if len(shaped) == 1:
        return convert(value, shaped[0], path, report)
    return _reject(value, wanted, path, report)


def _same_shape(value: object, wanted: Any) -> bool:
    origin = get_origin(wanted)
    if isinstance(value, list | tuple):
        return origin in (tuple, list, frozenset)
    if isinstance(value, Mapping):
        return isinstance(origin, type) and issubclass(origin, Mapping)
    if isinstance(value, str):
        return wanted is str or origin is Literal
    return False


def _convert_choice(value: object, wanted: Any, path: Path, report: Report) -> Any:
    for choice in get_args(wanted) if get_origin(wanted) is Literal else wanted:
        plain = choice.value if isinstance(choice, Enum) else choice
        if type(plain) is type(value) and plain == value:
            return choice
    if not isinstance(value, str):
        return _reject(value, wanted, path, report)
    known = choices(wanted)
    report(path, f'"{value}" is not {one_of(known)}{did_you_mean(value, known)}')
    return REJECTED


def _convert_array(
    value: object, kind: type, item_type: Any, wanted: Any, path: Path, report: Report
) -> Any:
    if not isinstance(value, list | tuple):
        return _reject(value, wanted, path, report)
    items = [
        convert(item, item_type, (*path, index), report)
        for index, item in enumerate(cast("list[object]", value))
    ]
    kept = tuple(item for item in items if item is not REJECTED)
    return frozenset(kept) if kind is frozenset else kept


def _convert_table(value: object, item_type: Any, wanted: Any, path: Path, report: Report) -> Any:
    if not isinstance(value, Mapping):
        return _reject(value, wanted, path, report)
    table = cast("Mapping[str, object]", value)
    items = {key: convert(item, item_type, (*path, key), report) for key, item in table.items()}
    return {key: item for key, item in items.items() if item is not REJECTED}


def _reject(value: object, wanted: Any, path: Path, report: Report) -> Rejected:
    report(path, f"expected {describe(wanted)}, not {_shown(value)}")
    return REJECTED


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 40 else "a long string"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return "an array"
    return "a table" if isinstance(value, Mapping) else "a date or time"


def _plural(wanted: Any) -> str:
    words: dict[Any, str] = {bool: "true or false", int: "integers", float: "numbers"}
    return "strings" if wanted is str else words.get(wanted, describe(wanted))
