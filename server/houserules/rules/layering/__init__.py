"""Rules of the area `layering`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.layering.import_direction import import_direction

RULES: tuple[Rule, ...] = (import_direction,)
"""By id."""
