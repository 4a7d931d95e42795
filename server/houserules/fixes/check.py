"""The run-time check of every edit: what a fix promised, held against what it would do."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import dedent

import libcst as cst

from houserules.fixes.merge import Rewrite
from houserules.fixes.safety import Reach
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.tree import SyntaxTree, parse_document
from houserules.syntax.unit import Unit, UnitKind
from houserules.text.span import Span, TextEdit

Parse = Callable[[Unit], ParsedUnit]
_ELSEWHERE = "nothing else in the module changes"


@dataclass(frozen=True, slots=True)
class Violation:
    """A fix that broke its promise: dropped, its finding kept, its rule named."""

    rule: str
    promise: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where a fix starts from, and how far from there it may edit.

    Attributes:
        index: The index of the unit of its finding.
        reach: How far the fix may edit, imports aside.
        edits: What the fix edits, imports aside.
    """

    index: int
    reach: Reach
    edits: tuple[TextEdit, ...]

    def may_edit(self, tree: SyntaxTree) -> Span | None:
        """The part of the text that is within reach; ``None`` for all of it."""
        if self.reach not in (Reach.STATEMENT, Reach.CLASS):
            return None
        first = last = self.index
        if self.reach is Reach.CLASS:
            first = next(iter(tree.enclosing_indexes(first)[-1:]), first)
            last = max(last, tree.members(first).stop - 1)
        return Span(tree.starts[first], tree.starts[last + 1])


def check_rewrite(
    before: SyntaxTree,
    after: SyntaxTree,
    edits: Sequence[TextEdit],
    rewrite: Rewrite,
    sites: Sequence[Site],
    parse: Parse,
    rule: str = "",
) -> Violation | None:
    """Hold an edit against its promises.

    The touched units parse again; no comment is lost or made up, unless the transform means to
    drop it, and none trades places within the statement of a fix that reaches no further;
    docstring and ``__future__`` imports stay first; nothing changes but what the fixes edit within
    their reach, and imports at module level.

    Args:
        before: The units of the text that the edits are for.
        after: The units of the text that they make.
        edits: The edits in order, imports included.
        rewrite: What the transforms asked for.
        sites: Where the fixes start from.
        parse: Parses a unit.
        rule: The rule to name.
    """
    old_units, new_units = _exchanged(before, after)
    if _broken(new_units, parse) > _broken(old_units, parse):
        return Violation(rule, "the code parses afterwards")
    had, has = _comments(old_units, parse), _comments(new_units, parse)
    lost, gained = had - has, has - had
    if lost - Counter(rewrite.dropped) or gained.total() > min(lost.total(), len(rewrite.dropped)):
        return Violation(rule, "every comment is kept")
    if not _starts_right(after, parse) and _starts_right(before, parse):
        return Violation(rule, "docstring and __future__ imports stay first")
    reaches = [site.may_edit(before) for site in sites]
    for site, reach in zip(sites, reaches, strict=True):
        if reach is not None and not all(_is_in_reach(e, reach, parse) for e in site.edits):
            return Violation(rule, _ELSEWHERE)
    places = _Places(edits)
    if not _only_imports_beside(before, after, places, rewrite, parse):
        return Violation(rule, _ELSEWHERE)
    for site in sites:
        moved = site.reach is Reach.STATEMENT and _comments_trade_places(
            before, after, places, site.index, rewrite.dropped, parse
        )
        if moved:
            return Violation(rule, "every comment stays at its statement")
    return None


class _Places:
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


def _exchanged(before: SyntaxTree, after: SyntaxTree) -> tuple[list[Unit], list[Unit]]:
    """The units that only one of the trees has."""
    old, new = set(before.units), set(after.units)
    return [u for u in before.units if u not in new], [u for u in after.units if u not in old]


def _within(span: Span, outer: Span) -> bool:
    return outer.start <= span.start and span.end <= outer.end


def _is_in_reach(edit: TextEdit, reach: Span, parse: Parse) -> bool:
    """Whether an edit stays within a span; a statement put above it does not."""
    if not _within(edit.span, reach):
        return False
    if edit.span.end > reach.start or not edit.text.endswith(("\n", "\r")):
        return True
    units = parse_document(dedent(edit.text)).units
    return all(not _is_code(u) or u.flaw or parse(u).problem for u in units)


def _is_code(unit: Unit) -> bool:
    return unit.kind is not UnitKind.FOOTER


