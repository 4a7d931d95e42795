"""``houserules baseline``: note what is found today, and later drop what is found no more."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from houserules.cli.options import paths_argument
from houserules.cli.setup import Setup


@click.command("baseline")
@paths_argument
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read this settings file instead of the nearest one.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="How many processes to use.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write results on disk.")
def command(paths: tuple[str, ...], config: Path | None, jobs: int | None, no_cache: bool) -> None:
    """Write what is found today to the baseline file of each project.

    Where there is a baseline already, entries whose findings are gone are removed, and none is
    added. To start anew, delete the file and run this again.

    Exits with 0 when the files are written, and with 2 when something could not be done.
    """
    from houserules.cli import baselining

    if "-" in paths:
        raise click.UsageError("a baseline is made of files: name folders or files")
    setup = Setup.of(config=config, cached=not no_cache, hide_baselined=False)
    sys.exit(baselining.write_baselines(setup, paths, jobs))
