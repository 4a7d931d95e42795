"""Every rule, listed: nothing registers on import, nothing is discovered by scanning."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.imports.grouping import grouping
from houserules.rules.imports.sorted import sorted_imports
from houserules.rules.typing.optional_syntax import optional_syntax

RULES: tuple[Rule, ...] = (
    grouping,
    sorted_imports,
    optional_syntax,
)
"""The implemented rules, by id."""
