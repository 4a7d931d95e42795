"""A docstring as lines of source, with their places in the unit.

Lines are what is written, not what it evaluates to: an escape stays two characters, so that every
offset in a line is an offset in the file, whatever the prefix of the literal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.text.span import Span

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class DocLine:
    """One line of a docstring, without its break.

    Attributes:
        start: Where it starts, in code points from the start of the unit.
        text: What stands there; of the first line what follows the quotes.
    """

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where its text ends, exclusive."""
        return self.start + len(self.text)

    @property
    def is_blank(self) -> bool:
        """Whether it has nothing to read; a continued line (``\\``) has not."""
        return self.text.strip() in ("", "\\")

    @property
    def indent(self) -> int:
        """The width of the white space before its text, tabs as to the next eighth column."""
        head = self.text[: len(self.text) - len(self.text.lstrip(" \t"))]
        return len(head.expandtabs(8))

    @property
    def margin(self) -> str:
        """The white space before its text."""
        return self.text[: len(self.text) - len(self.text.lstrip(" \t"))]

    def span(self, start: int, end: int) -> Span:
        """The place of a slice of the text."""
        return Span(self.start + start, self.start + end)


@dataclass(frozen=True, slots=True)
class DocLiteral:
    """The literal that a docstring is.

    Attributes:
        span: The literal, prefix and quotes included, relative to the unit.
        quote: Its quotes.
        is_raw: Whether a backslash stands for itself.
        lines: What stands between the quotes; at least one line.
        margin: The white space that its lines after the first one share, ``""`` for one line.
        outer: The white space before the statement; ``None`` where it shares a line with others.
    """

    span: Span
    quote: str
    is_raw: bool
    lines: Sequence[DocLine]
    margin: str
    outer: str | None

    @property
    def is_block(self) -> bool:
        """Whether it may hold more than one line, and stands on lines of its own."""
        return len(self.quote) == 3 and self.outer is not None

    @property
    def inner_end(self) -> int:
        """Where the closing quotes start."""
        return self.span.end - len(self.quote)


def doc_literal(unit_pass: UnitPass, literal: cst.SimpleString) -> DocLiteral:
    """The lines of a docstring in the unit that the pass is on."""
    text = unit_pass.view.unit.text
    start = text.find(literal.value)
    # Positions of all nodes cost as much as the parse; text that stands in one place needs none.
    if start < 0 or text.find(literal.value, start + 1) >= 0:
        return _literal_at(text, unit_pass.span(literal), literal)
    return _literal_at(text, Span(start, start + len(literal.value)), literal)


def detached_literal(literal: cst.SimpleString) -> DocLiteral:
    """The lines of a docstring of another unit; places count from the start of the literal."""
    return _literal_at(literal.value, Span(0, len(literal.value)), literal)


def _literal_at(text: str, span: Span, literal: cst.SimpleString) -> DocLiteral:
    start = span.start + len(literal.prefix) + len(literal.quote)
    lines: list[DocLine] = []
    at = start
    for match in _BREAK.finditer(text, start, span.end - len(literal.quote)):
        lines.append(DocLine(at, text[at : match.start()]))
        at = match.end()
    lines.append(DocLine(at, text[at : span.end - len(literal.quote)]))
    line_start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    before = text[line_start : span.start]
    return DocLiteral(
        span=span,
        quote=literal.quote,
        is_raw="r" in literal.prefix.lower(),
        lines=tuple(lines),
        margin=_margin(lines[1:]),
        outer=before if not before.strip() else None,
    )


def _margin(lines: Sequence[DocLine]) -> str:
    heads = [line.margin for line in lines if line.text.strip()]
    if not heads:
        return lines[-1].text if lines else ""
    shortest = min(heads, key=len)
    while not all(head.startswith(shortest) for head in heads):
        shortest = shortest[:-1]
    return shortest
