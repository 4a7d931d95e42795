"""TOML text of anybody to values, without what would take for ever."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_MOST_PARTS = 100
# The time that `tomllib` takes for a key grows with the square of its parts.
_DEEP_KEY = re.compile(rf"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}")


class TomlTooDeep(ValueError):
    """A key has more parts than any real one."""


def parse_toml(text: str) -> dict[str, Any]:
    """Parse a text.

    Raises:
        tomllib.TOMLDecodeError: It is not TOML.
        TomlTooDeep: A key has too many parts.
        ValueError: It holds a value that Python cannot hold.
        RecursionError: It is nested too deeply.
    """
    if _DEEP_KEY.search(text):
        raise TomlTooDeep(f"a key has more than {_MOST_PARTS} parts")
    return tomllib.loads(text)
