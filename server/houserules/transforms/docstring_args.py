"""The entries of a docstring's arguments: added, renamed, dropped, put in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.docstring_args import (
    PLAIN_TYPES,
    annotation_code,
    first_misplaced,
    needless_entries,
    renamed_parameter,
    stale_entries,
    undocumented,
)
from houserules.extractors.docstring_entries import Entry
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_sections import Section, Style
from houserules.extractors.docstring_words import STOP_WORDS
from houserules.extractors.docstrings import Docstring, docstring_node, read_docstring
from houserules.extractors.documented_functions import documented
from houserules.extractors.signatures import Parameter, described_parameters
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.docstring_writing import (
    TODO,
    NewEntry,
    add_section,
    entry_lines,
    remove_lines,
    style_of,
)


def _add(
    rewrite: RewritePass,
    literal: cst.SimpleString,
    missing: Sequence[str],
    types: Sequence[str],
    order: Sequence[str],
    style: str,
) -> Iterator[Change]:
    docstring = read_docstring(rewrite, literal)
    if not docstring.literal.is_block:
        return
    news = {
        name: NewEntry(name, TODO, written) for name, written in zip(missing, types, strict=True)
    }
    known = docstring.of_kind(SectionKind.ARGS)
    if not known or not known[0].entries:
        if known and known[0].style is not Style.REST:
            return
        entries = list(news.values())
        change = add_section(
            rewrite, docstring, SectionKind.ARGS, entries, style_of(docstring, style)
        )
        if change is not None:
            yield change
        return
    yield from add_in_order(
        rewrite, docstring, known[0], news, [name.lstrip("*") for name in order]
    )


def add_in_order(
    rewrite: RewritePass,
    docstring: Docstring,
    section: Section,
    news: dict[str, NewEntry],
    order: Sequence[str],
) -> Iterator[Change]:
    """Put each entry below the one that stands before it in the signature."""
    margin = docstring.lines[section.entries[0].first].margin
    at = {name: entry for entry in section.entries for name in entry.names}
    by_name = {name.lstrip("*"): new for name, new in news.items()}
    above: Entry | None = None
    groups: dict[int, list[str]] = {}
    for name in order:
        if name in at:
            above = at[name]
        elif name in by_name:
            place = above.stop if above is not None else section.entries[0].first
            lines = entry_lines(by_name[name], section.kind, section.style, rewrite.indent)
            groups.setdefault(place, []).extend(margin + _relative(line, section) for line in lines)
    for place, lines in groups.items():
        if place < len(docstring.lines):
            text = "".join(line + rewrite.newline for line in lines)
            yield rewrite.insert(docstring.lines[place].start, text)
            continue
        last = docstring.lines[-1]
        text = "".join(rewrite.newline + line for line in lines)
        quotes = f"{rewrite.newline}{docstring.literal.outer or ''}"
        end = last.start + len(last.text.rstrip())
        yield rewrite.replace_span(Span(end, docstring.literal.inner_end), text + quotes)


def _relative(line: str, section: Section) -> str:
    """An entry's line as it stands beside others, whose indentation the section has already."""
    return line.lstrip(" \t") if section.style is Style.GOOGLE else line


def _rename(
    rewrite: RewritePass, literal: cst.SimpleString, old: str, new: str
) -> Iterator[Change]:
    entry = _entry_named(read_docstring(rewrite, literal), old)
    if entry is not None and len(entry.names) == 1:
        written = rewrite.text(entry.name_span)
        yield rewrite.replace_span(entry.name_span, written.replace(old, new))


def _drop(
    rewrite: RewritePass, literal: cst.SimpleString, names: Sequence[str]
) -> Iterator[Change]:
    docstring = read_docstring(rewrite, literal)
    for section in docstring.of_kind(SectionKind.ARGS):
        gone = [e for e in section.entries if len(e.names) == 1 and e.names[0] in names]
        if not gone:
            continue
        if len(gone) == len(section.entries):
            spans = [(section.first, section.stop)]
        else:
            spans = [(entry.first, entry.stop) for entry in gone]
        for first, stop in spans:
            change = remove_lines(rewrite, docstring, first, stop)
            if change is not None:
                yield change


