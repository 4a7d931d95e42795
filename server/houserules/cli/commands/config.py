"""``houserules config``: the settings in force, for a file or in general, with their origins."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from houserules.cli.effective import Effective, RuleLine, Value, as_object, effective
from houserules.cli.exits import CLEAN, ERROR
from houserules.cli.options import settings_options
from houserules.cli.printable import printable_json
from houserules.cli.setup import Setup


@click.command("config")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@settings_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(
    file: Path | None,
    profile: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    form: str,
) -> None:
    """Show the settings in force and where each value came from.

    With a file: the rules active in it, its role, and the glob that gave the role.
    """
    from houserules.cli.run import settings_errors

    workspace = Setup.of(profile, select, ignore, config).open()
    path = (file or Path("any.py")).absolute()
    errors = settings_errors(workspace, [path])
    project = workspace.project_for(path)
    if file is None:
        shown = effective(project.settings, None, workspace.deferrals(path.parent, folder=True))
    else:
        shown = effective(project.settings, project.relative(path), workspace.deferrals(path))
    if form == "json":
        click.echo(printable_json(as_object(shown), indent=2))
    else:
        click.echo("\n".join(_lines(shown)))
    sys.exit(ERROR if errors else CLEAN)


def _lines(shown: Effective) -> Iterator[str]:
    if shown.role is not None:
        role, glob = shown.role
        yield f"file  {shown.file}"
        yield f"role  {role}" + ("" if glob is None else f"  (by `{glob}`)")
        yield ""
    yield from _section("settings", shown.values)
    yield from _section("roles", shown.roles)
    yield from _section("conventions", shown.conventions)
    done = sum(rule.implemented for rule in shown.rules)
    yield f"rules  ({done} of {len(shown.rules)} active ones are implemented)"
    for rule in shown.rules:
        yield from _rule(rule)
    yield from _left_to_ruff(shown)


def _left_to_ruff(shown: Effective) -> Iterator[str]:
    if not shown.ruff:
        return
    yield ""
    yield "ruff"
    for line in shown.ruff:
        if line.because is None:
            share = "" if line.covers == "all" else f" for {line.covers}"
            yield f"  {line.rule} is left to {line.code}{share}  # {line.origin}"
        else:
            demand = "" if line.because == line.code else f", by `{line.because}`"
            yield f"  {line.rule} is against {line.code}{demand}  # {line.origin}"


def _section(title: str, values: tuple[Value, ...]) -> Iterator[str]:
    yield title
    width = max((len(value.name) for value in values), default=0)
    for value in values:
        yield f"  {value.name:<{width}} = {_toml(value.value)}  # {value.origin}"
    yield ""


def _rule(rule: RuleLine) -> Iterator[str]:
    note = "" if rule.implemented else ", planned"
    yield f"  {rule.id}  {rule.severity}  # {rule.origin}{note}"
    for option in rule.options:
        yield f"    {option.name} = {_toml(option.value)}  # {option.origin}"


def _toml(value: Any) -> str:
    if value is None:
        return "unset"
    if isinstance(value, dict):
        items: list[str] = [f"{key} = {_toml(item)}" for key, item in value.items()]  # type: ignore[reportUnknownVariableType] - TOML values are untyped
        return "{ " + ", ".join(items) + " }" if items else "{}"
    return printable_json(value)
