"""Text from somebody's files made fit for a terminal."""

from __future__ import annotations

import unicodedata

_INVISIBLE = ("Cc", "Cf", "Zl", "Zp")


def printable(text: str) -> str:
    """``text`` on one line, without the control characters that a terminal would obey."""
    return "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text)
