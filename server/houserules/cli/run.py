"""A run of the checker over paths or stdin, from the command line's wishes to a report."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from houserules.cli.changed import GitFailed, changed_since
from houserules.cli.listing import FileListing, listing_of
from houserules.cli.problems import as_trouble, say_problems, split_problems
from houserules.cli.report import Listed, Report, Trouble
from houserules.cli.setup import Setup
from houserules.cli.terminal import progress
from houserules.cli.workers import File, check_here, check_in_workers, worker_count

if TYPE_CHECKING:
    from houserules.settings.model import SettingsProblem
    from houserules.workspace.project import Workspace


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to do beside checking.

    Attributes:
        edits: Whether to work out the edits of fixes.
        jobs: How many processes to use, ``None`` to decide by the work.
        changed_since: Check only files that differ from this commit.
    """

    edits: bool = False
    jobs: int | None = None
    changed_since: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The files to work on, and what kept others out."""

    files: tuple[File, ...]
    errors: tuple[Trouble, ...]


def check_paths(setup: Setup, paths: Sequence[str], wanted: Wanted) -> Report:
    """Check the files below ``paths``."""
    started = time.monotonic()
    workspace = setup.open()
    selection = select_files(workspace, paths, wanted.changed_since)
    jobs = worker_count(wanted.jobs, len(selection.files))
    if jobs == 1:
        listings = check_here(workspace, selection.files, edits=wanted.edits)
    else:
        listings = check_in_workers(setup, selection.files, jobs, edits=wanted.edits)
    with progress(len(selection.files), "Checking") as advance:
        done = list(_counted(listings, advance))
    return _report(done, selection.errors, len(selection.files), started)
