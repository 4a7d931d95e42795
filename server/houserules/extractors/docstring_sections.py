"""The sections of a docstring in the styles of Google, NumPy and reStructuredText fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from houserules.extractors.docstring_entries import Entry, google_entries, numpy_entries
from houserules.extractors.docstring_lines import DocLine
from houserules.extractors.docstring_names import SectionKind, kind_of_title
from houserules.text.span import Span


class Style(StrEnum):
    """How sections are written."""

    GOOGLE = "google"
    NUMPY = "numpy"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Section:
    """A section, or the reST fields of one kind.

    Attributes:
        kind: What it is about.
        style: How it is written.
        title: Its heading without colon; of fields the word of the first one.
        title_span: Where that word stands.
        has_colon: Whether a colon follows it.
        first: The index of its first line.
        body: The index of the first line below the heading.
        stop: The index after its last line with text.
        entries: What it lists; a text without names is one entry without names.
        is_regular: Whether all of it could be read.
    """

    kind: SectionKind
    style: Style
    title: str
    title_span: Span
    has_colon: bool
    first: int
    body: int
    stop: int
    entries: tuple[Entry, ...]
    is_regular: bool = True

    @property
    def text(self) -> str:
        """All that its entries say."""
        return " ".join(e.said for e in self.entries)


_TITLE = re.compile(r"(?P<title>[A-Za-z]+(?: [A-Za-z]+)?)(?P<colon>\s?:)?\s*$")
_RULE = re.compile(r"(?:-{3,}|={3,})\s*$")
_FIELD = re.compile(
    r":(?P<word>param|parameter|arg|argument|key|keyword|type|returns?|rtype|raises?|except"
    r"|exception|yields?|ytype|ivar|cvar|var|vartype)"
    r"(?:[ \t]+(?P<subject>[^:\r\n]{1,200}))?:(?=\s|$)",
)
_FIELD_KINDS: Mapping[str, SectionKind] = {
    **dict.fromkeys(
        ("param", "parameter", "arg", "argument", "key", "keyword", "type"), SectionKind.ARGS
    ),
    **dict.fromkeys(("return", "returns", "rtype"), SectionKind.RETURNS),
    **dict.fromkeys(("raise", "raises", "except", "exception"), SectionKind.RAISES),
    **dict.fromkeys(("yield", "yields", "ytype"), SectionKind.YIELDS),
    **dict.fromkeys(("ivar", "cvar", "var", "vartype"), SectionKind.ATTRIBUTES),
}
_BARE_TITLES = frozenset(
    {
        SectionKind.ARGS,
        SectionKind.RETURNS,
        SectionKind.YIELDS,
        SectionKind.RAISES,
        SectionKind.ATTRIBUTES,
    }
)


def sections_of(lines: Sequence[DocLine], margin: int) -> tuple[Section, ...]:
    """The sections of a docstring, in the order of their first lines.

    Args:
        lines: The lines; the first one is the summary, and never a heading.
        margin: The width of the indentation that all but the first share.
    """
    found: list[Section] = []
    fields: dict[SectionKind, list[tuple[int, int]]] = {}
    at = 1
    while at < len(lines):
        section = _numpy(lines, at, margin) or _google(lines, at, margin)
        if section is not None:
            found.append(section)
            at = max(section.stop, at + 1)
            continue
        match = _field(lines[at], margin)
        if match is not None:
            stop = _end_of_block(lines, at + 1, margin)
            fields.setdefault(_FIELD_KINDS[match["word"]], []).append((at, stop))
            at = max(stop, at + 1)
            continue
        at += 1
    found.extend(_rest(lines, kind, places) for kind, places in fields.items())
    return tuple(sorted(found, key=lambda s: s.first))


def _end_of_block(lines: Sequence[DocLine], start: int, margin: int) -> int:
    """The index after the last line with text of a block that is deeper than the margin."""
    stop = start
    for index in range(start, len(lines)):
        if lines[index].is_blank:
            continue
        if lines[index].indent <= margin:
            break
        stop = index + 1
    return stop


def _google(lines: Sequence[DocLine], at: int, margin: int) -> Section | None:
    line = lines[at]
    if line.indent != margin or line.is_blank:
        return None
    match = _TITLE.match(line.text, len(line.margin))
    kind = kind_of_title(match["title"]) if match else None
    if match is None or kind is None:
        return None
    title = match["title"]
    below = lines[at + 1] if at + 1 < len(lines) else None
    is_deeper = below is not None and not below.is_blank and below.indent > margin
    if not match["colon"] and not (is_deeper and kind in _BARE_TITLES and title[0].isupper()):
        return None
    if not title[0].isupper() and (kind not in _BARE_TITLES or not is_deeper):
        return None
    stop = _end_of_block(lines, at + 1, margin)
    entries, is_regular = google_entries(lines, at + 1, stop, kind)
    flush = below is not None and not below.is_blank and below.indent <= margin
    return Section(
        kind=kind,
        style=Style.GOOGLE,
        title=title,
        title_span=line.span(match.start("title"), match.end("title")),
        has_colon=bool(match["colon"]),
        first=at,
        body=at + 1,
        stop=stop,
        entries=entries,
        is_regular=is_regular and not flush,
    )


def _numpy_title(lines: Sequence[DocLine], at: int, margin: int) -> re.Match[str] | None:
    line = lines[at]
    if at + 1 >= len(lines) or line.is_blank or line.indent != margin:
        return None
    under = lines[at + 1]
    if under.indent != margin or not _RULE.match(under.text, len(under.margin)):
        return None
    match = _TITLE.match(line.text, len(line.margin))
    return match if match is not None and kind_of_title(match["title"]) is not None else None


def _numpy(lines: Sequence[DocLine], at: int, margin: int) -> Section | None:
    match = _numpy_title(lines, at, margin)
    kind = kind_of_title(match["title"]) if match else None
    if match is None or kind is None:
        return None
    stop = at + 2
    for index in range(at + 2, len(lines)):
        if _numpy_title(lines, index, margin) is not None:
            break
        if not lines[index].is_blank:
            stop = index + 1
    entries, is_regular = numpy_entries(lines, at + 2, stop, kind, margin)
    return Section(
        kind=kind,
        style=Style.NUMPY,
        title=match["title"],
        title_span=lines[at].span(match.start("title"), match.end("title")),
        has_colon=bool(match["colon"]),
        first=at,
        body=at + 2,
        stop=stop,
        entries=entries,
        is_regular=is_regular,
    )


def _field(line: DocLine, margin: int) -> re.Match[str] | None:
    if line.indent != margin or not line.text.lstrip().startswith(":"):
        return None
    return _FIELD.match(line.text, len(line.margin))


def _rest(
    lines: Sequence[DocLine], kind: SectionKind, places: Sequence[tuple[int, int]]
) -> Section:
    first, stop = places[0][0], places[-1][1]
    heading = _FIELD.match(lines[first].text, len(lines[first].margin))
    assert heading is not None
    return Section(
        kind=kind,
        style=Style.REST,
        title=heading["word"],
        title_span=lines[first].span(heading.start("word"), heading.end("word")),
        has_colon=True,
        first=first,
        body=first,
        stop=stop,
        entries=tuple(_fields_of(lines, places)),
    )


def _fields_of(lines: Sequence[DocLine], places: Sequence[tuple[int, int]]) -> Iterator[Entry]:
    """One entry per subject; a separate field with its type belongs to it."""
    matched = [(_FIELD.match(lines[i].text, len(lines[i].margin)), i, stop) for i, stop in places]
    types = {
        (m["subject"] or "").strip(): " ".join(_said(lines, i, stop, m.end()).split())
        for m, i, stop in matched
        if m is not None and m["word"] in ("type", "rtype", "ytype", "vartype")
    }
    for match, index, stop in matched:
        if match is None or match["word"] in ("type", "rtype", "ytype", "vartype"):
            continue
        subject = (match["subject"] or "").strip()
        kind, _, name = subject.rpartition(" ")
        name = name.replace("\\", "").lstrip("*")
        start = match.end("subject") - len(name) if name else match.end("word")
        yield Entry(
            names=(name,) if name else (),
            name_span=lines[index].span(start, start + len(name)),
            type=kind.strip() or types.get(name, ""),
            type_span=None,
            text=_said(lines, index, stop, match.end()),
            first=index,
            stop=stop,
        )


def _said(lines: Sequence[DocLine], first: int, stop: int, offset: int) -> str:
    parts = [lines[first].text[offset:], *(line.text for line in lines[first + 1 : stop])]
    return " ".join(part.strip() for part in parts if part.strip())
