"""The only place where the columns of an editor exist.

Inside, an offset counts code points of a text; an editor counts lines, and columns in the
encoding that was negotiated (LSP 3.17, `general.positionEncodings`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from houserules.lsp.wire import json_strings
from houserules.text.document import Document
from houserules.text.lines import Encoding, LineIndex, Position


def choose_encoding(offered: object) -> Encoding:
    """Return the first encoding of the client's list, which is in its order of preference."""
    for name in json_strings(offered):
        if name in tuple(Encoding):
            return Encoding(name)
    return Encoding.UTF16


def to_offset(document: Document, position: Position, encoding: Encoding) -> int:
    """Return the offset of an editor's position, clamped to the document."""
    return document.lines.offset(document.text, position, encoding)


def to_position(document: Document, offset: int, encoding: Encoding) -> Position:
    """Return an offset as the editor counts it."""
    return document.lines.position(document.text, offset, encoding)


def to_range(document: Document, start: int, end: int, encoding: Encoding) -> dict[str, Any]:
    """Return a span as an LSP range."""
    return lsp_range(
        to_position(document, start, encoding),
        to_position(document, end, encoding),
    )


def lsp_range(start: Position, end: Position) -> dict[str, Any]:
    """Return an LSP range of two positions."""
    return {
        "start": {"line": start.line, "character": start.column},
        "end": {"line": end.line, "character": end.column},
    }


def relative_positions(
    text: str, start: int, offsets: Sequence[int], encoding: Encoding
) -> list[Position]:
    """Return positions whose lines are counted from the line that begins at `start`.

    Args:
        text: a whole document.
        start: the start of a line.
        offsets: relative to `start`, before it or behind it.
        encoding: the unit of the columns.
    """
    if not offsets:
        return []
    before = max(start + min(0, *offsets), 0)
    first = max(text.rfind("\n", 0, before), text.rfind("\r", 0, before)) + 1
    piece = text[first : start + max(0, *offsets)]
    lines = LineIndex.of(piece)
    base = lines.line_of(start - first)
    positions = (lines.position(piece, start - first + o, encoding) for o in offsets)
    return [Position(line - base, column) for line, column in positions]


def text_edits(
    document: Document, edits: Iterable[tuple[int, int, str]], encoding: Encoding
) -> list[dict[str, Any]]:
    """Return edits against `document` as LSP text edits."""
    return [
        {"range": to_range(document, start, end, encoding), "newText": text}
        for start, end, text in edits
    ]
