"""Where the layout of a docstring is not what its style asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from houserules.extractors.docstring_lines import DocLine
from houserules.extractors.docstring_names import GOOGLE_TITLES, NUMPY_TITLES, SectionKind
from houserules.extractors.docstring_sections import Section, Style
from houserules.extractors.docstrings import Docstring
from houserules.text.span import Span

_ENDS = (".", "!", "?", "…", "。")
_GOES_ON = (":", ",", ";", "-", "—", "\\", "::")
_SHORT = 88


class Flaw(StrEnum):
    """What is not as it should be; the values are what a finding says."""

    LATE_SUMMARY = "the summary should stand on the line of the opening quotes"
    NO_BLANK_LINE = "a blank line should follow the summary, which is one line"
    NO_FULL_STOP = "the summary should end with a period"
    CLOSING_QUOTES = "the closing quotes of several lines should have a line of their own"
    HEADING = "the heading `{found}` should be `{wanted}`"
    ENTRY = "the entry of `{found}` should read `{wanted}`"
    TYPE = "the type of `{found}` is annotated already"


@dataclass(frozen=True, slots=True)
class LayoutFlaw:
    """One flaw.

    Attributes:
        flaw: What it is.
        span: Where, relative to the unit.
        found: What stands there.
        wanted: What should.
        edit: What a fix puts where; ``None`` where no fix is certain.
        section: The first line of the section, ``-1`` where it is about none.
    """

    flaw: Flaw
    span: Span
    found: str = ""
    wanted: str = ""
    edit: tuple[Span, str] | None = None
    section: int = -1


def summary_flaws(docstring: Docstring, *, google: bool, newline: str) -> Iterator[LayoutFlaw]:
    """Flaws of the first paragraph; the first of them only, for each hides the next.

    Args:
        docstring: The docstring.
        google: Whether the rules of Google's style count.
        newline: The line break of the file.
    """
    first, stop = docstring.summary
    if any(section.first == first for section in docstring.sections):
        return
    line = docstring.lines[first]
    start = line.start + len(line.margin if first else "")
    text = line.text.strip()
    if google and first and not docstring.lines[0].text.strip():
        literal = docstring.literal
        place = Span(literal.span.start, docstring.lines[0].start)
        fits = len(literal.outer or "") + place.length + len(text) <= _SHORT
        edit = (Span(docstring.lines[0].start, start), "")
        if docstring.is_one_line:
            # Nothing is left that the closing quotes could stand below.
            edit = (Span(docstring.lines[0].start, literal.inner_end), text)
        yield LayoutFlaw(Flaw.LATE_SUMMARY, place, edit=edit if fits else None)
    elif _is_followed(docstring, stop if stop - first == 1 else first + 1):
        below = docstring.lines[first + 1]
        is_sentence = text.endswith(_ENDS) and below.text.strip()[:1] in _STARTS
        edit = (Span(below.start, below.start), newline) if is_sentence else None
        yield LayoutFlaw(Flaw.NO_BLANK_LINE, _text_span(below), edit=edit)
    elif google and stop - first == 1 and not text.endswith((*_ENDS, *_GOES_ON)):
        if "://" in text.rpartition(" ")[2] or not any(c.isalnum() for c in text):
            return
        end = line.start + len(line.text.rstrip())
        yield LayoutFlaw(Flaw.NO_FULL_STOP, Span(start, end), edit=(Span(end, end), "."))


_STARTS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ:*-`")


def _is_followed(docstring: Docstring, index: int) -> bool:
    """Whether text stands directly below the first line of the summary."""
    return index < len(docstring.lines) and not docstring.lines[index].is_blank


def _text_span(line: DocLine) -> Span:
    return Span(line.start + len(line.margin), line.start + len(line.text.rstrip()))


def quote_flaws(docstring: Docstring, newline: str) -> Iterator[LayoutFlaw]:
    """Closing quotes behind the last of several lines of text."""
    last = docstring.lines[-1]
    if docstring.is_one_line or last.is_blank or len(docstring.literal.quote) != 3:
        return
    end = last.start + len(last.text.rstrip())
    place = Span(docstring.literal.inner_end, docstring.literal.span.end)
    outer = docstring.literal.outer
    edit = None if outer is None else (Span(end, place.start), newline + outer)
    yield LayoutFlaw(Flaw.CLOSING_QUOTES, place, edit=edit)


def section_flaws(
    docstring: Docstring, annotated: Collection[str], names: Collection[str]
) -> Iterator[LayoutFlaw]:
    """Headings in another spelling, entries in another shape, types said twice.

    Args:
        docstring: The docstring.
        annotated: The parameters that have an annotation.
        names: All parameters.
    """
    for section in docstring.sections:
        if section.style is Style.REST or not section.is_regular:
            continue
        titles = GOOGLE_TITLES if section.style is Style.GOOGLE else NUMPY_TITLES
        wanted = titles.get(section.kind)
        if wanted is not None and (
            section.title != wanted or (section.style is Style.GOOGLE and not section.has_colon)
        ):
            colon = ":" if section.style is Style.GOOGLE else ""
            found = section.title + (":" if section.has_colon else "")
            yield LayoutFlaw(
                Flaw.HEADING, section.title_span, found, wanted + colon, section=section.first
            )
        if section.kind is SectionKind.ARGS and section.style is Style.GOOGLE:
            yield from _entry_flaws(docstring, section, annotated, names)


def _entry_flaws(
    docstring: Docstring, section: Section, annotated: Collection[str], names: Collection[str]
) -> Iterator[LayoutFlaw]:
    for entry in section.entries:
        line = docstring.lines[entry.first]
        if not entry.names:
            match = _MISSHAPEN.match(line.text, len(line.margin))
            if match is not None and match["name"] in names:
                wanted = f"{match['name']}: text"
                yield LayoutFlaw(Flaw.ENTRY, _text_span(line), match["name"], wanted)
        elif entry.type and entry.type_span is not None and entry.names[0] in annotated:
            yield LayoutFlaw(Flaw.TYPE, entry.type_span, entry.names[0])


_MISSHAPEN = re.compile(r"[-*•+]{0,1}\s{0,2}[`*\"']{0,2}(?P<name>[A-Za-z_]\w*)\b")
