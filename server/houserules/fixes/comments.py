"""Whether an edit keeps comments, and keeps them where they belong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from houserules.fixes.places import Parse, Places, units_at
from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit
from houserules.text.span import Span

MARK = "TODO(houserules)"
"""What a skeleton leaves for a human to complete: the only comment that a fix may add."""


def comments_of(units: Sequence[Unit], parse: Parse) -> Counter[str]:
    """How often each comment stands in units."""
    return Counter(c.text for unit in units for c in parse(unit).comments)


def trade_places(
    before: SyntaxTree,
    after: SyntaxTree,
    places: Places,
    index: int,
    dropped: Sequence[str],
    parse: Parse,
) -> bool:
    """Whether a comment of a unit left it, came to it, or has another place in the order."""
    span = places.after(Span(before.starts[index], before.starts[index + 1]))
    now: list[str] = []
    for place in units_at(after, span):
        start = after.starts[place]
        found = parse(after.units[place]).comments
        now += [c.text for c in found if span.start <= c.span.start + start < span.end]
    old = [c.text for c in parse(before.units[index]).comments]
    gone = Counter(old) - Counter(now)
    come = Counter(now) - Counter(old)
    marks = sum(count for text, count in come.items() if MARK in text)
    if gone - Counter(dropped) or come.total() - marks > gone.total():
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
