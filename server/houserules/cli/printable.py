"""Text from somebody's files made fit for a terminal."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

_INVISIBLE = ("Cc", "Cf", "Zl", "Zp")


def printable(text: str) -> str:
    """``text`` on one line, without the control characters that a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text)


# What `json` leaves as it is, and a terminal may obey: C1 controls, marks of direction, separators.
_LEFT_BY_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def printable_json(value: Any, *, indent: int | None = None) -> str:
    """JSON text in which such characters are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _LEFT_BY_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
