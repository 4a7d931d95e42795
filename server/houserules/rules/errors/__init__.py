"""Rules of the area `errors`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.errors.auth_challenge_header import auth_challenge_header
from houserules.rules.errors.bare_except import bare_except
from houserules.rules.errors.empty_message import empty_message
from houserules.rules.errors.exception_base import exception_base
from houserules.rules.errors.exception_location import exception_location
from houserules.rules.errors.exception_status import exception_status
from houserules.rules.errors.external_broad_except import external_broad_except
from houserules.rules.errors.http_exception_subclass import http_exception_subclass
from houserules.rules.errors.third_party_translation import third_party_translation
from houserules.rules.errors.vanilla_raise import vanilla_raise

RULES: tuple[Rule, ...] = (
    auth_challenge_header,
    bare_except,
    empty_message,
    exception_base,
    exception_location,
    exception_status,
    external_broad_except,
    http_exception_subclass,
    third_party_translation,
    vanilla_raise,
)
"""By id."""
