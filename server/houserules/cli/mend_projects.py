"""Fixes of all reaches for files: those that stay in a file, then those over several, in rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from houserules.cli.diff import file_diff
from houserules.cli.fixed_file import errors_of, not_written, write_root
from houserules.cli.listing import File, FileListing, listing_of
from houserules.cli.printable import printable
from houserules.cli.report import Trouble
from houserules.fixes.safety import Safety
from houserules.workspace.changeset import Changeset
from houserules.workspace.files import display_path
from houserules.workspace.fixing import MOST_ROUNDS
from houserules.workspace.project_mending import Attempt

if TYPE_CHECKING:
    from houserules.analysis.finding import Finding, Fix
    from houserules.workspace.project import Workspace


@dataclass(frozen=True, slots=True)
class Mended:
    """What a run over files came to.

    Attributes:
        listings: What is left, by file.
        applied: How many fixes were applied.
        changed: How many files were changed, made or moved.
        diffs: With nothing written: what would change, file by file.
    """

    listings: tuple[FileListing, ...]
    applied: int
    changed: int
    diffs: tuple[str, ...] = ()


def mend_projects(
    workspace: Workspace,
    files: Sequence[File],
    *,
    unsafe: bool,
    skeletons: bool,
    dry: bool,
    advance: Callable[[], None],
) -> Mended:
    """Fix files, and whatever files their fixes reach; at most ``MOST_ROUNDS`` rounds.

    Args:
        workspace: The workspace.
        files: The files whose findings are fixed.
        unsafe: Also unsafe fixes, and those over several files.
        skeletons: Also fixes that insert text, or make files, to be completed.
        dry: Write nothing.
        advance: Called once for each file.
    """
    run = _Run(workspace, unsafe, skeletons, Changeset(dry=dry))
    mending = workspace.mending(run.changes)
    listings: list[FileListing] = []
    for number in range(MOST_ROUNDS + 1):
        run.errors.clear()
        run.notes.clear()
        listings.clear()
        for path, _ in files:
            listings.append(run.in_file(run.changes.place_of(Path(path))))
            if number == 0:
                advance()
        made = False
        if number < MOST_ROUNDS:
            for path, _ in files:
                for attempt in mending.file(run.changes.place_of(Path(path)), run.reaches_out):
                    run.note(attempt)
                    made = made or bool(attempt.changed)
        if not made:
            break
    for note in run.notes:
        click.echo(printable(note), err=True)
    listings.append(FileListing(errors=tuple(run.errors)))
    diffs = tuple(
        file_diff(c.old and run.shown(c.old), run.shown(c.new), c.before, c.after)
        for c in run.changes.changes()
    )
    return Mended(tuple(listings), run.applied, len(run.changed), diffs)


@dataclass
class _Run:
    """A run so far."""

    workspace: Workspace
    unsafe: bool
    skeletons: bool
    changes: Changeset
    applied: int = 0
    changed: dict[Path, None] = field(default_factory=dict[Path, None])
    errors: dict[Trouble, None] = field(default_factory=dict[Trouble, None])
    notes: dict[str, None] = field(default_factory=dict[str, None])

    def reaches_out(self, finding: Finding, fix: Fix) -> bool:
        """Whether a fix over several files is wanted."""
        del finding
        return self.skeletons if fix.safety is Safety.SKELETON else self.unsafe

    def in_file(self, path: Path) -> FileListing:
        """Fix what stays in a file; what is left of it."""
        name = self.shown(path)
        fixed = self.workspace.fix_file(
            path, self.changes.read(path), unsafe=self.unsafe, skeletons=self.skeletons
        )
        errors = errors_of(fixed, name)
        if fixed.after != fixed.before:
            try:
                root = write_root(self.workspace, path)
                self.changes.replace(path, fixed.before, fixed.after, root)
            except OSError as error:
                # Nothing was written, so what was found before is what is there.
                return FileListing(errors=(*errors, Trouble(name, None, not_written(error))))
            self.applied += len(fixed.applied)
            self.changed[self.changes.origin_of(path)] = None
        return replace(listing_of(fixed.remaining, name), errors=errors)

    def note(self, attempt: Attempt) -> None:
        """Take in what came of a fix over several files."""
        name = self.shown(attempt.path)
        if attempt.changed:
            self.applied += 1
            self.changed |= dict.fromkeys(map(self.changes.origin_of, attempt.changed))
        elif attempt.failed:
            message = f"a fix of {attempt.rule} was dropped: {attempt.reason}"
            self.errors[Trouble(name, None, message)] = None
        else:
            self.notes[f"{name}: {attempt.rule} is not fixed: {attempt.reason}"] = None

    def shown(self, path: Path) -> str:
        """A path as users know it."""
        return display_path(path, self.workspace.folder)
