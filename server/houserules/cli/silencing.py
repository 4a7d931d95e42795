"""A run of ``check --add-ignores``: a comment for each finding, and a report on what is left."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click

from houserules.analysis.report import NOT_ANALYSED
from houserules.cli.formats.text_format import count
from houserules.cli.listing import FileListing
from houserules.cli.mend import Tally, take_over
from houserules.cli.report import Report
from houserules.cli.run import Wanted, project_listings, report_of, select_files
from houserules.cli.setup import Setup
from houserules.cli.terminal import progress


def add_ignores_below(setup: Setup, paths: Sequence[str], wanted: Wanted) -> Report:
    """Ignore what is found in the files below ``paths``; the report is on what is left."""
    started = time.monotonic()
    workspace = setup.open()
    selection = select_files(
        workspace, paths, wanted.changed_since, force_exclude=wanted.force_exclude
    )
    tally = Tally()
    listings: list[FileListing] = []
    with progress(len(selection.files), "Ignoring") as advance:
        for path, name in selection.files:
            listings.append(
                take_over(workspace, workspace.ignore_findings(Path(path)), name, tally)
            )
            advance()
    # In other files than Python's no comment is read.
    listings += project_listings(workspace, selection)
    files = len(selection.files)
    ignored, changed = count(tally.applied, "finding"), count(files, "file")
    click.echo(f"{ignored} ignored in {tally.changed} of {changed}.", err=True)
    return report_of(listings, selection.errors, files, started)


def is_all_ignored(report: Report) -> bool:
    """Whether nothing is left but code that was not looked at."""
    return all(finding.rule == NOT_ANALYSED for finding in report.findings)
