"""The entries of docstring sections: names, types, texts, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from houserules.extractors.docstring_lines import DocLine
from houserules.extractors.docstring_names import SectionKind
from houserules.text.span import Span

_NAMED = frozenset(
    {SectionKind.ARGS, SectionKind.MORE_ARGS, SectionKind.ATTRIBUTES, SectionKind.RAISES}
)
_NAME = r"[`]{0,2}[~]?(?:\\?\*){0,2}[\w.]+[`]{0,2}"
_ENTRY = re.compile(
    rf"(?P<names>{_NAME}(?:\s?[,/|]\s?{_NAME})*)"
    r"(?P<type>\s{0,2}\((?P<inner>(?:[^()]|\([^()]*\))*)\))?"
    r"\s?:(?=\s|$)"
)
_NUMPY_ENTRY = re.compile(
    rf"(?P<names>{_NAME}(?:\s?,\s?{_NAME})*)(?P<type>\s{{0,4}}:\s?(?P<inner>.*))?$"
)
_EACH = re.compile(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a section says.

    Attributes:
        names: What it is about, without stars and quotes; empty for a text, or what has no shape.
        name_span: Where the names stand, stars included; of a text its start.
        type: The type that it gives.
        type_span: Where the type stands with the space before it, ``None`` where it has no place.
        text: What it says, on one line.
        first: The index of its first line.
        stop: The index after its last line with text.
    """

    names: tuple[str, ...]
    name_span: Span
    type: str
    type_span: Span | None
    text: str
    first: int
    stop: int

    @property
    def said(self) -> str:
        """All that it says, names included."""
        return " ".join(part for part in (*self.names, self.type, self.text) if part)


def google_entries(
    lines: Sequence[DocLine], start: int, stop: int, kind: SectionKind
) -> tuple[tuple[Entry, ...], bool]:
    """The entries between two lines, and whether each line belongs to one."""
    blocks, is_regular = _blocks(lines, start, stop)
    if kind not in _NAMED:
        if not blocks:
            return (), is_regular
        return (_text_entry(lines, blocks[0][0], blocks[-1][1]),), is_regular
    entries: list[Entry] = []
    for first, end in blocks:
        line = lines[first]
        match = _ENTRY.match(line.text, len(line.margin))
        if match is None:
            entries.append(_text_entry(lines, first, end))
            continue
        entries.append(
            Entry(
                names=_names(match["names"]),
                name_span=line.span(match.start("names"), match.end("names")),
                type=(match["inner"] or "").strip(),
                type_span=line.span(*match.span("type")) if match["type"] else None,
                text=_joined(lines, first, end, match.end()),
                first=first,
                stop=end,
            )
        )
    return tuple(entries), is_regular


def numpy_entries(
    lines: Sequence[DocLine], start: int, stop: int, kind: SectionKind, margin: int
) -> tuple[tuple[Entry, ...], bool]:
    """As ``google_entries``; an entry begins at the margin."""
    blocks, is_regular = _blocks(lines, start, stop)
    if kind not in _NAMED:
        if not blocks:
            return (), is_regular
        return (_text_entry(lines, blocks[0][0], blocks[-1][1]),), is_regular
    is_regular = is_regular and (not blocks or lines[blocks[0][0]].indent == margin)
    entries: list[Entry] = []
    for first, end in blocks:
        line = lines[first]
        match = _NUMPY_ENTRY.match(line.text.rstrip(), len(line.margin))
        if match is None:
            entries.append(_text_entry(lines, first, end))
            continue
        entries.append(
            Entry(
                names=_names(match["names"]),
                name_span=line.span(match.start("names"), match.end("names")),
                type=(match["inner"] or "").strip(),
                type_span=line.span(*match.span("type")) if match["type"] else None,
                text=_joined(lines, first, end, len(line.text)),
                first=first,
                stop=end,
            )
        )
    return tuple(entries), is_regular


def _blocks(
    lines: Sequence[DocLine], start: int, stop: int
) -> tuple[Sequence[tuple[int, int]], bool]:
    """Lines at the indentation of the first one, each with the deeper ones below it."""
    found: list[tuple[int, int]] = []
    base = -1
    is_regular = True
    for index in range(start, stop):
        line = lines[index]
        if line.is_blank:
            continue
        if base < 0:
            base = line.indent
        if line.indent < base:
            is_regular = False
        if line.indent <= base:
            found.append((index, index + 1))
        else:
            found[-1] = (found[-1][0], index + 1)
    return found, is_regular


def _text_entry(lines: Sequence[DocLine], first: int, stop: int) -> Entry:
    line = lines[first]
    at = len(line.margin)
    text = _joined(lines, first, stop, at)
    return Entry((), line.span(at, at), "", None, text, first, stop)


def _joined(lines: Sequence[DocLine], first: int, stop: int, offset: int) -> str:
    parts = [lines[first].text[offset:], *(line.text for line in lines[first + 1 : stop])]
    return " ".join(part.strip() for part in parts if part.strip())


def _names(written: str) -> tuple[str, ...]:
    return tuple(_EACH.findall(written))
