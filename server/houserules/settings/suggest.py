"""The nearest known name for a misspelled one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name closest to ``word``, or ``None`` when none is close."""
    by_folded = {name.lower().replace("_", "-"): name for name in known}
    folded = word.lower().replace("_", "-")
    found = difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    if found:
        return by_folded[found[0]]
    tails = {name.rpartition("/")[2]: name for name in by_folded.values()}
    found = difflib.get_close_matches(folded.rpartition("/")[2], tails, n=1, cutoff=0.75)
    return tails[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``"; did you mean `x`?"``, or nothing; to be appended to a message."""
    name = nearest(word, known)
    return f"; did you mean `{name}`?" if name else ""


def one_of(names: Iterable[str]) -> str:
    """``"a", "b" or "c"`` for a message."""
    quoted = [f'"{name}"' for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return ", ".join(quoted[:-1]) + " or " + quoted[-1]
