"""Rules of the area `comments`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.comments.commented_out_code import commented_out_code
from houserules.rules.comments.complex_uncommented import complex_uncommented
from houserules.rules.comments.noqa_code import noqa_code
from houserules.rules.comments.restating_comment import restating_comment
from houserules.rules.comments.type_ignore import type_ignore

RULES: tuple[Rule, ...] = (
    commented_out_code,
    complex_uncommented,
    noqa_code,
    restating_comment,
    type_ignore,
)
"""By id."""
