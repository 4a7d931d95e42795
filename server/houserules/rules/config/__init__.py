"""Rules of the area `config`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.config.env_example import env_example
from houserules.rules.config.environment_literal import environment_literal
from houserules.rules.config.hardcoded_value import hardcoded_value
from houserules.rules.config.no_environ import no_environ
from houserules.rules.config.settings_base import settings_base
from houserules.rules.config.settings_location import settings_location
from houserules.rules.config.settings_model_config import settings_model_config
from houserules.rules.config.settings_singleton import settings_singleton

RULES: tuple[Rule, ...] = (
    env_example,
    environment_literal,
    hardcoded_value,
    no_environ,
    settings_base,
    settings_location,
    settings_model_config,
    settings_singleton,
)
"""By id."""