def _broken(units: Sequence[Unit], parse: Parse) -> int:
    return sum(unit.flaw is not None or parse(unit).problem is not None for unit in units)


def _comments(units: Sequence[Unit], parse: Parse) -> Counter[str]:
    return Counter(c.text for unit in units for c in parse(unit).comments)


def _is_import(unit: Unit, parse: Parse) -> bool:
    """Whether a unit is a line of imports at module level."""
    if unit.depth or "import" not in unit.text:
        return False
    node = parse(unit).node
    return isinstance(node, cst.SimpleStatementLine) and all(
        isinstance(statement, cst.Import | cst.ImportFrom) for statement in node.body
    )


def _is_future(unit: Unit, parse: Parse) -> bool:
    node = parse(unit).node if "__future__" in unit.text and not unit.depth else None
    first = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
    return (
        isinstance(first, cst.ImportFrom)
        and isinstance(first.module, cst.Name)
        and first.module.value == "__future__"
    )


def _is_string(unit: Unit, parse: Parse) -> bool:
    node = parse(unit).node
    first = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
    return isinstance(first, cst.Expr) and isinstance(
        first.value, cst.SimpleString | cst.ConcatenatedString
    )


def _starts_right(tree: SyntaxTree, parse: Parse) -> bool:
    """Whether no code stands above a ``__future__`` import, and no import above a docstring.

    A string behind nothing but imports counts as a docstring that lost its place.
    """
    code = [unit for unit in tree.units if _is_code(unit)]
    others = (i for i, unit in enumerate(code) if not _is_import(unit, parse))
    first = next(others, None)
    if first and _is_string(code[first], parse):
        return False
    head = 1 if first == 0 and _is_string(code[0], parse) else 0
    while head < len(code) and _is_future(code[head], parse):
        head += 1
    return not any(_is_future(unit, parse) for unit in code[head:])


def _only_imports_beside(
    before: SyntaxTree, after: SyntaxTree, places: _Places, rewrite: Rewrite, parse: Parse
) -> bool:
    """Whether all that changes is edited by the fixes, or an import."""
    own = sorted({i for e in rewrite.edits for i in _units_at(before, e.span)})
    starts = [before.starts[i] for i in own]
    ends = [before.starts[i + 1] for i in own]
    owned = set(own)
    for edit, span in places.inserted():
        place = bisect_left(ends, edit.span.start)
        if place < len(own) and _within(edit.span, Span(starts[place], ends[place])):
            continue
        old = [i for i in _items_at(before, edit.span) if i not in owned]
        if not all(_is_import(before.units[i], parse) for i in old):
            return False
        touches_own = place < len(own) and starts[place] <= edit.span.end
        new = () if touches_own else _items_at(after, span)
        if not all(_is_import(after.units[i], parse) for i in new):
            return False
    return True


def _units_at(tree: SyntaxTree, span: Span) -> range:
    if not tree.units:
        return range(0)
    return range(tree.index_at(span.start), tree.index_at(max(span.end - 1, span.start)) + 1)


def _items_at(tree: SyntaxTree, span: Span) -> Iterator[int]:
    """The units whose item, without what stands above it, is touched inside."""
    for index in _units_at(tree, span):
        unit, start = tree.units[index], tree.starts[index]
        inside = start + unit.item_start < span.end
        if inside and span.start < tree.starts[index + 1] and _is_code(unit):
            yield index


def _comments_trade_places(
    before: SyntaxTree,
    after: SyntaxTree,
    places: _Places,
    index: int,
    dropped: Sequence[str],
    parse: Parse,
) -> bool:
    """Whether a comment of a unit left it, came to it, or has another place in the order."""
    span = places.after(Span(before.starts[index], before.starts[index + 1]))
    now: list[str] = []
    for place in _units_at(after, span):
        start = after.starts[place]
        found = parse(after.units[place]).comments
        now += [c.text for c in found if span.start <= c.span.start + start < span.end]
    old = [c.text for c in parse(before.units[index]).comments]
    gone, come = Counter(old) - Counter(now), Counter(now) - Counter(old)
    if gone - Counter(dropped) or come.total() > gone.total():
        return True
    return _without(old, gone) != _without(now, come)


def _without(texts: Sequence[str], counts: Counter[str]) -> list[str]:
    left = Counter(counts)
    kept: list[str] = []
    for text in texts:
        if left[text] > 0:
            left[text] -= 1
        else:
            kept.append(text)
    return kept
