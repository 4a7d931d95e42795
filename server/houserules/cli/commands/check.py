"""``houserules check``: report findings, in the format and with the exit code asked for."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from houserules.analysis.severity import Severity
from houserules.cli.exits import exit_code
from houserules.cli.formats import FORMATS, renderer
from houserules.cli.options import (
    check_stdin_usage,
    exclude_option,
    paths_argument,
    settings_options,
    stdin_option,
)
from houserules.cli.output import write_output
from houserules.cli.report import Report
from houserules.cli.setup import Setup
from houserules.cli.terminal import wants_colour

_SEVERITIES = click.Choice([severity.label for severity in Severity])


@click.command("check")
@paths_argument
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to report.")
@click.option(
    "--output-file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the report to this file instead of stdout.",
)
@settings_options
@click.option(
    "--edits",
    is_flag=True,
    help="With json and sarif: the edits of fixes; what is refused is not counted as fixable.",
)
@click.option("--statistics", is_flag=True, help="Count findings per rule instead of listing them.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many processes to use.")
@click.option(
    "--fail-on",
    type=_SEVERITIES,
    default="warning",
    show_default=True,
    help="Exit with 1 for findings of this severity or a louder one.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 in spite of findings.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write results on disk.")
@click.option("--verify", is_flag=True, help="Check everything once more from nothing and compare.")
@click.option("--changed-since", metavar="REF", help="Only files that differ from this commit.")
@click.option(
    "--add-ignores",
    is_flag=True,
    help="Write an ignore comment for everything that is found; report what is left.",
)
@exclude_option
@stdin_option
def command(
    paths: tuple[str, ...],
    form: str,
    output_file: Path | None,
    profile: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    edits: bool,
    statistics: bool,
    jobs: int | None,
    fail_on: str,
    exit_zero: bool,
    no_cache: bool,
    verify: bool,
    changed_since: str | None,
    add_ignores: bool,
    force_exclude: bool,
    stdin_filename: str | None,
) -> None:
    """Report where files depart from the conventions.

    Exits with 0 when nothing at or above --fail-on was found, with 1 for findings and with 2 when
    something could not be done. With --add-ignores, any finding that cannot be ignored counts.
    """
    from houserules.cli import run

    if statistics and form != "text":
        raise click.UsageError("--statistics goes with --format text")
    setup = Setup.of(profile, select, ignore, config, cached=not no_cache)
    wanted = run.Wanted(edits, jobs, changed_since, verify, force_exclude)
    if check_stdin_usage(paths, stdin_filename):
        if add_ignores:
            raise click.UsageError("--add-ignores writes files, and stdin is none")
        report = run.check_stdin(setup, stdin_filename or "", wanted)
    elif add_ignores:
        from houserules.cli.silencing import add_ignores_below, is_all_ignored

        report = add_ignores_below(setup, paths, wanted)
        if not is_all_ignored(report):
            # It was asked for, however quiet the findings are.
            fail_on = Severity.HINT.label
    else:
        report = run.check_paths(setup, paths, wanted)
    write_output(_rendered(report, form, statistics, output_file), output_file)
    sys.exit(exit_code(report, Severity.named(fail_on), exit_zero=exit_zero))


def _rendered(report: Report, form: str, statistics: bool, output_file: Path | None) -> str:
    colour = output_file is None and wants_colour(sys.stdout)
    if statistics:
        from houserules.cli.formats.statistics import render

        return render(report, colour=colour)
    return renderer(form)(report, colour=colour)
