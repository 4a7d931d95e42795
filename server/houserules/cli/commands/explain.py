"""``houserules explain``: the page of a rule."""

from __future__ import annotations

import sys

import click

from houserules import pages
from houserules.cli.exits import ERROR
from houserules.cli.terminal import console, wants_colour
from houserules.profiles import load_profiles
from houserules.settings.suggest import did_you_mean
from houserules.workspace.catalog import rule_catalog


@click.command("explain")
@click.argument("rule_id", metavar="ID")
def command(rule_id: str) -> None:
    """Show what a rule reports, why, and how it is mended."""
    catalog = rule_catalog()
    rule_id = catalog.renamed.get(rule_id, rule_id)
    text = pages.page(rule_id)
    if text is not None:
        _show(text)
        return
    if rule_id in catalog.planned:
        names = [p.name for p in load_profiles().values() if rule_id in p.table["select"]]
        used = f" Profiles that use it: {', '.join(names)}." if names else ""
        click.echo(f"`{rule_id}` is planned; this version does not check it.{used}")
        return
    hint = did_you_mean(rule_id, catalog.ids)
    click.echo(f"error: unknown rule `{rule_id}`{hint}", err=True)
    sys.exit(ERROR)


def _show(text: str) -> None:
    if not wants_colour(sys.stdout):
        click.echo(text.rstrip("\n"))
        return
    from rich.markdown import Markdown

    console().print(Markdown(text))
