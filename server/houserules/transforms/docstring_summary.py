"""A first summary of a definition, made of the words of its name."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+|[^\W\d_]+")
_QUESTIONS = frozenset({"is", "has", "can", "should", "was", "will", "needs", "must"})


def class_summary(name: str) -> str:
    """A summary of a class: ``OrderService`` → ``Order service``."""
    return _sentence(words_of(name))


def function_summary(name: str, *, is_property: bool = False) -> str:
    """``list_open_orders`` → ``List open orders.``; empty for a name without words."""
    if name == "__init__":
        return "Initialize the instance."
    if name.startswith("__") and name.endswith("__"):
        return f"Implement `{name}`."
    words = words_of(name)
    if not words:
        return ""
    first, rest = words[0].lower(), words[1:]
    if rest and first in _QUESTIONS:
        return _sentence(["tell", "whether", "it", first, *rest])
    if is_property:
        return _sentence(["return", "the", *words])
    if rest and first == "to":
        return _sentence(["convert", *words])
    if rest and first == "from":
        return _sentence(["create", *words])
    if rest and first == "on":
        return _sentence(["handle", *rest])
    return _sentence(words)


def words_of(name: str) -> list[str]:
    """The words of a name in lower case; what is written in capitals stays."""
    return [w if len(w) > 1 and w.isupper() else w.lower() for w in _WORD.findall(name)]


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
