"""``houserules profiles``: what a team can choose from, and how much of it is checked."""

from __future__ import annotations

import json

import click

from houserules.cli.terminal import print_table
from houserules.profiles import Profile, load_profiles
from houserules.workspace.catalog import rule_catalog


@click.command("profiles")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(form: str) -> None:
    """List the built-in profiles and how many of their rules this version checks."""
    profiles = load_profiles().values()
    if form == "json":
        click.echo(json.dumps([_as_object(profile) for profile in profiles], indent=2))
        return
    rows = [
        (
            profile.name,
            f"{_implemented(profile)} of {len(_rules(profile))} rules implemented",
            ", ".join(profile.files),
            profile.description,
        )
        for profile in profiles
    ]
    print_table(("profile", "rules", "files", "about"), rows)


def _as_object(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "description": profile.description,
        "files": list(profile.files),
        "rules": _rules(profile),
        "implemented": _implemented(profile),
    }


def _rules(profile: Profile) -> list[str]:
    return list(profile.table["select"])


def _implemented(profile: Profile) -> int:
    return sum(rule_id in rule_catalog().by_id for rule_id in _rules(profile))
