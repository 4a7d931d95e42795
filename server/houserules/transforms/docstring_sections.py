"""Sections of docstrings: added, extended, removed. What transforms apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_sections import Section, Style
from houserules.extractors.docstrings import Docstring, read_docstring
from houserules.fixes.change import Change
from houserules.transforms.docstring_writing import (
    NewEntry,
    add_section,
    entry_lines,
    insert_below,
    margin_of,
    remove_lines,
    style_of,
)


def write_section(
    rewrite: RewritePass,
    literal: cst.SimpleString,
    kind: str,
    names: Sequence[str],
    texts: Sequence[str],
    types: Sequence[str],
    style: str,
) -> Iterator[Change]:
    """Write entries into the section of a kind, which is added where it is missing."""
    docstring = read_docstring(rewrite, literal)
    entries = [NewEntry(*parts) for parts in zip(names, texts, types, strict=True)]
    if not docstring.literal.is_block:
        return
    known = docstring.of_kind(SectionKind(kind))
    if known and known[-1].entries:
        yield _extended(rewrite, docstring, known[-1], entries)
        return
    if known:
        return
    team = style_of(docstring, style)
    change = add_section(rewrite, docstring, SectionKind(kind), entries, team)
    if change is not None:
        yield change


def _extended(
    rewrite: RewritePass, docstring: Docstring, section: Section, entries: Sequence[NewEntry]
) -> Change:
    lines = [
        line
        for entry in entries
        for line in entry_lines(entry, section.kind, section.style, rewrite.indent)
    ]
    if section.style is Style.GOOGLE:
        margin = docstring.lines[section.entries[-1].first].margin
        inner = margin.removeprefix(margin_of(docstring))
        lines = [inner + line.lstrip(" \t") for line in lines]
    return insert_below(rewrite, docstring, section.stop - 1, lines)


def drop_section(rewrite: RewritePass, literal: cst.SimpleString, kind: str) -> Iterator[Change]:
    """Remove the only section of a kind."""
    docstring = read_docstring(rewrite, literal)
    sections = docstring.of_kind(SectionKind(kind))
    if len(sections) != 1 or not sections[0].is_regular:
        return
    section = sections[0]
    if section.style is Style.REST and _has_others_between(docstring, section):
        return
    change = remove_lines(rewrite, docstring, section.first, section.stop)
    if change is not None:
        yield change


def _has_others_between(docstring: Docstring, section: Section) -> bool:
    return any(
        other is not section and other.first < section.stop and section.first < other.stop
        for other in docstring.sections
    )
