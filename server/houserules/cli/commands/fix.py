"""``houserules fix``: apply fixes to files, or show what would change."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from houserules.cli.options import (
    check_stdin_usage,
    exclude_option,
    paths_argument,
    settings_options,
    stdin_option,
)
from houserules.cli.setup import Setup


@click.command("fix")
@paths_argument
@settings_options
@click.option("--unsafe", is_flag=True, help="Also fixes that may change behaviour or interfaces.")
@click.option("--skeletons", is_flag=True, help="Also fixes that insert text to be completed.")
@click.option("--diff", is_flag=True, help="Print what would change and write nothing.")
@exclude_option
@stdin_option
def command(
    paths: tuple[str, ...],
    profile: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    unsafe: bool,
    skeletons: bool,
    diff: bool,
    force_exclude: bool,
    stdin_filename: str | None,
) -> None:
    """Apply safe fixes that stay in their file, until nothing is left to do.

    Exits with 0 when no finding is left, with 1 when some are (with --diff: when something would
    change) and with 2 when something could not be done.
    """
    from houserules.cli import mend

    setup = Setup.of(profile, select, ignore, config)
    wanted = mend.Wanted(unsafe=unsafe, skeletons=skeletons, diff=diff, force_exclude=force_exclude)
    if check_stdin_usage(paths, stdin_filename):
        sys.exit(mend.fix_stdin(setup, stdin_filename or "", wanted))
    sys.exit(mend.fix_paths(setup, paths, wanted))
