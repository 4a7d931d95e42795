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
