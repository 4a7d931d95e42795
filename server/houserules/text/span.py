"""Half-open ranges of text, and a replacement of one.

Offsets are code points. Nothing here knows lines, Python syntax or the Language Server Protocol.
"""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """The code points from `start` up to, not including, `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many code points the span covers."""
        return self.end - self.start

    def contains(self, offset: int) -> bool:
        """Tell whether the character at `offset` lies inside."""
        return self.start <= offset < self.end

    def touches(self, other: Span) -> bool:
        """Tell whether the spans overlap or meet end to end."""
        return self.start <= other.end and other.start <= self.end

    def shifted(self, delta: int) -> Span:
        """Return the span moved by `delta` code points."""
        return Span(self.start + delta, self.end + delta)


class TextEdit(NamedTuple):
    """Replace the characters of `span` by `text`."""

    span: Span
    text: str

    @property
    def delta(self) -> int:
        """By how many code points the edit makes the text longer."""
        return len(self.text) - (self.span.end - self.span.start)
