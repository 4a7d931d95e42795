"""Writing sections into a docstring: where they go, and how each style puts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.docstring_names import (
    GOOGLE_TITLES,
    NUMPY_TITLES,
    ORDER,
    SectionKind,
)
from houserules.extractors.docstring_sections import Section, Style
from houserules.extractors.docstrings import Docstring
from houserules.fixes.change import Change
from houserules.text.span import Span

TODO = "TODO(houserules)"
"""Where a human has to write something."""
_GOOGLE = {**GOOGLE_TITLES, SectionKind.EXAMPLES: "Example"}
_NUMPY = {**NUMPY_TITLES, SectionKind.EXAMPLES: "Examples"}
_FIELDS = {
    SectionKind.ARGS: "param",
    SectionKind.RETURNS: "returns",
    SectionKind.YIELDS: "yields",
    SectionKind.RAISES: "raises",
    SectionKind.ATTRIBUTES: "ivar",
}


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be written.

    Attributes:
        name: What it is about; empty for a text.
        text: What it says.
        type: Its type, written by styles that give types beside annotations.
    """

    name: str
    text: str
    type: str = ""


def style_of(docstring: Docstring, team: str) -> Style:
    """The style that a section must be added in: that of its neighbours, else the team's."""
    styles = docstring.styles
    return next(iter(styles)) if len(styles) == 1 else Style(team)


def entry_lines(entry: NewEntry, kind: SectionKind, style: Style, step: str) -> Sequence[str]:
    """An entry without the indentation of its section."""
    if style is Style.REST:
        subject = f" {entry.name}" if entry.name else ""
        return (f":{_FIELDS[kind]}{subject}: {entry.text}",)
    if style is Style.NUMPY:
        typed = f" : {entry.type}" if entry.type and entry.name else entry.type
        head = f"{entry.name}{typed}"
        return (head, f"{step}{entry.text}") if head else (entry.text,)
    return (f"{step}{entry.name}: {entry.text}" if entry.name else f"{step}{entry.text}",)


def section_lines(
    kind: SectionKind, entries: Sequence[NewEntry], style: Style, step: str
) -> Sequence[str]:
    """A section with its heading, without indentation."""
    below = [line for entry in entries for line in entry_lines(entry, kind, style, step)]
    if kind is SectionKind.EXAMPLES and style is Style.REST:
        return ("Example::", "", *(f"{step}{entry.text}" for entry in entries))
    if style is Style.REST:
        return below
    if style is Style.NUMPY:
        title = _NUMPY[kind]
        return (title, "-" * len(title), *below)
    return (f"{_GOOGLE[kind]}:", *below)


def can_grow(docstring: Docstring) -> bool:
    """Whether lines can be added to a docstring."""
    return docstring.literal.is_block


def add_section(
    rewrite: RewritePass,
    docstring: Docstring,
    kind: SectionKind,
    entries: Sequence[NewEntry],
    style: Style,
) -> Change | None:
    """Insert a section at its place; ``None`` where the docstring cannot grow."""
    if not can_grow(docstring):
        return None
    lines = section_lines(kind, entries, style, rewrite.indent)
    after, before = _neighbours(docstring, kind)
    margin = margin_of(docstring)
    close = style is Style.REST and any(
        s is not None and s.style is Style.REST for s in (after, before)
    )
    gap = () if close else ("",)
    if before is not None and after is None:
        start = docstring.lines[before.first].start
        text = "".join(f"{margin}{line}".rstrip() + rewrite.newline for line in (*lines, *gap))
        return rewrite.insert(start, text)
    last = after.stop - 1 if after is not None else last_line(docstring)
    return insert_below(rewrite, docstring, last, (*gap, *lines))


def last_line(docstring: Docstring) -> int:
    """The index of the last line with text."""
    return max(i for i, line in enumerate(docstring.lines) if not line.is_blank)


def margin_of(docstring: Docstring) -> str:
    """The white space that new lines begin with."""
    literal = docstring.literal
    has_more = any(not line.is_blank for line in literal.lines[1:])
    return literal.margin if has_more else (literal.outer or "")


def insert_below(
    rewrite: RewritePass, docstring: Docstring, index: int, lines: Sequence[str]
) -> Change:
    """Insert lines below one, the margin before each of them; quotes get a line of their own."""
    margin = margin_of(docstring)
    line = docstring.lines[index]
    end = line.start + len(line.text.rstrip())
    text = "".join(rewrite.newline + f"{margin}{new}".rstrip() for new in lines)
    if index == len(docstring.lines) - 1:
        quotes = f"{rewrite.newline}{docstring.literal.outer or margin}"
        return rewrite.replace_span(Span(end, docstring.literal.inner_end), text + quotes)
    return rewrite.insert(line.end, text)


def remove_lines(
    rewrite: RewritePass, docstring: Docstring, first: int, stop: int
) -> Change | None:
    """Remove whole lines, with the blank lines that would be left over above the end."""
    lines = docstring.lines
    if first == 0:
        return None
    rest = [i for i in range(stop, len(lines)) if not lines[i].is_blank]
    if not rest:
        above = max((i for i in range(first) if not lines[i].is_blank), default=-1)
        if above < 0:
            return None
        start = lines[above].start + len(lines[above].text.rstrip())
        if above == docstring.summary[0] and docstring.summary == (0, 1):
            # Quotes join the only line that is left.
            return rewrite.replace_span(Span(start, docstring.literal.inner_end), "")
        end = lines[stop - 1].end
        if stop - 1 == len(lines) - 1:
            text = f"{rewrite.newline}{docstring.literal.outer or ''}"
            return rewrite.replace_span(Span(start, end), text)
        return rewrite.replace_span(Span(start, end), "")
    following = rest[0] if first > 0 and lines[first - 1].is_blank else stop
    return rewrite.replace_span(Span(lines[first].start, lines[following].start), "")


def _neighbours(docstring: Docstring, kind: SectionKind) -> tuple[Section | None, Section | None]:
    """The sections that a new one goes between, as far as they are there."""
    if kind not in ORDER:
        return None, None
    rank = ORDER.index(kind)
    ranked = [s for s in docstring.sections if s.kind in ORDER]
    earlier = [s for s in ranked if ORDER.index(s.kind) < rank]
    later = [s for s in ranked if ORDER.index(s.kind) > rank]
    if earlier:
        return max(earlier, key=lambda s: s.stop), None
    if later:
        return None, min(later, key=lambda s: s.first)
    examples = docstring.of_kind(SectionKind.EXAMPLES)
    return None, examples[0] if examples else None
