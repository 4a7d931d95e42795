"""The edits that lead from one text to another, each as small as can be."""

from __future__ import annotations

import difflib
import re

from houserules.text.edits import minimal_edit
from houserules.text.span import TextEdit

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def edit_script(old: str, new: str) -> tuple[TextEdit, ...]:
    """Non-overlapping edits of `old` that make `new`, in order; empty when the texts are equal.

    Lines are matched first, then each changed run of lines is trimmed to what differs.
    """
    whole = minimal_edit(old, new)
    if whole is None:
        return ()
    start = _line_start(old, whole.span.start)
    old_end = _line_end(old, whole.span.end)
    tail = len(old) - old_end
    new_end = len(new) - tail
    before, after = _lines(old[start:old_end]), _lines(new[start:new_end])
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    edits: list[TextEdit] = []
    offsets = _offsets(start, before)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        edit = minimal_edit("".join(before[i1:i2]), "".join(after[j1:j2]))
        if edit is not None:
            base = offsets[i1]
            edits.append(TextEdit(edit.span.shifted(base), edit.text))
    return tuple(edits)


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
