"""Every rule, listed: nothing registers on import, nothing is discovered by scanning."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.typing.optional_syntax import optional_syntax

RULES: tuple[Rule, ...] = (
    optional_syntax,
)
"""The implemented rules, by id."""
