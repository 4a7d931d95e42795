"""The units after an edit: cut anew around it, kept as they are elsewhere.

The result is what `parse_document` gives for the new text; only the work depends on the old one.
"""

from __future__ import annotations

from dataclasses import dataclass

from houserules.syntax.lexicon import BREAK, INDENT, column_of
from houserules.syntax.split import ClassScope, Cut
from houserules.syntax.tree import (
    DEFAULT_INDENT,
    SyntaxTree,
    derived_from,
    newline_of,
    parse_document,
)
from houserules.syntax.unit import Brokenness, Unit, UnitKind
from houserules.text.span import TextEdit

LARGE_CUT_LINES = 2_000
"""A re-cut of more lines is counted as the fall-back `large_unit`."""

_MISPLACED = (Brokenness.STRAY_INDENT, Brokenness.BAD_DEDENT)


@dataclass(frozen=True, slots=True)
class Splice:
    """`removed` units from index `start` on became `inserted` units; all others are the same."""

    start: int
    removed: int
    inserted: int


def reparse(
    tree: SyntaxTree, old_text: str, new_text: str, edit: TextEdit
) -> tuple[SyntaxTree, Splice, tuple[str, ...]]:
    """Return the tree of `new_text`, which is `old_text` after `edit`.

    Units outside the splice are the same objects as before. The names returned are those of
    fall-backs to more work: `defaults` (the first indentation or line break of the file changed, so
    every unit did), `large_unit` (more than `LARGE_CUT_LINES` lines were cut anew).
    """
    if not old_text or not new_text or _newline_changed(tree, old_text, new_text, edit):
        return _from_scratch(tree, new_text)
    delta = len(new_text) - len(old_text)
    first = _first_touched(tree, edit.span.start)
    cut = _cut(tree, new_text, first, edit.span.end + delta, delta)
    while cut.too_late:
        first = _settled(tree, tree.enclosing_indexes(first)[0])
        cut = _cut(tree, new_text, first, edit.span.end + delta, delta)
    units = cut.units
    after = len(tree.units)
    if cut.stopped_at is not None:
        after = tree.index_at(cut.stopped_at - delta)
        unit = tree.units[after]
        lead = new_text[cut.lead_start : cut.stopped_at]
        if lead != unit.text[: unit.item_start]:
            text = lead + unit.text[unit.item_start :]
            units.append(unit.recut(text=text, item_start=len(lead)))
            cut.reaches.append(tree.reaches[after] + len(lead) - unit.item_start)
            after += 1
    reaches = (*tree.reaches[:first], *cut.reaches, *tree.reaches[after:])
    splice, units = _trimmed(tree, first, after, units)
    if _indent(tree, splice, units) != tree.defaults.indent:
        return _from_scratch(tree, new_text)
    large = sum(unit.newlines for unit in cut.units) > LARGE_CUT_LINES
    return _spliced(tree, splice, units, reaches), splice, ("large_unit",) if large else ()


def _from_scratch(tree: SyntaxTree, new_text: str) -> tuple[SyntaxTree, Splice, tuple[str, ...]]:
    new_tree = parse_document(new_text)
    splice = Splice(0, len(tree.units), len(new_tree.units))
    return new_tree, splice, ("defaults",) if tree.starts[-1] else ()


def _newline_changed(tree: SyntaxTree, old_text: str, new_text: str, edit: TextEdit) -> bool:
    found = BREAK.search(old_text)
    if found is not None and found.end() < edit.span.start:
        return False
    return newline_of(new_text) != tree.defaults.newline


def _first_touched(tree: SyntaxTree, offset: int) -> int:
    """Return the first item whose end was decided by text at or behind `offset`."""
    first = tree.index_at(offset)
    while True:
        before = _item_before(tree, first)
        before_that = _item_before(tree, before)
        if before_that < before and _reaches(tree, before_that, offset):
            first = before_that
        elif before < first and _reaches(tree, before, offset):
            first = before
        else:
            break
    # Only broken items read further than to the first line of the item behind them.
    far = tree.flaws.find(1, 0, first)
    while far >= 0:
        if _reaches(tree, far, offset):
            first = far
            break
        far = tree.flaws.find(1, far + 1, first)
    return _settled(tree, first)


