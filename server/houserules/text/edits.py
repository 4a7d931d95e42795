"""Edits against one baseline, and the smallest edit between two texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from houserules.text.span import Span, TextEdit


class OverlappingEdits(ValueError):
    """Two edits of one baseline claim the same characters, or the same insertion point."""

    def __init__(self, first: TextEdit, second: TextEdit) -> None:
        """Name the two edits."""
        super().__init__(
            f"edits overlap: {first.span.start}-{first.span.end} "
            f"and {second.span.start}-{second.span.end}; apply them one after the other"
        )


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """Apply edits that all refer to `text`, in any order.

    Raises:
        OverlappingEdits: two edits overlap, or insert at the same offset.
        ValueError: an edit reaches outside the text.
    """
    ordered = sorted(edits)
    pieces: list[str] = []
    done = 0
    previous: TextEdit | None = None
    for edit in ordered:
        start, end = edit.span
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"edit {start}-{end} reaches outside a text of {len(text)} characters")
        if previous is not None and (start < done or edit.span == previous.span):
            raise OverlappingEdits(previous, edit)
        pieces += (text[done:start], edit.text)
        done = end
        previous = edit
    pieces.append(text[done:])
    return "".join(pieces)


def composed(
    middle: str, first: Iterable[TextEdit], second: Iterable[TextEdit]
) -> tuple[TextEdit, ...]:
    """The edits that do at once what two lots of edits do one after the other, in order.

    Args:
        middle: The text that `first` makes.
        first: Edits of the first text that do not overlap.
        second: Edits of `middle` that do not overlap.
    """
    after: list[tuple[int, int, int, TextEdit | None]] = []
    shift = 0
    for edit in sorted(first):
        start = edit.span.start + shift
        shift += len(edit.text) - edit.span.length
        # The place in the middle, and what to add to it for the place in the first text.
        after.append((start, start + len(edit.text), -shift, None))
    after.extend((e.span.start, e.span.end, 0, e) for e in second)
    edits: list[TextEdit] = []
    before = 0
    pending: list[tuple[int, int, int, TextEdit | None]] = []
    end = -1
    for item in sorted(after, key=lambda i: i[:2]):
        if pending and item[0] > end:
            before = _join(middle, pending, before, edits)
            pending = []
        end = max(end, item[1])
        pending.append(item)
    if pending:
        _join(middle, pending, before, edits)
    return tuple(edits)


def _join(
    middle: str,
    touching: Sequence[tuple[int, int, int, TextEdit | None]],
    before: int,
    edits: list[TextEdit],
) -> int:
    """Append one edit for changes that touch; what to add to places behind it is returned."""
    start, end = touching[0][0], max(item[1] for item in touching)
    behind = next((shift for *_, shift, edit in reversed(touching) if edit is None), before)
    second = [TextEdit(e.span.shifted(-start), e.text) for *_, e in touching if e is not None]
    text = apply_edits(middle[start:end], second)
    edits.append(TextEdit(Span(start + before, end + behind), text))
    return behind


def gathered(text: str, edits: Iterable[TextEdit], gap: int) -> list[TextEdit]:
    """Fewer edits of `text` that do the same, in order: those at most `gap` apart become one."""
    found: list[TextEdit] = []
    for edit in sorted(edits):
        if found and edit.span.start - found[-1].span.end <= gap:
            (start, end), before = found.pop()
            between = text[end : edit.span.start]
            edit = TextEdit(Span(start, edit.span.end), before + between + edit.text)
        found.append(edit)
    return found


def minimal_edit(old: str, new: str) -> TextEdit | None:
    """Return the edit left after trimming what the texts share at both ends; None when equal."""
    if old == new:
        return None
    prefix = _shared_length(old, new)
    rest = min(len(old), len(new)) - prefix
    suffix = _shared_length(old[len(old) - rest :][::-1], new[len(new) - rest :][::-1])
    span = Span(prefix, len(old) - suffix)
    return TextEdit(span, new[prefix : len(new) - suffix])


def _shared_length(one: str, other: str) -> int:
    # Bisection over slices: comparing slices runs at C speed, characters one by one do not.
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
