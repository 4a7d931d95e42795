"""Docstrings, read: summary, sections, entries, each with its place. One model for all rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.definitions import docstring_expression
from houserules.extractors.docstring_lines import DocLine, DocLiteral, detached_literal, doc_literal
from houserules.extractors.docstring_names import SectionKind, kind_of_title
from houserules.extractors.docstring_sections import Section, Style, sections_of

_LOOSE = re.compile(
    r"[ \t]*[^\w\s`@]{0,4}[ \t]?(?P<title>[A-Za-z]+(?: [A-Za-z]+)?)[ \t]?(?:[^\w\s`]{1,4}|$)"
)
_EPYDOC = re.compile(r"[ \t]*(?:@(?P<at>param|type|returns?|rtype|raises?)|:(?P<colon>\w+))\b")
_FIELD_TITLES = {"param": "args", "type": "args", "rtype": "returns"}


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring.

    Attributes:
        literal: Its lines and places.
        sections: What stands under headings or in fields.
        summary: The indexes of the lines of its first paragraph, ``(first, stop)``.
        loose: What lines outside the sections look like headings of, in some other shape.
    """

    literal: DocLiteral
    sections: tuple[Section, ...]
    summary: tuple[int, int]
    loose: frozenset[SectionKind]

    @property
    def lines(self) -> Sequence[DocLine]:
        """The lines between the quotes."""
        return self.literal.lines

    @property
    def is_one_line(self) -> bool:
        """Whether it says all on a single line."""
        return sum(not line.is_blank for line in self.lines) == 1

    def of_kind(self, *kinds: SectionKind) -> tuple[Section, ...]:
        """The sections of some kinds, in order."""
        return tuple(s for s in self.sections if s.kind in kinds)

    def may_hold(self, *kinds: SectionKind) -> bool:
        """Whether it has, or may have in a shape that is not read, a section of some kinds."""
        return bool(self.of_kind(*kinds)) or any(kind in self.loose for kind in kinds)

    @property
    def styles(self) -> frozenset[Style]:
        """The styles of its sections about arguments, results and the like."""
        kinds = (SectionKind.EXAMPLES, SectionKind.WARNINGS, SectionKind.NOTES, SectionKind.OTHER)
        return frozenset(
            s.style for s in self.sections if s.kind not in kinds or s.style is Style.NUMPY
        )

    @property
    def summary_text(self) -> str:
        """Its first paragraph on one line."""
        first, stop = self.summary
        return " ".join(line.text.strip() for line in self.lines[first:stop])

    def mentions(self, word: str) -> bool:
        """Whether a word stands anywhere in it."""
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        return any(pattern.search(line.text) for line in self.lines if word in line.text)


def docstring_node(definition: cst.FunctionDef | cst.ClassDef) -> cst.SimpleString | None:
    """The literal of a definition whose body is at hand; ``None`` for none, or one in parts."""
    body = definition.body.body
    return simple_docstring(body[0]) if body else None


def simple_docstring(statement: cst.CSTNode | None) -> cst.SimpleString | None:
    """The literal of a statement that is one plain string."""
    found = docstring_expression(statement)
    return found if isinstance(found, cst.SimpleString) else None


def read_docstring(unit_pass: UnitPass, literal: cst.SimpleString) -> Docstring:
    """The model of a docstring of the unit; made once per pass."""
    known = unit_pass.cache.get(literal)
    if isinstance(known, Docstring):
        return known
    lines = doc_literal(unit_pass, literal)
    made = _read(lines)
    unit_pass.cache[literal] = made
    return made


def detached_docstring(literal: cst.SimpleString) -> Docstring:
    """The model of a docstring of another unit; places count from the start of the literal."""
    return _read(detached_literal(literal))


def docstring_of(unit_pass: UnitPass, function: cst.FunctionDef) -> Docstring | None:
    """The model of a function's docstring; ``None`` for none, a blank one, or one in parts."""
    node = docstring_node(function)
    if node is None or not node.raw_value.strip():
        return None
    return read_docstring(unit_pass, node)


def _read(literal: DocLiteral) -> Docstring:
    lines = literal.lines
    margin = len(literal.margin.expandtabs(8))
    sections = sections_of(lines, margin)
    taken = {index for s in sections for index in range(s.first, max(s.stop, s.body))}
    first = next((i for i, line in enumerate(lines) if not line.is_blank), 0)
    stop = first + 1
    while stop < len(lines) and not lines[stop].is_blank and stop not in taken:
        stop += 1
    loose = {_loose_kind(line) for i, line in enumerate(lines) if i not in taken}
    loose.update(s.kind for s in sections if not s.is_regular)
    return Docstring(literal, sections, (first, stop), frozenset(k for k in loose if k))


def _loose_kind(line: DocLine) -> SectionKind | None:
    match = _EPYDOC.match(line.text)
    if match is not None:
        word = match["at"] or match["colon"]
        return kind_of_title(_FIELD_TITLES.get(word, word))
    match = _LOOSE.match(line.text)
    return kind_of_title(match["title"]) if match else None
