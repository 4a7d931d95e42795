"""Putting an import block in order: groups, blank lines between them, alphabetical order.

Own-line comments travel with the import below them, trailing ones with their line. What stands
above the first statement of a file is its header and stays, as ruff has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.import_order import Section, import_runs, module_key, section_of
from houserules.extractors.import_statements import (
    ImportStatement,
    import_blocks,
    import_statement,
)
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.syntax.unit import UnitKind
from houserules.text.span import Span
from houserules.transforms.import_members import with_sorted_members

_HEADING = re.compile(
    r"#[-#=\s]*+(?:[\w-]++\s++){0,2}"
    r"(?:imports|stdlib|standard library|(?:third|3rd|first|1st)[- ]party|local|built-?ins?)"
    r"(?:\s++[\w-]++){0,2}[-#=:.\s]*+",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")


@dataclass(frozen=True, slots=True)
class _Item:
    """One import of a block.

    Attributes:
        rewrite: The pass of its unit.
        statement: The import.
        section: Its group.
        blank_lines: How many blank lines stood above it and its comments.
        comments: The own-line comments above it that travel with it.
        code: The statement, without its last line break.
    """

    rewrite: RewritePass
    statement: ImportStatement
    section: Section
    blank_lines: int
    comments: str
    code: str


@dataclass(frozen=True, slots=True)
class _Order:
    """The arguments of the transform."""

    group: bool = True
    sort: bool = True
    blank_lines: int = 1
    local: tuple[str, ...] = ()
    within_sections: bool = False
    case_sensitive: bool = False
    members: bool = True
    by_type: bool = True


def _organise(rewrite: RewritePass, node: cst.CSTNode, **arguments: object) -> Iterator[Change]:
    order = _Order(**arguments)  # type: ignore[arg-type] - the rule gives its own options
    block = _block_around(rewrite)
    if not block or any("\f" in r.source for r, _ in block):
        return
    header = _kept_above(block[0][0])
    items = [_item(r, s, header if r is block[0][0] else "", order) for r, s in block]
    arranged = _arranged(items, order)
    ends_open = not block[-1][0].source.endswith(("\n", "\r"))
    starts = _run_starts(items, order)
    for slot, (old, item) in enumerate(zip(items, arranged, strict=True)):
        if slot == 0:
            above = header
        elif order.group:
            blanks = _blanks_between(arranged[slot - 1], item, arranged == items, order)
            above = rewrite.newline * blanks
        else:
            blanks = old.blank_lines if slot in starts else _blanks_inside(item)
            above = rewrite.newline * blanks
        end = "" if ends_open and slot == len(items) - 1 else rewrite.newline
        text = above + item.comments + item.code + end
        if text != old.rewrite.source:
            yield old.rewrite.replace_span(Span(0, len(old.rewrite.source)), text)


def _block_around(rewrite: RewritePass) -> Sequence[tuple[RewritePass, ImportStatement]]:
    """The imports that the unit of ``rewrite`` is judged with."""
    passes = [
        p
        for p in rewrite.units()
        if p.view.unit.depth == 0 and p.view.unit.kind is not UnitKind.FOOTER
    ]
    statements = [import_statement(p.view) for p in passes]
    for indexes in import_blocks(statements):
        if any(passes[i] is rewrite for i in indexes):
            found = [(passes[i], statements[i]) for i in indexes]
            return [(p, s) for p, s in found if isinstance(s, ImportStatement)]
    return ()


def _kept_above(first: RewritePass) -> str:
    """What stands above a block and does not travel with its first import."""
    lead = first.source[: first.view.unit.item_start]
    if first.neighbour(-1) is None:
        return lead
    lines = _LINE.findall(lead)
    blank = [i for i, line in enumerate(lines) if not line.strip()]
    return "".join(lines[: blank[-1] + 1]) if blank else ""


def _item(rewrite: RewritePass, statement: ImportStatement, header: str, order: _Order) -> _Item:
    start = rewrite.view.unit.item_start
    lines = _LINE.findall(rewrite.source[len(header) : start])
    if order.group:
        lines = [line for line in lines if line.strip()]
    while lines and not lines[0].strip():
        del lines[0]
    code = rewrite.source[start:].rstrip("\r\n")
    if order.sort and order.members:
        code = with_sorted_members(
            rewrite, case_sensitive=order.case_sensitive, by_type=order.by_type
        )
    return _Item(
        rewrite,
        statement,
        section_of(statement.module, rewrite.module, order.local),
        0 if header else statement.blank_lines[0],
        "".join(lines),
        code,
    )


def _arranged(items: Sequence[_Item], order: _Order) -> Sequence[_Item]:
    if order.group:
        grouped = sorted(items, key=lambda i: i.section)
        if not order.sort:
            return grouped
        runs = [list(run) for _, run in groupby(grouped, key=lambda i: i.section)]
    else:
        statements = [i.statement for i in items]
        indexes = import_runs(statements, items[0].rewrite.module, order.local)
        runs = [[items[i] for i in run] for run in indexes]
    return [item for run in runs for item in _sorted(run, order)]


def _sorted(run: Sequence[_Item], order: _Order) -> Sequence[_Item]:
    """The imports of a run in order; a heading above the first one stays above the first one."""
    ordered = sorted(
        run,
        key=lambda i: module_key(
            i.statement,
            within_sections=order.within_sections,
            case_sensitive=order.case_sensitive,
        ),
    )
    head = run[0]
    if ordered[0] is head or not _HEADING.fullmatch(head.comments.strip()):
        return ordered
    bare = [replace(i, comments="") if i is head else i for i in ordered]
    return [replace(bare[0], comments=head.comments + bare[0].comments), *bare[1:]]


def _run_starts(items: Sequence[_Item], order: _Order) -> frozenset[int]:
    statements = [i.statement for i in items]
    runs = import_runs(statements, items[0].rewrite.module, order.local)
    return frozenset(run[0] for run in runs)


def _blanks_between(before: _Item, item: _Item, in_order: bool, order: _Order) -> int:
    """Blank lines above an import whose block is being grouped."""
    if before.section is item.section:
        return _blanks_inside(item)
    if before.section.group == item.section.group and in_order:
        return min(item.blank_lines, order.blank_lines)
    return order.blank_lines


def _blanks_inside(item: _Item) -> int:
    """Blank lines above an import inside its group: none, one above a comment if it has it."""
    return min(item.blank_lines, 1) if item.comments else 0


def _sites(unit_pass: UnitPass, node: cst.CSTNode) -> Iterator[FixRef]:
    if unit_pass.view.unit.depth == 0 and len(unit_pass.ancestors) == 1:
        yield organise_imports.at(node)


organise_imports = Transform(
    id="organise-imports",
    title="Organise the imports",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    apply=_organise,
    sites=_sites,
    on=(cst.Import, cst.ImportFrom),
)
