"""Rules of the area `project`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.project.feature_package import feature_package

RULES: tuple[Rule, ...] = (feature_package,)
"""By id."""
