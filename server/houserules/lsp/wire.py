"""JSON values as they come and go: text that is already made, and typed looks at decoded ones."""

from __future__ import annotations

from typing import Any, cast


class JsonText(str):
    """A string that holds one JSON value and is sent as it is: nobody encodes it twice."""

    __slots__ = ()


def json_object(value: object) -> dict[str, Any] | None:
    """Return a decoded value if it is an object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def json_array(value: object) -> list[Any] | None:
    """Return a decoded value if it is an array."""
    return cast("list[Any]", value) if isinstance(value, list) else None


def json_strings(value: object) -> list[str]:
    """Return the strings in an array; none for a value that is no array."""
    return [item for item in json_array(value) or () if isinstance(item, str)]


def json_integer(value: object) -> int | None:
    """Return a decoded value if it is an integer; true and false are none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
