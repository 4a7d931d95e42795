"""Ruff's rule selectors: which codes a word such as ``UP``, ``UP0`` or ``ALL`` means, how closely.

A code is the letters of its linter and digits. ``F`` is no prefix of ``FA100``, but ``PL`` is the
linter of ``PLC0414``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from houserules.settings.ruff.names import NAMES

_CODE = re.compile(r"([A-Z]+)([0-9]*)")
_REDIRECTED: Mapping[str, str] = MappingProxyType({"TCH": "TC"})
"""Former letters of linters."""
_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({"PL": ("PLC", "PLE", "PLR", "PLW")})
"""Linters whose codes have several letters."""


_ALL, _CATEGORY, _LINTER = 0, 1, 2


def closeness(selector: str, code: str, *, named: bool = False) -> int | None:
    """How closely a selector names a code: the higher, the closer; ``None`` where it does not.

    ``ALL`` is the widest selector, then come categories, then linters; else a longer one is closer,
    and the full code is closest.

    Args:
        selector: The selector.
        code: The full code.
        named: Whether names of rules and categories select, as in preview mode.
    """
    if selector == "ALL":
        return _ALL
    name, category = NAMES.get(code, ("", "")) if named else ("", "")
    if category and selector == category:
        return _CATEGORY
    if name and selector == name:
        selector = code
    parts, whole = _CODE.fullmatch(selector), _CODE.fullmatch(code)
    if parts is None or whole is None:
        return None
    letters = _REDIRECTED.get(parts[1], parts[1])
    group = _GROUPS.get(letters, (letters,))
    if parts[2] and len(group) > 1:
        return None
    if whole[1] not in group or not whole[2].startswith(parts[2]):
        return None
    return _LINTER + len(letters) + len(parts[2])


def closest_to(code: str) -> int:
    """How closely the full code names itself."""
    return _LINTER + len(code)


def any_names(selectors: Iterable[str], code: str, *, named: bool = False) -> bool:
    """Whether any of the selectors means the code."""
    return any(closeness(selector, code, named=named) is not None for selector in selectors)
