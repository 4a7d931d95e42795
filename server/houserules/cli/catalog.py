"""The rules and profiles of this installation."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata

from houserules.analysis.rule import Rule
from houserules.profiles import load_known_ids
from houserules.rules import RULES
from houserules.settings.model import RuleCatalog


def implemented_rules() -> tuple[Rule, ...]:
    """The rules that this version checks, sorted by id."""
    return tuple(sorted(RULES, key=lambda rule: rule.id))


@functools.cache
def rule_catalog() -> RuleCatalog:
    """The rules that settings may name."""
    return RuleCatalog(implemented_rules(), load_known_ids())


def installed_version() -> str:
    """The version of the installed distribution."""
    return importlib.metadata.version("houserules")


def page(rule_id: str) -> str | None:
    """The Markdown page of an implemented rule."""
    shipped = importlib.import_module("houserules.pages")
    text: str | None = shipped.page(rule_id)
    return text
