"""The lines of a text, and positions in the three encodings of an editor.

A line ends at `\\n`, `\\r\\n` or a lone `\\r` (LSP 3.17, "Text Documents") and at nothing else:
`str.splitlines` also breaks at form feeds and U+2028, which editors do not.

The index is a list of chunks of whole lines. An edit rebuilds the chunks it touches and keeps the
others, so that a keystroke in a long file costs a few hundred lines at most.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from houserules.text.span import Span, TextEdit

_BREAK = re.compile(r"\r\n?|\n")
_CHUNK_LINES = 256


class Encoding(StrEnum):
    """The unit in which an editor counts columns (LSP `PositionEncodingKind`)."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Position(NamedTuple):
    """A zero-based line, and a zero-based column in units of an `Encoding`."""

    line: int
    column: int


class _Chunk(NamedTuple):
    """Whole lines: where they start, how long their breaks are, and the length of it all."""

    starts: tuple[int, ...]
    breaks: bytes
    length: int


class LineIndex:
    """Where the lines of one text start. Immutable."""

    __slots__ = ("_chunks", "_first_lines", "_offsets")

    def __init__(self, chunks: tuple[_Chunk, ...]) -> None:
        """Take chunks that each begin at a line start and, but for the last, end after a break."""
        self._chunks = chunks
        self._offsets = list(accumulate((chunk.length for chunk in chunks), initial=0))
        self._first_lines = list(accumulate((len(chunk.breaks) for chunk in chunks), initial=0))

    @staticmethod
    def of(text: str) -> LineIndex:
        """Index `text` from nothing."""
        return LineIndex(tuple(_chunked(text)))

    def edited(self, old_text: str, new_text: str, edit: TextEdit) -> LineIndex:
        """Index `new_text`, which is `old_text` after `edit`; chunks it does not touch are kept."""
        offsets = self._offsets
        # The character before the edit may be a \r that now meets, or loses, its \n.
        first = self._chunk_of(max(edit.span.start - 1, 0))
        last = self._chunk_of(edit.span.end)
        shift = len(new_text) - len(old_text)
        chunks = _chunked(new_text[offsets[first] : offsets[last + 1] + shift])
        if last + 1 < len(self._chunks):
            # The region ends after a break: the line that starts there is the next chunk's.
            chunks = _without_last_line(chunks)
        return LineIndex((*self._chunks[:first], *chunks, *self._chunks[last + 1 :]))

    @property
    def line_count(self) -> int:
        """The number of lines: one more than line breaks."""
        return self._first_lines[-1]

    @property
    def length(self) -> int:
        """The length of the text in code points."""
        return self._offsets[-1]

    def line_start(self, line: int) -> int:
        """Return the offset at which `line` starts; past the last line, the end of the text."""
        if line < 0:
            return 0
        if line >= self.line_count:
            return self.length
        chunk = bisect_right(self._first_lines, line) - 1
        return self._offsets[chunk] + self._chunks[chunk].starts[line - self._first_lines[chunk]]

    def line_of(self, offset: int) -> int:
        """Return the line that holds `offset`; a break belongs to the line it ends."""
        chunk = self._chunk_of(offset)
        within = bisect_right(self._chunks[chunk].starts, offset - self._offsets[chunk]) - 1
        return self._first_lines[chunk] + max(within, 0)

    def line_span(self, line: int) -> Span:
        """Return the span of `line` without its break."""
        if not 0 <= line < self.line_count:
            end = self.line_start(line)
            return Span(end, end)
        chunk = bisect_right(self._first_lines, line) - 1
        width = self._chunks[chunk].breaks[line - self._first_lines[chunk]]
        return Span(self.line_start(line), self.line_start(line + 1) - width)

    def position(self, text: str, offset: int, encoding: Encoding = Encoding.UTF32) -> Position:
        """Turn an offset into a line and a column; inside a line break, the end of the line."""
        offset = min(max(offset, 0), self.length)
        line = self.line_of(offset)
        start, end = self.line_span(line)
        return Position(line, _width(text[start : min(offset, end)], encoding))

    def offset(self, text: str, position: Position, encoding: Encoding = Encoding.UTF32) -> int:
        """Turn a line and a column into an offset.

        A line or column past the end is clamped to the end; a column inside a character (a
        surrogate pair, a UTF-8 sequence) counts as the end of that character.
        """
        line, column = position
        if line < 0:
            return 0
        if line >= self.line_count:
            return self.length
        start, end = self.line_span(line)
        if encoding is Encoding.UTF32:
            return min(start + max(column, 0), end)
        content = text[start:end]
        if content.isascii():
            return min(start + max(column, 0), end)
        return start + _characters(content, column, encoding)

    def _chunk_of(self, offset: int) -> int:
        return min(max(bisect_right(self._offsets, offset) - 1, 0), len(self._chunks) - 1)


def _chunked(text: str) -> list[_Chunk]:
    if "\r" in text:
        matches = [(match.end(), match.end() - match.start()) for match in _BREAK.finditer(text)]
        starts = [0, *(end for end, _ in matches)]
        breaks = bytes([*(width for _, width in matches), 0])
    else:
        starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
        starts.pop()
        breaks = b"\1" * (len(starts) - 1) + b"\0"
    chunks: list[_Chunk] = []
    for first in range(0, len(starts), _CHUNK_LINES):
        after = first + _CHUNK_LINES
        base = starts[first]
        end = starts[after] if after < len(starts) else len(text)
        relative = tuple(start - base for start in starts[first:after])
        chunks.append(_Chunk(relative, breaks[first:after], end - base))
    return chunks


def _without_last_line(chunks: list[_Chunk]) -> list[_Chunk]:
    # The last line is empty: the text of the chunks ends after a break.
    starts, breaks, length = chunks[-1]
    if len(starts) == 1:
        return chunks[:-1]
    return [*chunks[:-1], _Chunk(starts[:-1], breaks[:-1], length)]


def _width(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF32 or text.isascii():
        return len(text)
    if encoding is Encoding.UTF16:
        return len(text) + sum(character > "\uffff" for character in text)
    return len(text.encode("utf-8", "surrogatepass"))


def _characters(content: str, column: int, encoding: Encoding) -> int:
    width = 0
    for count, character in enumerate(content):
        if width >= column:
            return count
        width += _width(character, encoding)
    return len(content)