def _reorder(
    rewrite: RewritePass, literal: cst.SimpleString, order: Sequence[str]
) -> Iterator[Change]:
    docstring = read_docstring(rewrite, literal)
    sections = docstring.of_kind(SectionKind.ARGS)
    if len(sections) != 1:
        return
    entries = sections[0].entries
    rank = {name.lstrip("*"): index for index, name in enumerate(order)}
    if any(len(e.names) != 1 or e.names[0] not in rank for e in entries):
        return
    spans = [_span_of(docstring, entry) for entry in entries]
    wanted = sorted(range(len(entries)), key=lambda i: rank[entries[i].names[0]])
    texts = [rewrite.text(span) for span in spans]
    parts: list[str] = []
    at = start = spans[0].start
    for span, index in zip(spans, wanted, strict=True):
        parts += (rewrite.text(Span(at, span.start)), texts[index])
        at = span.end
    yield rewrite.replace_span(Span(start, at), "".join(parts))


def _span_of(docstring: Docstring, entry: Entry) -> Span:
    last = docstring.lines[entry.stop - 1]
    return Span(docstring.lines[entry.first].start, last.start + len(last.text.rstrip()))


def _entry_named(docstring: Docstring, name: str) -> Entry | None:
    for section in docstring.of_kind(SectionKind.ARGS):
        for entry in section.entries:
            if name in entry.names:
                return entry
    return None


RENAMED = "the text may be about another parameter"
DROPPED = "what it says of the parameter is gone"


def missing_fix(
    function: cst.FunctionDef,
    docstring: Docstring,
    described: Sequence[Parameter],
    wanted: Sequence[Parameter],
    style: str,
) -> FixRef | None:
    """Add entries in the order of the signature; ``None`` where they have no place."""
    if not docstring.literal.is_block:
        return None
    return add_arguments.at(
        docstring_node(function),
        missing=tuple(param.written for param in wanted),
        types=tuple(annotation_code(param.node.annotation) for param in wanted),
        order=tuple(param.written for param in described),
        style=style,
    )


def stale_fix(function: cst.FunctionDef, name: str, new: str) -> FixRef:
    """Rename an entry, or remove it where there is no new name."""
    literal = docstring_node(function)
    if new:
        return rename_argument.at(literal, reason=RENAMED, old=name, new=new)
    return drop_arguments.at(literal, safety=Safety.UNSAFE, reason=DROPPED, names=(name,))


def reorder_fix(function: cst.FunctionDef, described: Sequence[Parameter]) -> FixRef:
    """Put the entries in the order of the signature."""
    order = tuple(param.written for param in described)
    return reorder_arguments.at(docstring_node(function), order=order)


def _add_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    docstring = documented(unit_pass, function)
    if docstring is None or docstring.is_one_line:
        return
    if {SectionKind.ARGS, SectionKind.MORE_ARGS} & docstring.loose:
        return
    described = described_parameters(unit_pass, function)
    wanted = undocumented(docstring, described)
    if wanted:
        fix = missing_fix(function, docstring, described, wanted, Style.GOOGLE.value)
        if fix is not None:
            yield fix


def _rename_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    docstring = documented(unit_pass, function)
    if docstring is None:
        return
    described = described_parameters(unit_pass, function)
    stale = list(stale_entries(docstring, function, described))
    missing = [param.name for param in undocumented(docstring, described)]
    new = renamed_parameter(stale[0].names[0], missing) if len(stale) == 1 else ""
    if new:
        yield stale_fix(function, stale[0].names[0], new)


def _drop_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    docstring = documented(unit_pass, function)
    if docstring is None:
        return
    needless, _ = needless_entries(function, docstring, PLAIN_TYPES, STOP_WORDS)
    if needless:
        names = tuple(entry.names[0] for entry in needless)
        yield drop_arguments.at(docstring_node(function), names=names)


def _reorder_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    docstring = documented(unit_pass, function)
    if docstring is None:
        return
    described = described_parameters(unit_pass, function)
    if first_misplaced(docstring, described) is not None:
        yield reorder_fix(function, described)


add_arguments = Transform(
    id="add-docstring-arguments",
    title="Add the missing arguments to the docstring",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=_add,
    sites=_add_sites,
    on=(cst.FunctionDef,),
)
rename_argument = Transform(
    id="rename-docstring-argument",
    title="Rename `{old}` to `{new}` in the docstring",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_rename,
    sites=_rename_sites,
    on=(cst.FunctionDef,),
)
drop_arguments = Transform(
    id="drop-docstring-arguments",
    title="Remove it from the docstring",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_drop,
    sites=_drop_sites,
    on=(cst.FunctionDef,),
)
reorder_arguments = Transform(
    id="reorder-docstring-arguments",
    title="Put the arguments in the order of the signature",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_reorder,
    sites=_reorder_sites,
    on=(cst.FunctionDef,),
)
