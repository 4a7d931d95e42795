"""Sections of other styles, written as Google's style has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.docstring_entries import Entry
from houserules.extractors.docstring_names import GOOGLE_TITLES, ORDER, SectionKind
from houserules.extractors.docstring_places import (
    FIRST_STATEMENTS,
    Owner,
    function_of,
    owner_of,
)
from houserules.extractors.docstring_sections import Section, Style
from houserules.extractors.docstrings import Docstring, read_docstring
from houserules.extractors.signatures import parameters
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

CONVERTED = "the docstring is written anew; markup in it may mean something else"
_TITLES = {SectionKind.MORE_ARGS: "Keyword Args", SectionKind.NOTES: "Note"}
_RESULTS = (SectionKind.RETURNS, SectionKind.YIELDS)


def _apply(
    rewrite: RewritePass, literal: cst.SimpleString, annotated: Sequence[str]
) -> Iterator[Change]:
    docstring = read_docstring(rewrite, literal)
    foreign = [s for s in docstring.sections if s.style is not Style.GOOGLE]
    if not foreign or not all(s.is_regular and _is_readable(s) for s in foreign):
        return
    fields = [s for s in foreign if s.style is Style.REST]
    for section in foreign:
        if section.style is Style.NUMPY:
            lines = _written(docstring, section, annotated, rewrite.indent)
            yield _replaced(rewrite, docstring, section.first, section.stop, lines)
    if fields:
        yield from _from_fields(rewrite, docstring, fields, annotated)


def _is_readable(section: Section) -> bool:
    if section.kind in (SectionKind.ARGS, SectionKind.RAISES, SectionKind.ATTRIBUTES):
        return all(entry.names for entry in section.entries)
    return True


def _from_fields(
    rewrite: RewritePass,
    docstring: Docstring,
    fields: Sequence[Section],
    annotated: Collection[str],
) -> Iterator[Change]:
    """All fields at once; only where nothing else stands among them."""
    first, stop = min(s.first for s in fields), max(s.stop for s in fields)
    indent = docstring.lines[first].indent
    rest = docstring.lines[first:stop]
    if any(
        not line.is_blank and line.indent <= indent and not line.text.lstrip().startswith(":")
        for line in rest
    ):
        return
    ordered = sorted(fields, key=lambda s: ORDER.index(s.kind) if s.kind in ORDER else len(ORDER))
    lines: list[str] = []
    for section in ordered:
        if section.entries:
            if lines:
                lines.append("")
            lines.extend(_written(docstring, section, annotated, rewrite.indent))
    if not lines:
        return
    if first and not docstring.lines[first - 1].is_blank:
        lines.insert(0, "")
    yield _replaced(rewrite, docstring, first, stop, lines)


def _replaced(
    rewrite: RewritePass, docstring: Docstring, first: int, stop: int, lines: Sequence[str]
) -> Change:
    margin = docstring.lines[first].margin
    last = docstring.lines[stop - 1]
    span = Span(docstring.lines[first].start, last.start + len(last.text.rstrip()))
    text = rewrite.newline.join(f"{margin}{line}".rstrip() for line in lines)
    return rewrite.replace_span(span, text)


def _written(
    docstring: Docstring, section: Section, annotated: Collection[str], step: str
) -> Sequence[str]:
    title = GOOGLE_TITLES.get(section.kind) or _TITLES.get(section.kind) or section.title
    lines = [f"{title}:"]
    if section.kind in _RESULTS:
        for entry in section.entries:
            lines.extend(_result(docstring, section, entry, step, "return" in annotated))
    elif section.entries and all(entry.names for entry in section.entries):
        for entry in section.entries:
            lines.extend(_entry(docstring, section, entry, annotated, step))
    else:
        body = docstring.lines[section.body : section.stop]
        base = docstring.lines[section.first].margin
        lines.extend(f"{step}{line.text.removeprefix(base)}" for line in body)
    return lines


def _entry(
    docstring: Docstring,
    section: Section,
    entry: Entry,
    annotated: Collection[str],
    step: str,
) -> Iterator[str]:
    line = docstring.lines[entry.first]
    start = entry.name_span.start - line.start
    written = line.text[start : start + entry.name_span.length]
    is_known = section.kind is SectionKind.RAISES or all(name in annotated for name in entry.names)
    typed = f" ({entry.type})" if entry.type and not is_known else ""
    first, more = _description(docstring, section, entry)
    yield f"{step}{written}{typed}: {first}".rstrip()
    for text in more:
        yield f"{step}{step}{text}".rstrip()


def _result(
    docstring: Docstring, section: Section, entry: Entry, step: str, is_annotated: bool
) -> Iterator[str]:
    if section.style is Style.REST:
        first, more = _description(docstring, section, entry)
        typed = f"{entry.type}: " if entry.type and not is_annotated else ""
        yield f"{step}{typed}{first}"
        for text in more:
            yield f"{step}{text}".rstrip()
        return
    base = docstring.lines[section.first].margin
    lines = [line.text.removeprefix(base) for line in docstring.lines[section.body : section.stop]]
    heads = [line for line in lines if line.strip() and not line[:1].isspace()]
    if is_annotated and len(heads) == 1 and len(lines) > 1:
        inner = [line for line in lines[1:] if line.strip()]
        width = min(len(line) - len(line.lstrip()) for line in inner)
        lines = [line[width:] for line in lines[1:]]
    for text in lines:
        yield f"{step}{text}".rstrip()


def _description(docstring: Docstring, section: Section, entry: Entry) -> tuple[str, Sequence[str]]:
    """What an entry says: its first line, and the others relative to each other."""
    below = [line.text for line in docstring.lines[entry.first + 1 : entry.stop]]
    widths = [len(text) - len(text.lstrip()) for text in below if text.strip()]
    width = min(widths, default=0)
    more = [text[width:].rstrip() for text in below]
    if section.style is Style.REST:
        head = docstring.lines[entry.first].text
        at = head.find(":", entry.name_span.end - docstring.lines[entry.first].start)
        return head[at + 1 :].strip(), more
    while more and not more[0]:
        more = more[1:]
    return (more[0], more[1:]) if more else ("", ())


def annotated_names(function: cst.FunctionDef | None) -> tuple[str, ...]:
    """The parameters with an annotation, and ``return`` for the result."""
    if function is None:
        return ()
    names = [p.name for p in parameters(function) if p.node.annotation is not None]
    return (*names, "return") if function.returns is not None else tuple(names)


def _sites(unit_pass: UnitPass, statement: cst.Expr) -> Iterator[FixRef]:
    literal = statement.value
    owner = owner_of(unit_pass, statement)
    if not isinstance(literal, cst.SimpleString) or owner is None:
        return
    docstring = read_docstring(unit_pass, literal)
    if docstring.literal.is_block and docstring.styles - {Style.GOOGLE}:
        function = function_of(unit_pass) if owner is Owner.FUNCTION else None
        yield to_google_sections.at(literal, reason=CONVERTED, annotated=annotated_names(function))


to_google_sections = Transform(
    id="to-google-sections",
    title="Write the sections in Google's style",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Expr,),
    requires=(FIRST_STATEMENTS,),
)
