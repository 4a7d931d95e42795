"""``houserules rules``: every rule with its severity, its fixes and the profiles that use it."""

from __future__ import annotations

import json
from typing import Any

import click

from houserules.analysis.rule import Rule
from houserules.cli.catalog import rule_catalog
from houserules.cli.terminal import print_table
from houserules.profiles import load_profiles
from houserules.settings.schema import plain


@click.command("rules")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--planned", is_flag=True, help="Also list the rules of later versions.")
def command(form: str, planned: bool) -> None:
    """List the rules that this version checks."""
    catalog = rule_catalog()
    later = [rule_id for rule_id in sorted(catalog.planned) if rule_id not in catalog.by_id]
    if form == "json":
        listed = [_as_object(rule) for rule in catalog.rules]
        if planned:
            listed += [{"id": rule_id, "implemented": False} for rule_id in later]
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    rows = [
        (rule.id, rule.severity.label, ", ".join(_fixes(rule)) or "-", rule.title)
        for rule in catalog.rules
    ]
    if planned:
        rows += [(rule_id, "-", "-", "planned") for rule_id in later]
    print_table(("rule", "severity", "fix", "about"), rows)
    click.echo(f"\n{len(catalog.rules)} rules; {len(later)} more are planned.")


def _fixes(rule: Rule) -> list[str]:
    return list(dict.fromkeys(str(transform.safety.value) for transform in rule.fixes))


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
        "fixes": [
            {
                "title": transform.title,
                "safety": transform.safety.value,
                "reach": transform.reach.value,
            }
            for transform in rule.fixes
        ],
        "options": {
            name: plain(getattr(defaults, name)) for name in rule_catalog().option_types[rule.id]
        },
        "conventions": list(rule.reads),
        "same_as_ruff": [code for code, _ in rule.same_as_ruff],
        "profiles": [
            profile.name
            for profile in load_profiles().values()
            if rule.id in profile.table["select"]
        ],
        "renamed_from": list(rule.renamed_from),
    }
