"""An open document: its text at one version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from houserules.text.lines import LineIndex
from houserules.text.span import TextEdit


@dataclass(frozen=True, slots=True)
class Document:
    """A uri, the version the editor gave, the text and its lines."""

    uri: str
    version: int
    text: str
    lines: LineIndex

    @staticmethod
    def of(uri: str, version: int, text: str) -> Document:
        """Make a document of a whole text."""
        return Document(uri, version, text, LineIndex.of(text))

    def edited(self, edits: Sequence[TextEdit], version: int) -> Document:
        """Apply `edits` one after the other: each is against the text the one before it left."""
        text, lines = self.text, self.lines
        for edit in edits:
            start, end = edit.span
            new_text = "".join((text[:start], edit.text, text[end:]))
            lines = lines.edited(text, new_text, edit)
            text = new_text
        return Document(self.uri, version, text, lines)
