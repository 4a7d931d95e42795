"""All rules, and all rules with their styles turned round."""

from __future__ import annotations

from typing import Any

from houserules.analysis.rule import Rule
from houserules.analysis.ruleset import ActiveRule, RuleSet, compile_rules
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.imported_names import IMPORTED_NAMES
from houserules.rules import RULES

_TURNED: dict[str, dict[str, Any]] = {
    "typing/optional-syntax": {"style": "typing"},
    "typing/union-syntax": {"style": "typing"},
    "typing/collection-generics": {"style": "typing"},
    "pydantic/config-style": {"api": "v1"},
}
# Bans by default what the turned styles want.
_AGAINST_TURNED = frozenset({"typing/legacy-typing-import"})


def default_rules() -> RuleSet:
    """Every rule with its defaults."""
    return _compiled({})


def turned_rules() -> RuleSet:
    """Every rule, in the other direction where it has one."""
    return _compiled(_TURNED, without=_AGAINST_TURNED)


def _compiled(options: dict[str, dict[str, Any]], without: frozenset[str] = frozenset()) -> RuleSet:
    rules = [rule for rule in RULES if rule.id not in without]
    active = [ActiveRule.of(rule, _options(rule, options)) for rule in rules]
    return compile_rules(active, also_extract=(BINDINGS, IMPORTED_NAMES))


def _options(rule: Rule, options: dict[str, dict[str, Any]]) -> Any:
    given = options.get(rule.id)
    return rule.options(**given) if given and rule.options is not None else None
