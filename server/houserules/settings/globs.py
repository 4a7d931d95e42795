"""Glob and gitignore patterns, with a bound on what matching may cost.

A checked-out repository is somebody else's input, and a pattern becomes a backtracking regular
expression: patterns that could take long are refused before anything is matched.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pathspec import GitIgnoreSpec

_LONGEST = 200
_STARS_PER_SEGMENT = 3
_DOUBLE_STARS = 4


def pattern_problem(pattern: str) -> str | None:
    """Why ``pattern`` cannot be used, or ``None``."""
    if not pattern.strip():
        return "an empty pattern matches nothing"
    if len(pattern) > _LONGEST:
        return f"the pattern is longer than {_LONGEST} characters"
    segments = pattern.split("/")
    if segments.count("**") > _DOUBLE_STARS:
        return f"the pattern has more than {_DOUBLE_STARS} `**`"
    if any(len(re.findall(r"\*+", segment)) > _STARS_PER_SEGMENT for segment in segments):
        return f"the pattern has more than {_STARS_PER_SEGMENT} `*` in one part of the path"
    if ".." in segments:
        return "the pattern leaves the folder of the settings file"
    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return "the pattern is not a valid glob"
    return None


def matches_glob(pattern: str, relative_path: str) -> bool:
    """Whether a glob, anchored at the folder of the settings file, matches a path with ``/``."""
    return _compiled(("/" + pattern.removeprefix("/"),)).match_file(relative_path)


def matches_any_glob(patterns: tuple[str, ...], relative_path: str) -> bool:
    """Whether one of some globs matches; asks the path once for all of them."""
    anchored = tuple("/" + pattern.removeprefix("/") for pattern in patterns)
    return _compiled(anchored).match_file(relative_path)


def matches_ignore(patterns: tuple[str, ...], relative_path: str) -> bool:
    """Whether gitignore patterns, the last match deciding, match a path with ``/``."""
    return bool(patterns) and _compiled(patterns).match_file(relative_path)


@lru_cache(maxsize=512)
def _compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(patterns)
