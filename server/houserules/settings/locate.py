"""A locator: where each table, key and value stands in a TOML text.

``tomllib`` gives values without places; this scanner gives places without values. It expects a
text that ``tomllib`` accepts and is lenient about everything else.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Keys and array indexes from the root of the document."""


class Place(NamedTuple):
    """Half-open offsets of a key and of its value, in code points."""

    key: tuple[int, int]
    value: tuple[int, int]


class Range(NamedTuple):
    """Lines and columns from 0, in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]*")
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|["\\bfnrt])')
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def locate(text: str) -> Mapping[Path, Place]:
    """The place of every table, key and array item of a valid TOML text."""
    scan = _Scan(text)
    scan.document()
    return scan.places


def line_starts(text: str) -> list[int]:
    """The offsets at which lines begin; TOML breaks lines at line feeds only."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def position(starts: list[int], offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 0."""
    line = bisect.bisect_right(starts, offset) - 1
    return line, offset - starts[line]


@dataclass
class _Scan:
    text: str
    at: int = 0
    places: dict[Path, Place] = field(default_factory=dict[Path, Place])
    items: dict[Path, int] = field(default_factory=dict[Path, int])
    """Number of ``[[…]]`` headers seen per array of tables."""

    def document(self) -> None:
        table: Path = ()
        while True:
            self._skip(_BLANK)
            if self.at >= len(self.text):
                return
            before = self.at
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            if self.at == before:
                self.at += 1

    def _header(self) -> Path:
        start = self.at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self.at += brackets
        keys = self._dotted_key()
        self._skip(_SPACE)
        self.at += brackets
        path: Path = ()
        if not keys:
            return path
        for name, span in keys[:-1]:
            path = self._latest((*path, name))
            self.places.setdefault(path, Place(span, span))
        name, span = keys[-1]
        path = (*path, name)
        place = Place(span, (start, self.at))
        if brackets == 2:
            self.places.setdefault(path, place)
            index = self.items.get(path, 0)
            self.items[path] = index + 1
            path = (*path, index)
        self.places[path] = place
        return path

    def _latest(self, path: Path) -> Path:
        count = self.items.get(path)
        return path if count is None else (*path, count - 1)

    def _pair(self, table: Path) -> None:
        keys = self._dotted_key()
        self._skip(_SPACE)
        if not keys or not self.text.startswith("=", self.at):
            self.at = self._line_end()
            return
        self.at += 1
        self._skip(_SPACE)
        path = table
        for name, span in keys[:-1]:
            path = (*path, name)
            self.places.setdefault(path, Place(span, span))
        name, span = keys[-1]
        path = (*path, name)
        self.places[path] = Place(span, self._value(path))

    def _dotted_key(self) -> list[tuple[str, tuple[int, int]]]:
        keys: list[tuple[str, tuple[int, int]]] = []
        while True:
            self._skip(_SPACE)
            match = _STRING.match(self.text, self.at) or _BARE_KEY.match(self.text, self.at)
            if match is None:
                return keys
            keys.append((_unquoted(match.group()), match.span()))
            self.at = match.end()
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _value(self, path: Path) -> tuple[int, int]:
        start = self.at
        match = _STRING.match(self.text, start)
        if match is not None:
            self.at = match.end()
        elif self.text.startswith("[", start):
            self._array(path)
        elif self.text.startswith("{", start):
            self._inline_table(path)
        else:
            scalar = _SCALAR.match(self.text, start)
            length = len(scalar.group().rstrip()) if scalar else 0
            self.at = start + length
        return start, self.at

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._more("]"):
            item: Path = (*path, index)
            start = self.at
            self.places[item] = Place((start, start), self._value(item))
            if self.at == start:
                return
            index += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._more("}"):
            start = self.at
            self._pair(path)
            if self.at == start:
                return

    def _more(self, closing: str) -> bool:
        self._skip(_BLANK)
        if self.text.startswith(",", self.at):
            self.at += 1
            self._skip(_BLANK)
        if self.at >= len(self.text):
            return False
        if self.text[self.at] == closing:
            self.at += 1
            return False
        return True

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()

    def _line_end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end


def _unquoted(key: str) -> str:
    if key.startswith("'"):
        return key[1:-1]
    if key.startswith('"'):
        return _ESCAPE.sub(_unescaped, key[1:-1])
    return key


def _unescaped(match: re.Match[str]) -> str:
    escape = match.group(1)
    return _ESCAPED[escape] if escape in _ESCAPED else chr(int(escape[1:], 16))
