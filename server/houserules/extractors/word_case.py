"""Names in the case that a convention wants."""

from __future__ import annotations

import re

_SNAKE = re.compile(r"_{0,2}[a-z0-9][a-z0-9_]*")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def is_snake(name: str) -> bool:
    """Whether a name is snake_case; underscores around it do not count."""
    return _SNAKE.fullmatch(name) is not None or not name.strip("_") or name.islower()


def to_snake(name: str) -> str:
    """A camelCase name in snake_case: ``getHTTPCode`` becomes ``get_http_code``."""
    words = _WORD_START.sub("_", name).lower()
    lead = len(words) - len(words.lstrip("_"))
    return (
        words[:lead]
        + re.sub(r"_{2,}", "_", words[lead:].rstrip("_"))
        + ("_" * (len(words) - len(words.rstrip("_"))))
    )


def to_kebab(name: str) -> str:
    """A name in kebab-case; a leading underscore stays."""
    snake = to_snake(re.sub(r"[^\w]", "_", name))
    return snake[:1] + snake[1:].replace("_", "-")


def to_camel(name: str) -> str:
    """``chatId`` for ``chat_id``, as pydantic's generator of aliases makes it."""
    first, *others = name.strip("_").split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


_PASCAL = re.compile(r"_{0,2}[A-Z](?:[A-Za-z0-9]|(?<=\d)_(?=\d))*")
_UPPER = re.compile(r"_{0,2}[A-Z][A-Z0-9_]*")


def is_pascal(name: str) -> bool:
    """Whether a name is PascalCase; a version may keep its underscore, as in ``Format1_2``."""
    return _PASCAL.fullmatch(name) is not None


def to_pascal(name: str) -> str:
    """A name in PascalCase: ``rate_tracker`` and ``RATE_TRACKER`` become ``RateTracker``."""
    words = name.strip("_")
    shout = words.isupper() and "_" in words
    lead = name[: len(name) - len(name.lstrip("_"))]
    parts = (w.lower() if shout else w for w in words.split("_"))
    return lead + "".join(part[:1].upper() + part[1:] for part in parts)


def is_upper_snake(name: str) -> bool:
    """Whether a name is UPPER_SNAKE_CASE."""
    return _UPPER.fullmatch(name) is not None


def to_upper_snake(name: str) -> str:
    """A name in UPPER_SNAKE_CASE: ``maxRetries`` becomes ``MAX_RETRIES``."""
    return to_snake(name).upper()


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, lower-case: ``loadUserById`` has four."""
    return tuple(word for word in to_snake(name).split("_") if word)


_SHORT = re.compile(r"[a-z]{1,2}[A-Z]{1,2}\d*|[A-Z]\d*")
"""Words of formulas: ``dX``, ``kT``, the ``T`` of ``n_T``."""


def is_mixed(name: str) -> bool:
    """Whether a name begins small and has a word with capitals that is longer than a formula's."""
    words = name.strip("_").split("_")
    if not words[0][:1].islower() or not name.isascii():
        return False
    return any(word.lower() != word and not _SHORT.fullmatch(word) for word in words)
