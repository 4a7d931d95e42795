"""The segments of a route's path, and the words that they are made of."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"\{(?P<name>\w+)(?::\w+)?\}")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def segments(path: str) -> tuple[str, ...]:
    """The segments that are not empty."""
    return tuple(segment for segment in path.split("/") if segment)


def placeholders(path: str) -> tuple[str, ...]:
    """The names of the parameters in a path, converters taken off."""
    return tuple(match["name"] for match in _PLACEHOLDER.finditer(path))


def is_literal(segment: str) -> bool:
    """Whether a segment is written out: no parameter in it."""
    return "{" not in segment


def words(segment: str) -> tuple[str, ...]:
    """The words of a segment, or of a name, in lower case."""
    return tuple(word.lower() for word in _WORDS.findall(segment))
