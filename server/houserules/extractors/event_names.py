"""Names of log events: ``user.created`` for "User successfully created"."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z][a-z0-9_]*|[0-9]+")
_FILLERS = frozenset(
    {
        "a", "an", "the", "of", "for", "to", "in", "on", "at", "by", "with", "from", "into", "is",
        "was", "were", "are", "has", "have", "been", "be", "and", "successfully", "please",
    }
)  # fmt: skip
_MOST_WORDS = 6


def dotted_event(sentence: str, stem: str) -> str:
    """The dotted name that says what a sentence says, ``""`` for a sentence without words.

    Args:
        sentence: What is logged now.
        stem: What the name begins with where the sentence has one word only.
    """
    words = [w.strip("_") for w in _WORD.findall(sentence.lower().replace("'", ""))]
    told = [w for w in words if w and w not in _FILLERS]
    if not told or len(told) > _MOST_WORDS or not told[0][0].isalpha():
        return ""
    participle = next((w for w in told[1:-1] if w.endswith("ed") and len(w) > len("need")), "")
    if participle:
        told.remove(participle)
        told.append(participle)
    if len(told) == 1:
        return f"{stem}.{told[0]}" if stem else ""
    return f"{told[0]}.{'_'.join(told[1:])}"


_EMPTY_PAIRS = re.compile(r"\(\s*\)|\[\s*\]|\{\s*\}|<\s*>|'\s*'|\"\s*\"|`\s*`")
_SPACES = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r" ([,.;!?])")
_UNFIT = frozenset("\\'\"{}%")


def tidied(texts: list[str]) -> str:
    """The sentence that is left of a message without its values; ``""`` where none is."""
    text = _EMPTY_PAIRS.sub(" ", "".join(texts))
    text = _BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", text))
    words = text.strip(" :=,;.-").split(" ")
    while words and words[-1].lower().strip(":=,;-") in _FILLERS | {""}:
        words.pop()
    joined = " ".join(words).rstrip(" :=,;-")
    fits = len(words) > 1 and not _UNFIT & set(joined) and joined.isprintable()
    return joined if fits else ""
