"""Globs as ruff matches them: ``*`` crosses folders, ``**/`` may be nothing, ``{a,b}`` chooses.

Each becomes several patterns of ``fnmatch``, whose regular expressions do not backtrack far.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterable
from functools import lru_cache

_MOST_PATTERNS = 64
_BRACES = re.compile(r"\{([^{}]*)\}")
_FOLDERS = re.compile(r"(?:(?<=/)|^)\*\*/")
_SPECIAL = re.compile(r"[*?\[]")


class FilePatterns:
    """Patterns of ``include`` and ``exclude``: for a name alone, and for a path in a folder."""

    def __init__(self, patterns: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a folder, absolute with ``/``, and a pattern relative to it."""
        pairs = tuple(patterns)
        self._names = _any_of(glob for _, glob in pairs if "/" not in glob)
        self._paths = _any_of(below(folder, glob) for folder, glob in pairs)

    def match(self, path: str) -> bool:
        """Whether any of them matches an absolute path with ``/``."""
        name = path[path.rfind("/") + 1 :]
        return any(
            pattern is not None and pattern.match(text) is not None
            for pattern, text in ((self._names, name), (self._paths, path))
        )


def matches(pattern: str, path: str) -> bool:
    """Whether a glob matches all of a path with ``/``."""
    compiled = _compiled(pattern)
    return compiled is not None and compiled.match(path) is not None


def below(folder: str, pattern: str) -> str:
    """The absolute glob of a pattern that is relative to a folder."""
    escaped = _SPECIAL.sub(lambda found: f"[{found[0]}]", folder)
    return posixpath.normpath(posixpath.join(escaped, pattern))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    return _any_of((pattern,))


def _any_of(globs: Iterable[str]) -> re.Pattern[str] | None:
    """One regular expression for all of them; ``None`` for none."""
    patterns = dict.fromkeys(pattern for glob in globs for pattern in _plain(glob))
    return re.compile("|".join(map(fnmatch.translate, patterns))) if patterns else None


def _plain(pattern: str) -> list[str]:
    """The patterns of ``fnmatch`` that a glob stands for; none for one that is too much."""
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
    return patterns if len(patterns) <= _MOST_PATTERNS else []


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
