"""Ruff's rule selectors: which codes a word such as ``UP``, ``UP0`` or ``ALL`` means, how closely.

A code is the letters of its linter and digits. ``F`` is no prefix of ``FA100``, but ``PL`` is the
linter of ``PLC0414``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_CODE = re.compile(r"([A-Z]+)([0-9]*)")
_REDIRECTED: Mapping[str, str] = MappingProxyType({"TCH": "TC"})
"""Former letters of linters."""
_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({"PL": ("PLC", "PLE", "PLR", "PLW")})
"""Linters whose codes have several letters."""


def closeness(selector: str, code: str) -> int | None:
    """How closely a selector names a code: the higher, the closer; ``None`` where it does not.

    ``ALL`` is the widest selector; else a longer one is closer, and the full code is closest.
    """
    if selector == "ALL":
        return 0
    parts, whole = _CODE.fullmatch(selector), _CODE.fullmatch(code)
    if parts is None or whole is None:
        return None
    letters = _REDIRECTED.get(parts[1], parts[1])
    group = _GROUPS.get(letters, (letters,))
    if parts[2] and len(group) > 1:
        return None
    if whole[1] not in group or not whole[2].startswith(parts[2]):
        return None
    return len(letters) + len(parts[2])


def is_whole_code(selector: str, code: str) -> bool:
    """Whether a selector is the code itself."""
    found = closeness(selector, code)
    return found is not None and found == len(code)


def any_names(selectors: Iterable[str], code: str) -> bool:
    """Whether any of the selectors means the code."""
    return any(closeness(selector, code) is not None for selector in selectors)
