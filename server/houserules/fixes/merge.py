"""Merging of fixes: alternatives against one baseline, the first of two that overlap wins."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from houserules.fixes.change import ImportNeed
from houserules.text.span import TextEdit


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A computed fix: edits of the document it was computed from, in code points.

    Attributes:
        edits: Non-overlapping, in order.
        needs: Imports that the edited text needs.
        dropped: The comments it means to remove or to reword.
        surplus: Imported names that it gives up.
    """

    edits: tuple[TextEdit, ...]
    needs: tuple[ImportNeed, ...] = ()
    dropped: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()


def conflict(one: TextEdit, other: TextEdit) -> bool:
    """Whether two edits of the same baseline touch: overlap, or insert at the same place."""
    if one.span.start == other.span.start:
        return True
    first, second = sorted((one.span, other.span))
    return second.start < first.end


def well_formed(edits: Sequence[TextEdit]) -> bool:
    """Whether the edits of one fix do not overlap each other."""
    ordered = sorted(edits)
    return all(b.span.start >= a.span.end and a.span != b.span for a, b in pairwise(ordered))


def merged(rewrites: Iterable[Rewrite]) -> tuple[Rewrite, tuple[int, ...]]:
    """Combine fixes; one that touches an earlier one is left for the next round.

    Two fixes that make the very same edit share it.

    Returns:
        The combined fix and the ordinals of the fixes in it.
    """
    taken: list[TextEdit] = []
    needs: dict[ImportNeed, None] = {}
    used: list[int] = []
    dropped: list[str] = []
    surplus: dict[str, None] = {}
    for ordinal, rewrite in enumerate(rewrites):
        fresh = [e for e in rewrite.edits if e not in _near(e, taken)]
        if any(conflict(edit, other) for edit in fresh for other in _near(edit, taken)):
            continue
        for edit in fresh:
            insort(taken, edit)
        needs.update(dict.fromkeys(rewrite.needs))
        used.append(ordinal)
        dropped.extend(rewrite.dropped)
        surplus.update(dict.fromkeys(rewrite.surplus))
    return Rewrite(tuple(taken), tuple(needs), tuple(dropped), tuple(surplus)), tuple(used)


def _near(edit: TextEdit, taken: Sequence[TextEdit]) -> Sequence[TextEdit]:
    """The taken edits, in order and apart from each other, that could touch this one."""
    first = bisect_left(taken, edit)
    last = first
    while last < len(taken) and taken[last].span.start <= edit.span.end:
        last += 1
    return taken[max(first - 1, 0) : last]
