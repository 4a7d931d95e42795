"""Text as `TextDocument.update` of vscode-languageserver-textdocument understands changes.

Written from that description alone, in UTF-16 code units as JavaScript has them: lines end at
`\\n`, `\\r\\n` and a lone `\\r`; a line past the end is the end of the text, a column past the end of
a line is the end of that line before its break; a range whose ends are reversed is turned round.
It is slow and shares nothing with the product.

Other encodings are a way to write columns: `column` translates.
"""

from __future__ import annotations

import array
from typing import Any

_CR, _LF = 13, 10


class ReferenceText:
    """A text as code units, and every change a walk from its beginning."""

    def __init__(self, text: str) -> None:
        self.units = _units(text)

    @property
    def text(self) -> str:
        """The text; halves of pairs that do not meet stay alone."""
        return self.units.tobytes().decode("utf-16-le", "surrogatepass")

    def update(self, changes: list[dict[str, Any]], encoding: str) -> None:
        """Apply the changes of one notification, one on top of the other."""
        for change in changes:
            new = _units(change["text"])
            if "range" not in change:
                self.units = new
                continue
            places = [change["range"][end] for end in ("start", "end")]
            start, end = sorted((p["line"], p["character"]) for p in places)
            first, last = self.offset(*start, encoding), self.offset(*end, encoding)
            self.units = self.units[:first] + new + self.units[last:]

    def lines(self) -> list[tuple[int, int]]:
        """Where each line starts, and where it ends before its break, in code units."""
        found: list[tuple[int, int]] = []
        start = index = 0
        units = self.units
        while index < len(units):
            if units[index] not in (_CR, _LF):
                index += 1
                continue
            found.append((start, index))
            pair = units[index] == _CR and index + 1 < len(units) and units[index + 1] == _LF
            index += 2 if pair else 1
            start = index
        return [*found, (start, len(units))]

    def offset(self, line: int, character: int, encoding: str) -> int:
        """The code unit at a position."""
        lines = self.lines()
        if line >= len(lines):
            return len(self.units)
        start, end = lines[line]
        return start + _column(self.units[start:end], character, encoding)


def _column(line: array.array[int], wanted: int, encoding: str) -> int:
    """A column in code units; one inside a character counts as that character's end."""
    counted = unit = 0
    for character in line.tobytes().decode("utf-16-le", "surrogatepass"):
        if counted >= wanted:
            break
        counted += width(character, encoding)
        unit += width(character, "utf-16")
    return unit


def width(character: str, encoding: str) -> int:
    """How many units of an encoding a character takes."""
    if encoding == "utf-32":
        return 1
    if encoding == "utf-16":
        return 2 if ord(character) > 0xFFFF else 1
    return len(character.encode("utf-8", "surrogatepass"))


def _units(text: str) -> array.array[int]:
    return array.array("H", text.encode("utf-16-le", "surrogatepass"))
