"""Whether a description says more than the names and types beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")
_SAYS_MORE = re.compile(r"[\d\"'`’“”(\[<>=*/%]|[^\x00-\x7f]")
_GUARDS = frozenset(
    {
        "must", "should", "shall", "optional", "default", "defaults", "unit", "units", "if",
        "when", "unless", "none", "null", "or", "not", "never", "only", "may", "cannot", "can",
        "without", "except", "otherwise", "todo", "deprecated", "ignored", "unused", "required",
        "empty", "sorted", "ordered", "see",
    }
)  # fmt: skip
_SAME = {
    "dictionary": "dict", "string": "str", "text": "str", "integer": "int", "number": "int",
    "boolean": "bool", "flag": "bool", "sequence": "list", "mapping": "dict", "identifier": "id",
    "sequences": "list",
}  # fmt: skip
STOP_WORDS: tuple[str, ...] = (
    "the", "a", "an", "of", "for", "to", "async", "current", "instance", "object", "database",
    "db", "session", "request", "value", "parameter", "this",
)  # fmt: skip


def stems(text: str) -> frozenset[str]:
    """The words of a text or name in lower case, plurals as singulars, usual synonyms as one."""
    return frozenset(_stem(word.lower()) for word in _WORD.findall(text))


def _stem(word: str) -> str:
    word = _SAME.get(word, word)
    if len(word) > 3 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return _SAME.get(word[:-1], word[:-1])
    return word


def only_repeats(text: str, known: Iterable[str], stop_words: Collection[str]) -> bool:
    """Whether all words of a text stand in other texts, or say nothing by themselves.

    A text with digits, quotes, code, or words of a condition says more.
    """
    if not text.strip() or has_code(text) or says_more(text):
        return False
    return not new_words(text, known, stop_words)


def new_words(text: str, known: Iterable[str], stop_words: Collection[str]) -> frozenset[str]:
    """The words of a text that stand in no other one, and say something by themselves."""
    stop = {_stem(word) for word in stop_words}
    return stems(text) - stop - frozenset[str]().union(*(stems(k) for k in known))


def has_code(text: str) -> bool:
    """Whether a text has digits, quotes, code, or letters that are not English ones."""
    return _SAYS_MORE.search(text) is not None


def says_more(text: str) -> bool:
    """Whether a text has words of a condition or a constraint."""
    return any(word.lower() in _GUARDS for word in _WORD.findall(text))


def word_count(text: str) -> int:
    """How many words a text has."""
    return len(text.split())
