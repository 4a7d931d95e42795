"""Rules with a style, side by side: whatever styles are chosen, fixing comes to an end."""

from __future__ import annotations

import enum
import itertools
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin

import pytest

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding, Fix
from houserules.analysis.module import ModuleInfo
from houserules.analysis.rule import Rule
from houserules.analysis.ruleset import ActiveRule, RuleSet, compile_rules
from houserules.profiles import NAMES, load_known_ids, load_profiles
from houserules.rules import RULES
from houserules.settings.conventions import FOLLOWING
from houserules.settings.load import load_settings
from houserules.settings.model import RuleCatalog, Settings, SettingsLayer
from houserules.syntax.cache import ParseCache
from houserules.workspace.fixing import fix_all

CATALOG = RuleCatalog(RULES, load_known_ids())
PATH = "app/example.py"

Factor = tuple[str, str]
"""A rule and an option of it that is a matter of style."""


def styles() -> Mapping[Factor, tuple[Any, ...]]:
    """The values of every option that chooses between ways of writing the same."""
    found: dict[Factor, tuple[Any, ...]] = {}
    for rule_id, options in CATALOG.option_types.items():
        for option, kind in options.items():
            if get_origin(kind) is Literal:
                found[rule_id, option] = get_args(kind)
            elif kind is bool:
                found[rule_id, option] = (False, True)
            elif isinstance(kind, type) and issubclass(kind, enum.Enum):
                found[rule_id, option] = tuple(member.value for member in kind)
    return {key: values for key, values in found.items() if CATALOG.by_id[key[0]].fixes}


def covering(factors: Mapping[Factor, tuple[Any, ...]]) -> Iterator[dict[Factor, Any]]:
    """Choices of all styles in which every two values of two options meet once."""
    missing = {
        ((one, a), (two, b))
        for one, two in itertools.combinations(factors, 2)
        for a in factors[one]
        for b in factors[two]
    }

    def gain(chosen: Mapping[Factor, Any]) -> int:
        return sum(pair in missing for pair in itertools.combinations(chosen.items(), 2))

    while missing:
        (one, a), (two, b) = min(missing, key=str)
        choice = {factor: values[0] for factor, values in factors.items()} | {one: a, two: b}
        for factor, values in factors.items():
            if factor not in (one, two):
                choice[factor] = max(values, key=lambda v, f=factor: gain({**choice, f: v}))
        met = set(itertools.combinations(choice.items(), 2)) & missing
        missing -= met
        yield choice


FACTORS = styles()
CHOICES = list(covering(FACTORS))
STYLED = tuple(
    rule
    for rule in RULES
    if rule.fixes
    and (rule.reads or rule.id in FOLLOWING or rule.id in {rule_id for rule_id, _ in FACTORS})
)


def settings_with(choice: Mapping[Factor, Any]) -> Settings:
    lines = [f"select = {json.dumps([rule.id for rule in STYLED])}"]
    lines += [f'rules."{r}".{option} = {json.dumps(v)}' for (r, option), v in choice.items()]
    settings = load_settings([SettingsLayer("t", text="\n".join(lines))], CATALOG, load_profiles())
    assert settings.problems == ()
    return settings


def compiled(settings: Settings) -> RuleSet:
    conventions = settings.conventions_for(PATH)
    active: list[ActiveRule] = []
    for setting in settings.rules_for(PATH).values():
        rule: Rule | None = CATALOG.by_id.get(setting.id)
        if rule is not None:
            options = rule.options(**setting.options) if rule.options else None
            active.append(ActiveRule.of(rule, options, conventions))
    return compile_rules(active)


@cache
def examples() -> tuple[str, ...]:
    codes = (e.code for rule in STYLED for e in rule.examples if e.path == PATH)
    return tuple(dict.fromkeys(codes))


def in_file(finding: Finding, fix: Fix) -> bool:
    return fix.reach.stays_in_file


def fixed(rules: RuleSet, code: str, parse: ParseCache) -> str:
    analysis = ModuleAnalysis(rules, ModuleInfo(path=PATH), parse.parse)
    analysis.open(code)
    analysis.run()
    return fix_all(analysis, in_file).text


def assert_settles(rules: RuleSet) -> None:
    """Of two fixes that undo each other, one more run of ``fix`` changes the text again."""
    parse = ParseCache()
    for code in examples():
        once = fixed(rules, code, parse)
        assert fixed(rules, once, parse) == once, code


def test_every_two_styles_meet() -> None:
    assert len(FACTORS) > 5
    assert len(CHOICES) < 60


@pytest.mark.parametrize("number", range(len(CHOICES)))
def test_styles_do_not_flip(number: int) -> None:
    assert_settles(compiled(settings_with(CHOICES[number])))


@pytest.mark.parametrize("name", NAMES)
def test_profiles_do_not_flip(name: str) -> None:
    layer = SettingsLayer("t", text=f'profile = "{name}"')
    assert_settles(compiled(load_settings([layer], CATALOG, load_profiles())))