def _settled(tree: SyntaxTree, index: int) -> int:
    """Go back to an item whose place does not depend on the items before it."""
    units = tree.units
    while index > 0:
        unit = units[index]
        first_member = units[index - 1].kind is UnitKind.CLASS_HEADER
        if not first_member and unit.kind is not UnitKind.FOOTER and unit.flaw not in _MISPLACED:
            break
        index -= 1
    return index


def _item_before(tree: SyntaxTree, index: int) -> int:
    index -= 1
    while index > 0 and tree.units[index].kind is UnitKind.FOOTER:
        index -= 1
    return max(index, 0)


def _reaches(tree: SyntaxTree, index: int, offset: int) -> bool:
    return tree.start(index) + tree.reaches[index] >= offset


def _cut(tree: SyntaxTree, text: str, first: int, meet_from: int, delta: int) -> Cut:
    def meets(start: int, scopes: list[ClassScope]) -> bool:
        if start < meet_from:
            return False
        index = tree.index_at(start - delta)
        unit = tree.units[index]
        if (
            tree.start(index) + unit.item_start != start - delta
            or unit.kind is UnitKind.FOOTER
            or unit.flaw is Brokenness.STRAY_INDENT
            or unit.depth != len(scopes)
        ):
            return False
        old_scopes = _scopes(tree, index)
        return all(old.state == new.state for old, new in zip(old_scopes, scopes, strict=True))

    if first == 0:
        cut = Cut(text, tree.defaults, meets=meets)
    else:
        lead_start = tree.start(first)
        cut = Cut(
            text,
            tree.defaults,
            start=lead_start + tree.units[first].item_start,
            lead_start=lead_start,
            scopes=_scopes(tree, first),
            meets=meets,
        )
    cut.run()
    return cut


def _scopes(tree: SyntaxTree, index: int) -> list[ClassScope]:
    """Return the class scopes that were open when the item `index` began."""
    scopes: list[ClassScope] = []
    for header_index in tree.enclosing_indexes(index):
        header = tree.units[header_index]
        indent = INDENT.match(header.text, header.item_start)
        column = 0 if indent is None else column_of(indent[0])
        body_indent = header.body_indent or ""
        depth = header.depth + 1
        if header_index + 1 == index:
            members = 0
        else:
            members = 1 if tree.depths.find(depth, header_index + 2, index) < 0 else 2
        scopes.append(ClassScope(column, column_of(body_indent), body_indent, None, members))
    return scopes


def _trimmed(
    tree: SyntaxTree, first: int, after: int, units: list[Unit]
) -> tuple[Splice, list[Unit]]:
    """Leave out of the splice what was cut as before."""
    old = tree.units
    start, end, stop = 0, after, len(units)
    while start < stop and first + start < end and units[start].same_cut(old[first + start]):
        start += 1
    while stop > start and end > first + start and units[stop - 1].same_cut(old[end - 1]):
        stop -= 1
        end -= 1
    first += start
    return Splice(first, end - first, stop - start), units[start:stop]


def _indent(tree: SyntaxTree, splice: Splice, units: list[Unit]) -> str:
    """Return the default indentation after the splice."""
    old_first = tree.first_indented
    if old_first is not None and old_first < splice.start:
        return tree.defaults.indent
    found = next((unit.block_indent for unit in units if unit.block_indent), None)
    if found is not None:
        return found
    behind = splice.start + splice.removed
    if old_first is None or old_first >= behind:
        return tree.defaults.indent
    rest = (unit.block_indent for unit in tree.units[behind:] if unit.block_indent)
    return next(rest, DEFAULT_INDENT)


def _spliced(
    tree: SyntaxTree, splice: Splice, units: list[Unit], reaches: tuple[int, ...]
) -> SyntaxTree:
    start, end = splice.start, splice.start + splice.removed
    lengths, depths, flaws = derived_from(units)
    return SyntaxTree(
        (*tree.units[:start], *units, *tree.units[end:]),
        reaches,
        tree.defaults,
        (
            (*tree.lengths[:start], *lengths, *tree.lengths[end:]),
            tree.depths[:start] + depths + tree.depths[end:],
            tree.flaws[:start] + flaws + tree.flaws[end:],
        ),
    )
