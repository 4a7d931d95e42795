"""Who owns the blank and comment lines between two items.

Follows LibCST: a block owns what comes after it up to the last line with its own indentation.
"""

from __future__ import annotations

from houserules.syntax.lexicon import BREAK


def owned_end(text: str, start: int, end: int, indent: str) -> int:
    """Return the end of the last line of `text[start:end]` that begins with `indent`.

    The range holds whole lines; the result is `start` when no line does.
    """
    if text.find(indent, start, end) < 0:
        return start
    owned = start
    line = start
    while line < end:
        found = BREAK.search(text, line, end)
        after = found.end() if found else end
        if text.startswith(indent, line, end):
            owned = after
        line = after
    return owned
