"""Rules of the area `imports`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.imports.absolute import absolute
from houserules.rules.imports.grouping import grouping
from houserules.rules.imports.sorted import sorted_imports
from houserules.rules.imports.wildcard import wildcard

RULES: tuple[Rule, ...] = (
    absolute,
    grouping,
    sorted_imports,
    wildcard,
)
"""By id."""
