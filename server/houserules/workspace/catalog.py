"""The rules and profiles of this installation."""

from __future__ import annotations

import functools

from houserules.profiles import load_known_ids
from houserules.rules import RULES
from houserules.settings.model import RuleCatalog


@functools.cache
def rule_catalog() -> RuleCatalog:
    """The rules that settings may name."""
    return RuleCatalog(tuple(sorted(RULES, key=lambda r: r.id)), load_known_ids())
