"""How wide lines are, and how wide the formatter of a project makes them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from houserules.analysis.extractor import Reader
from houserules.analysis.project import document_fact, everywhere

_TAB = 4
_WIDE = frozenset("WF")
_WIDTH = "width"
_SOURCES = (("tool", "ruff"), ("tool", "black"))
_PRAGMA = re.compile(
    r"(?<!\s)\s*#\s{0,4}(?:noqa|type:|pyright:|mypy:|houserules:|ruff:|pylint:|pragma|nosec|fmt:|isort:)"
    r"[^#]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ConfiguredWidth:
    """The width that a settings file gives to a formatter.

    Attributes:
        columns: The limit.
        rank: Which of several counts: the lowest.
    """

    columns: int
    rank: int


def _read(text: str) -> Iterator[tuple[str, ConfiguredWidth]]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    columns = table.get("line-length")
    if isinstance(columns, int):
        yield _WIDTH, ConfiguredWidth(columns, 0)
    for rank, path in enumerate(_SOURCES, start=1):
        columns = _inside(table, path).get("line-length")
        if isinstance(columns, int):
            yield _WIDTH, ConfiguredWidth(columns, rank)


def _inside(table: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    for key in path:
        inner = table.get(key)
        if not isinstance(inner, dict):
            return {}
        table = cast("Mapping[str, Any]", inner)
    return table


CONFIGURED_WIDTHS = document_fact(
    "configured-widths", ("/pyproject.toml", "/ruff.toml", "/.ruff.toml"), _read, ConfiguredWidth
)
"""``"width"`` → what the settings of ruff and Black at the root of the project say."""
EVERY_WIDTH = everywhere(CONFIGURED_WIDTHS)


def configured_width(reader: Reader) -> int | None:
    """The width that ruff has, or else Black; the reader must require ``EVERY_WIDTH``."""
    found = [value for _, value in reader.lookup(EVERY_WIDTH, _WIDTH)]
    return min(found, key=lambda width: width.rank).columns if found else None


def width(text: str) -> int:
    """The columns that a line takes: wide characters two, tabs up to the next fourth column."""
    if text.isascii() and "\t" not in text:
        return len(text)
    columns = 0
    for character in text:
        columns += _step(character, columns)
    return columns


def within(text: str, limit: int) -> int:
    """How many characters of a line end at or before a column."""
    columns = 0
    for index, character in enumerate(text):
        columns += _step(character, columns)
        if columns > limit:
            return index
    return len(text)


def _step(character: str, columns: int) -> int:
    if character == "\t":
        return _TAB - columns % _TAB
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def without_pragma(text: str) -> str:
    """A line up to the comment at its end that speaks to a tool."""
    found = _PRAGMA.search(text) if "#" in text else None
    return text[: found.start()] if found else text


def cannot_be_broken(text: str, limit: int) -> bool:
    """Whether all that is too long is one word, or an address that begins within the limit."""
    words = text.split()
    if len(words) == 1 or (len(words) == 2 and words[0] == "#"):
        return True
    last = words[-1]
    return "://" in last and width(text) - width(last) <= limit
