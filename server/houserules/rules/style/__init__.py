"""Rules of the area `style`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.style.complexity import too_complex
from houserules.rules.style.function_length import function_length
from houserules.rules.style.global_state import global_state
from houserules.rules.style.inheritance_depth import inheritance_depth
from houserules.rules.style.line_length import line_length
from houserules.rules.style.mutable_argument_default import mutable_argument_default
from houserules.rules.style.resource_with import resource_with

RULES: tuple[Rule, ...] = (
    too_complex,
    function_length,
    global_state,
    inheritance_depth,
    line_length,
    mutable_argument_default,
    resource_with,
)
"""By id."""
