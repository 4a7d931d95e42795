"""Options that several commands share, and the settings layer that they make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from houserules.settings.model import SettingsLayer

Command = TypeVar("Command", bound=Callable[..., Any])
COMMAND_LINE = "command line"


def paths_argument(command: Command) -> Command:
    """``[PATHS]...``, by default the working folder; ``-`` is stdin."""
    return click.argument("paths", nargs=-1, metavar="[PATHS]...")(command)


def settings_options(command: Command) -> Command:
    """``--profile``, ``--select``, ``--ignore`` and ``--config``."""
    options = (
        click.option("--profile", multiple=True, help="Use this profile; may be repeated."),
        click.option("--select", multiple=True, help="Check these rules or areas and no others."),
        click.option("--ignore", multiple=True, help="Leave these rules or areas out."),
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Read this settings file instead of the nearest one.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def exclude_option(command: Command) -> Command:
    """``--force-exclude``."""
    return click.option(
        "--force-exclude",
        is_flag=True,
        help="Leave out excluded and git-ignored files that are named, too; hooks need it.",
    )(command)


def stdin_option(command: Command) -> Command:
    """``--stdin-filename``."""
    return click.option(
        "--stdin-filename", metavar="NAME", help="With `-`: the name under which stdin is judged."
    )(command)


def command_line_layer(
    profile: Sequence[str] = (), select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> SettingsLayer | None:
    """The settings given on the command line; names may be joined by commas."""
    given = {"profile": profile, "select": select, "ignore": ignore}
    table = {key: _names(words) for key, words in given.items() if words}
    return SettingsLayer(COMMAND_LINE, table=table) if table else None


def check_stdin_usage(paths: Sequence[str], stdin_filename: str | None) -> bool:
    """Whether to read stdin.

    Raises:
        click.UsageError: When ``-`` and ``--stdin-filename`` do not come together and alone.
    """
    if "-" not in paths:
        if stdin_filename is not None:
            raise click.UsageError("--stdin-filename needs `-` as the path")
        return False
    if len(paths) > 1:
        raise click.UsageError("`-` stands alone: stdin is one file")
    if stdin_filename is None:
        raise click.UsageError("`-` needs --stdin-filename, by which settings are found")
    return True


def _names(words: Sequence[str]) -> list[str]:
    return [name.strip() for word in words for name in word.split(",") if name.strip()]
