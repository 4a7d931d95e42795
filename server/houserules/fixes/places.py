"""Places of a text before and after edits, and the units that stand there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from houserules.syntax.parse import ParsedUnit
from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit, UnitKind
from houserules.text.span import Span, TextEdit

Parse = Callable[[Unit], ParsedUnit]


class Places:
    """Where the places of a text are after edits."""

    def __init__(self, edits: Sequence[TextEdit]) -> None:
        self.edits = edits
        self._ends = [e.span.end for e in edits]
        deltas = (len(e.text) - e.span.length for e in edits)
        self._shifts = list(accumulate(deltas, initial=0))

    def inserted(self) -> Iterator[tuple[TextEdit, Span]]:
        """Each edit, and where its text stands afterwards."""
        for edit, shift in zip(self.edits, self._shifts, strict=False):
            start = edit.span.start + shift
            yield edit, Span(start, start + len(edit.text))

    def ends(self, offset: int) -> tuple[int, ...]:
        """Where a border of something that stays may be: before or behind what is put there."""
        index = bisect_left(self._ends, offset)
        found = [offset + self._shifts[index]]
        while index < len(self.edits) and self._ends[index] == offset:
            index += 1
            moved = offset + self._shifts[index]
            found = [*found, moved] if self.edits[index - 1].span.length == 0 else [moved]
        if index < len(self.edits) and self.edits[index].span.start < offset:
            start = self.edits[index].span.start + self._shifts[index]
            found = [start, start + len(self.edits[index].text)]
        return tuple(found)

    def touched(self, span: Span) -> bool:
        """Whether an edit overlaps a span or meets it end to end."""
        index = bisect_left(self._ends, span.start)
        return index < len(self.edits) and self.edits[index].span.start <= span.end

    def after(self, span: Span) -> Span:
        """A span afterwards, with all of an edit that crosses its border or stands at its end."""
        first = bisect_left(self._ends, span.start)
        while first < len(self.edits) and self._ends[first] == span.start:
            first += 1
        last = first
        while last < len(self.edits) and self.edits[last].span.start <= span.end:
            last += 1
        start, end = span.start + self._shifts[first], span.end + self._shifts[last]
        if first < last:
            start = min(start, self.edits[first].span.start + self._shifts[first])
            crossing = self._ends[last - 1] - span.end
            end += max(crossing, 0)
        return Span(start, end)


def exchanged(before: SyntaxTree, after: SyntaxTree) -> tuple[list[Unit], list[Unit]]:
    """The units that only one of the trees has."""
    old, new = set(before.units), set(after.units)
    return [u for u in before.units if u not in new], [u for u in after.units if u not in old]


def within(span: Span, outer: Span) -> bool:
    """Whether a span lies in another one."""
    return outer.start <= span.start and span.end <= outer.end


def is_code(unit: Unit) -> bool:
    """Whether a unit is more than comments and blank lines."""
    return unit.kind is not UnitKind.FOOTER


def units_at(tree: SyntaxTree, span: Span) -> range:
    """The indexes of the units that a span touches."""
    if not tree.units:
        return range(0)
    return range(tree.index_at(span.start), tree.index_at(max(span.end - 1, span.start)) + 1)


def items_at(tree: SyntaxTree, span: Span) -> Iterator[int]:
    """The units whose item, without what stands above it, is touched inside."""
    for index in units_at(tree, span):
        unit, start = tree.units[index], tree.starts[index]
        inside = start + unit.item_start < span.end
        if inside and span.start < tree.starts[index + 1] and is_code(unit):
            yield index
