"""Globs as ruff matches them: ``*`` crosses folders, ``**/`` may be nothing, ``{a,b}`` chooses.

Each becomes several patterns of ``fnmatch``, whose regular expressions do not backtrack far.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from functools import lru_cache

_MOST_PATTERNS = 64
_BRACES = re.compile(r"\{([^{}]*)\}")
_FOLDERS = re.compile(r"(?:(?<=/)|^)\*\*/")
_SPECIAL = re.compile(r"[*?\[]")


def matches(pattern: str, path: str) -> bool:
    """Whether a glob matches all of a path with ``/``."""
    return any(one.match(path) for one in _compiled(pattern))


def below(folder: str, pattern: str) -> str:
    """The absolute glob of a pattern that is relative to a folder."""
    escaped = _SPECIAL.sub(lambda found: f"[{found[0]}]", folder)
    return posixpath.normpath(posixpath.join(escaped, pattern))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> tuple[re.Pattern[str], ...]:
    patterns = _without_braces(pattern)
    # Each `**/` is once nothing and once any folders.
    while len(patterns) <= _MOST_PATTERNS and any(_FOLDERS.search(p) for p in patterns):
        patterns = [
            replaced
            for p in patterns
            for replaced in (
                (_FOLDERS.sub("", p, count=1), _FOLDERS.sub("*/", p, count=1))
                if _FOLDERS.search(p)
                else (p,)
            )
        ]
    if len(patterns) > _MOST_PATTERNS:
        return ()
    return tuple(re.compile(fnmatch.translate(p)) for p in dict.fromkeys(patterns))


def _without_braces(pattern: str) -> list[str]:
    patterns = [pattern]
    while len(patterns) <= _MOST_PATTERNS and (found := _BRACES.search(patterns[0])):
        choices = found[1].split(",")
        patterns = [
            _BRACES.sub(lambda _, choice=choice: choice, p, count=1)
            for p in patterns
            for choice in choices
        ]
    return patterns
