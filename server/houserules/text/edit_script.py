"""The edits that lead from one text to another, each as small as can be."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from houserules.text.edits import minimal_edit
from houserules.text.span import TextEdit

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_MOST_COMPARISONS = 40_000
"""Lines before times lines after, up to which lines are matched one by one: that is quadratic."""


class _Run(NamedTuple):
    """Lines `i1:i2` before that became lines `j1:j2` after."""

    i1: int
    i2: int
    j1: int
    j2: int


def edit_script(old: str, new: str) -> tuple[TextEdit, ...]:
    """Non-overlapping edits of `old` that make `new`, in order; empty when the texts are equal.

    Lines are matched first, then each changed run of lines is trimmed to what differs. The time
    is nearly linear in the texts; a long run without a line of its own becomes one edit.
    """
    whole = minimal_edit(old, new)
    if whole is None:
        return ()
    start = _line_start(old, whole.span.start)
    old_end = _line_end(old, whole.span.end)
    tail = len(old) - old_end
    new_end = len(new) - tail
    before, after = _lines(old[start:old_end]), _lines(new[start:new_end])
    edits: list[TextEdit] = []
    offsets = _offsets(start, before)
    for i1, i2, j1, j2 in _changed_runs(before, after):
        edit = minimal_edit("".join(before[i1:i2]), "".join(after[j1:j2]))
        if edit is not None:
            edits.append(TextEdit(edit.span.shifted(offsets[i1]), edit.text))
    return tuple(edits)


def refined(old: str, edits: Iterable[TextEdit]) -> tuple[TextEdit, ...]:
    """Edits of `old`, in order, that do the same and touch no more than what differs."""
    return tuple(
        TextEdit(small.span.shifted(edit.span.start), small.text)
        for edit in edits
        for small in edit_script(old[edit.span.start : edit.span.end], edit.text)
    )


def _changed_runs(before: Sequence[str], after: Sequence[str]) -> Iterator[_Run]:
    """The runs of lines that differ, in order."""
    left = [_Run(0, len(before), 0, len(after))]
    while left:
        run = _trimmed(before, after, left.pop())
        i1, i2, j1, j2 = run
        if i1 == i2 and j1 == j2:
            continue
        if i1 == i2 or j1 == j2:
            yield run
        elif (i2 - i1) * (j2 - j1) <= _MOST_COMPARISONS:
            yield from _compared(before, after, run)
        elif anchors := _anchors(before, after, run):
            # Taken from the end, as the next run is the last of the list.
            for i, j in reversed(anchors):
                left.append(_Run(i + 1, i2, j + 1, j2))
                i2, j2 = i, j
            left.append(_Run(i1, i2, j1, j2))
        else:
            yield run


def _trimmed(before: Sequence[str], after: Sequence[str], run: _Run) -> _Run:
    i1, i2, j1, j2 = run
    while i1 < i2 and j1 < j2 and before[i1] == after[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and before[i2 - 1] == after[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    return _Run(i1, i2, j1, j2)


def _compared(before: Sequence[str], after: Sequence[str], run: _Run) -> Iterator[_Run]:
    i, j = run.i1, run.j1
    matcher = difflib.SequenceMatcher(None, before[i : run.i2], after[j : run.j2], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield _Run(i + i1, i + i2, j + j1, j + j2)


def _anchors(before: Sequence[str], after: Sequence[str], run: _Run) -> list[tuple[int, int]]:
    """Lines that stand once on each side, as many as keep their order (a patience diff)."""
    counts = Counter(before[run.i1 : run.i2])
    counts_after = Counter(after[run.j1 : run.j2])
    places = {after[j]: j for j in range(run.j1, run.j2) if counts_after[after[j]] == 1}
    pairs = [
        (i, places[before[i]])
        for i in range(run.i1, run.i2)
        if counts[before[i]] == 1 and before[i] in places
    ]
    return _longest_increasing(pairs)


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs whose second numbers ascend."""
    tops: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for ordinal, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        previous.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [j]
        ends[pile : pile + 1] = [ordinal]
    chosen: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = previous[at]
    return chosen[::-1]


def _lines(text: str) -> list[str]:
    return _LINE.findall(text)


def _offsets(start: int, lines: list[str]) -> list[int]:
    offsets = [start]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    return offsets


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1
