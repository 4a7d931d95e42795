"""Comments that speak to tools instead of readers."""

from __future__ import annotations

import re

_PRAGMA = re.compile(
    r"#\s{0,4}(?:type\s{0,4}:|noqa\b|pragma\b|pylint\s{0,4}:|pyright\s{0,4}:|mypy\s{0,4}:"
    r"|ruff\s{0,4}:|flake8\s{0,4}:|nosec\b|nosemgrep\b|fmt\s{0,4}:|yapf\s{0,4}:|isort\s{0,4}:"
    r"|black\s{0,4}:|houserules\s{0,4}:|spell\w{0,10}\s{0,4}:|codespell\s{0,4}:|noinspection\b"
    r"|cspell\s{0,4}:|coverage\s{0,4}:|bandit\s{0,4}:|ty\s{0,4}:|pyre-\w+|sonar\b|!"
    r"|-\*-|vim?\s{0,4}:|coding\s{0,4}[:=]|region\b|endregion\b|%%|/// )",
    re.IGNORECASE,
)


def is_pragma(comment: str) -> bool:
    """Whether a comment, with its ``#``, is an instruction to a tool."""
    return _PRAGMA.match(comment) is not None


def words_for_readers(comment: str) -> str:
    """A comment without the parts that are instructions to tools and without each ``#``."""
    parts = re.split(r"(?=#)", comment)
    return " ".join(part.lstrip("# \t") for part in parts if part and not is_pragma(part)).strip()
