"""``houserules rules``: every rule with its severity, its fixes and the profiles that use it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from houserules import pages
from houserules.analysis.rule import Rule
from houserules.analysis.ruleset import ALWAYS_ON
from houserules.analysis.suppression import UNUSED_IGNORE, remove_ignore
from houserules.cli.formats.text_format import count
from houserules.cli.terminal import print_table
from houserules.fixes.transform import Transform
from houserules.profiles import load_profiles
from houserules.settings.schema import plain
from houserules.workspace.catalog import rule_catalog


@click.command("rules")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--planned", is_flag=True, help="Also list the rules of later versions.")
def command(form: str, planned: bool) -> None:
    """List the rules that this version checks."""
    catalog = rule_catalog()
    later = [rule_id for rule_id in sorted(catalog.planned) if rule_id not in catalog.by_id]
    if form == "json":
        listed = [_as_object(rule) for rule in catalog.rules]
        listed += [_always_on_object(rule_id) for rule_id in ALWAYS_ON]
        if planned:
            listed += [{"id": rule_id, "implemented": False} for rule_id in later]
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    rows = [
        (rule.id, rule.severity.label, _safeties(rule.fixes), rule.title) for rule in catalog.rules
    ]
    rows += [(name, "warning", _safeties(_fixes_of(name)), _title(name)) for name in ALWAYS_ON]
    if planned:
        rows += [(rule_id, "-", "-", "planned") for rule_id in later]
    print_table(("rule", "severity", "fix", "about"), rows)
    total = count(len(catalog.rules) + len(ALWAYS_ON), "rule")
    click.echo(f"\n{total}; {len(later)} more are planned.")


def _safeties(fixes: Sequence[Transform]) -> str:
    return ", ".join(dict.fromkeys(transform.safety.value for transform in fixes)) or "-"


def _fixes_of(always_on: str) -> tuple[Transform, ...]:
    return (remove_ignore,) if always_on == UNUSED_IGNORE else ()


def _title(always_on: str) -> str:
    page = pages.page(always_on) or ""
    return page.partition("\n\n")[2].partition("\n\n")[0]


def _always_on_object(rule_id: str) -> dict[str, Any]:
    return {
        "id": rule_id,
        "title": _title(rule_id),
        "severity": "warning",
        "implemented": True,
        "always_on": True,
        "fixes": _fix_objects(_fixes_of(rule_id)),
    }


def _fix_objects(fixes: Sequence[Transform]) -> list[dict[str, str]]:
    return [
        {
            "title": transform.title,
            "safety": transform.safety.value,
            "reach": transform.reach.value,
        }
        for transform in fixes
    ]


def _as_object(rule: Rule) -> dict[str, Any]:
    defaults = rule.default_options()
    return {
        "id": rule.id,
        "title": rule.title,
        "why": rule.why,
        "severity": rule.severity.label,
        "scope": rule.scope.value,
        "since": rule.since,
        "implemented": True,
        "fixes": _fix_objects(rule.fixes),
        "options": {
            name: plain(getattr(defaults, name)) for name in rule_catalog().option_types[rule.id]
        },
        "conventions": list(rule.reads),
        "same_as_ruff": [same.code for same in rule.same_as_ruff],
        "profiles": [
            profile.name
            for profile in load_profiles().values()
            if rule.id in profile.table["select"]
        ],
        "renamed_from": list(rule.renamed_from),
    }
