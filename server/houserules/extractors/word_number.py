"""Whether an English noun is a plural: rules for the regular ones, lists for the rest."""

from __future__ import annotations

import re
from enum import StrEnum


class Number(StrEnum):
    """The grammatical number of a noun."""

    SINGULAR = "singular"
    PLURAL = "plural"


_IRREGULAR = {
    "analyses": "analysis", "children": "child", "criteria": "criterion", "feet": "foot",
    "indices": "index", "matrices": "matrix", "men": "man", "mice": "mouse", "people": "person",
    "teeth": "tooth", "vertices": "vertex", "women": "woman",
}  # fmt: skip
_IN_BOTH = frozenset(
    {
        "access", "advice", "alias", "analytics", "archive", "auth", "authentication", "blog",
        "cache", "canvas", "config", "configuration", "content", "data", "deer", "emergency", "equipment",
        "feedback", "hardware", "health", "history", "info", "information",
        "inventory", "log", "mail", "media", "meta", "metadata", "metrics", "music",
        "news", "physics", "progress", "queue", "registry", "research", "schema", "series", "settings", "sheep",
        "software", "species", "staff", "stats", "status", "statistics", "storage", "stuff",
        "traffic", "weather",
    }
)  # fmt: skip
"""Words that name one thing and many, or a thing of which there is one."""
_SINGULAR_END = re.compile(r".*(?:us|is|as|os)$")
_SIBILANT_END = re.compile(r".*(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r".*[^aeiou]y$")


def number_of(word: str) -> Number | None:
    """The number of a lower-case noun, ``None`` where it cannot be told."""
    if len(word) < 3 or not word.isalpha() or word in _IN_BOTH:
        return None
    if word in _IRREGULAR:
        return Number.PLURAL
    if not word.endswith("s") or word.endswith("ss"):
        return Number.SINGULAR
    return None if _SINGULAR_END.fullmatch(word) else Number.PLURAL


def plural_of(word: str) -> str:
    """The plural of a lower-case noun in the singular."""
    for plural, singular in _IRREGULAR.items():
        if word == singular:
            return plural
    if _SIBILANT_END.fullmatch(word):
        return f"{word}es"
    return f"{word[:-1]}ies" if _CONSONANT_Y.fullmatch(word) else f"{word}s"
