"""Whether the tree of the code stays what it is around what a fix means to change.

White space aside, everything that no edit touches is the same node at the same place, and what
stands around an edit is still what it was: a replacement binds no tighter or looser than what it
replaced, and swallows nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

import libcst as cst

from houserules.fixes.places import Parse, Places, units_at
from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit
from houserules.text.span import Span, TextEdit

Intended = tuple[Sequence[TextEdit], Span | None]
_Kind = tuple[str, ...]
_KINDS = (cst.BaseExpression, cst.BaseStatement, cst.BaseSmallStatement)


def shape_is_kept(
    before: SyntaxTree,
    after: SyntaxTree,
    places: Places,
    intended: Sequence[Intended],
    parse: Parse,
) -> bool:
    """Whether all but the intended nodes is what it was.

    Args:
        before: The units of the text that the edits are for.
        after: The units of the text that they make.
        places: Where the places of the text are afterwards.
        intended: For each fix, what it replaces and inserts, imports aside, and its node.
        parse: Parses a unit.
    """
    new_units = set(after.units)
    exchanged = [i for i, unit in enumerate(before.units) if unit not in new_units]
    if not exchanged:
        return True
    now = _Now(before, after, parse)
    hulls, edited = _hulls(before, intended), _edited(before, intended)
    for index in exchanged:
        start = before.starts[index]
        meant, changed = _Parts(hulls.get(index, ())), _Parts(edited.get(index, ()))
        for node, span in parse(before.units[index]).spans.items():
            if not isinstance(node, _KINDS) or span.start == span.end:
                continue
            place = span.shifted(start)
            stays = meant.all_inside(place) or not (
                places.touched(place) or changed.any_touches(place)
            )
            if stays and not now.has(node, place, places):
                return False
    return True


class _Now:
    """The nodes of the units that are new."""

    def __init__(self, before: SyntaxTree, after: SyntaxTree, parse: Parse) -> None:
        old_units = set(before.units)
        self._expressions: set[tuple[_Kind, int, int]] = set()
        self._statements: set[tuple[_Kind, int]] = set()
        for unit, start in zip(after.units, after.starts, strict=False):
            if unit not in old_units:
                self._take_in(unit, start, parse)

    def _take_in(self, unit: Unit, offset: int, parse: Parse) -> None:
        for node, (start, end) in parse(unit).spans.items():
            if isinstance(node, cst.BaseExpression):
                self._expressions.add((_kind(node), start + offset, end + offset))
            elif isinstance(node, _KINDS):
                self._statements.add((_kind(node), start + offset))

    def has(self, node: cst.CSTNode, place: Span, places: Places) -> bool:
        """Whether a node is still there; of a statement, whether one like it begins there."""
        kind = _kind(node)
        starts = places.ends(place.start)
        if not isinstance(node, cst.BaseExpression):
            return any((kind, start) in self._statements for start in starts)
        ends = places.ends(place.end)
        return any((kind, s, e) in self._expressions for s in starts for e in ends)


class _Parts:
    """Parts of a text, to be asked about places."""

    def __init__(self, parts: Iterable[Span]) -> None:
        self._parts = sorted(parts)
        self._starts = [part.start for part in self._parts]
        self._furthest = list(accumulate((part.end for part in self._parts), max))

    def any_touches(self, place: Span) -> bool:
        """Whether a part overlaps a place or meets it end to end."""
        before = bisect_right(self._starts, place.end)
        return before > 0 and self._furthest[before - 1] >= place.start

    def all_inside(self, place: Span) -> bool:
        """Whether there are parts in a place, each smaller than it and inside."""
        first = bisect_left(self._starts, place.start)
        last = bisect_right(self._starts, place.end)
        if first == last or (first and self._furthest[first - 1] > place.start):
            return False
        return all(p.end <= place.end and p != place for p in self._parts[first:last])


def _edited(tree: SyntaxTree, intended: Iterable[Intended]) -> dict[int, list[Span]]:
    """By unit, what fixes replace in it, and where they insert."""
    found: dict[int, list[Span]] = {}
    for edits, _ in intended:
        for edit in edits:
            for index, part in _parts(tree, edit.span):
                found.setdefault(index, []).append(part)
    return found


def _hulls(tree: SyntaxTree, intended: Iterable[Intended]) -> dict[int, list[Span]]:
    """By unit, from where to where in it each fix makes changes, its node included."""
    found: dict[int, list[Span]] = {}
    for edits, node in intended:
        of_one: dict[int, Span] = {}
        for edit in edits:
            for index, part in _parts(tree, edit.span):
                of_one[index] = _around(of_one.get(index, part), part)
        for index, part in _parts(tree, node) if node else ():
            if index in of_one:
                of_one[index] = _around(of_one[index], part)
        for index, hull in of_one.items():
            found.setdefault(index, []).append(hull)
    return found


def _around(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def _parts(tree: SyntaxTree, span: Span) -> Iterator[tuple[int, Span]]:
    for index in units_at(tree, span):
        start, end = tree.starts[index], tree.starts[index + 1]
        yield index, Span(max(span.start, start), min(span.end, end))


def _kind(node: cst.CSTNode) -> _Kind:
    name = type(node).__name__
    if isinstance(node, cst.BinaryOperation | cst.BooleanOperation | cst.UnaryOperation):
        return name, type(node.operator).__name__
    return (name,)
