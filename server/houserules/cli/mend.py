"""A run of the fixer over paths or stdin: files replaced, or a diff printed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from houserules.cli.diff import coloured, unified_diff
from houserules.cli.exits import CLEAN, ERROR, FINDINGS
from houserules.cli.fixed_file import errors_of, not_written, write_root
from houserules.cli.formats import text_format
from houserules.cli.listing import FileListing, listing_of
from houserules.cli.mend_projects import mend_projects
from houserules.cli.printable import printable
from houserules.cli.problems import shown_path
from houserules.cli.report import Report, Trouble
from houserules.cli.run import project_listings, select_files, settings_errors
from houserules.cli.setup import Setup
from houserules.cli.terminal import progress, wants_colour
from houserules.fixes.safety import Safety
from houserules.workspace.write import replace_file

if TYPE_CHECKING:
    from houserules.workspace.file_report import FixReport
    from houserules.workspace.project import Workspace


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which fixes to apply, and whether to write.

    Attributes:
        unsafe: Also unsafe fixes, and those that edit other files.
        skeletons: Also fixes that insert text to be completed.
        diff: Print what would change and write nothing.
        force_exclude: Settings leave out files that are named, too.
    """

    unsafe: bool = False
    skeletons: bool = False
    diff: bool = False
    force_exclude: bool = False


@dataclass
class Tally:
    """How many changes were made, and in how many files."""

    applied: int = 0
    changed: int = 0


def fix_paths(setup: Setup, paths: Sequence[str], wanted: Wanted) -> int:
    """Fix the files below ``paths``; the exit code."""
    started = time.monotonic()
    workspace = setup.open()
    selection = select_files(workspace, paths, force_exclude=wanted.force_exclude)
    tally = Tally()
    listings = [FileListing(errors=selection.errors)]
    diffs: tuple[str, ...] = ()
    with progress(len(selection.files), "Fixing") as advance:
        if wanted.unsafe or wanted.skeletons:
            mended = mend_projects(
                workspace,
                selection.files,
                unsafe=wanted.unsafe,
                skeletons=wanted.skeletons,
                dry=wanted.diff,
                advance=advance,
            )
            listings += mended.listings
            diffs = mended.diffs
            tally = Tally(mended.applied, mended.changed)
        else:
            for path, name in selection.files:
                listings.append(_fix_file(workspace, Path(path), name, wanted, tally))
                advance()
    if not wanted.diff:
        # Seen afresh: what this run knows of the project may be older than its fixes.
        listings += project_listings(setup.open(), selection)
    report = Report(
        tuple(finding for listing in listings for finding in listing.findings),
        tuple(error for listing in listings for error in listing.errors),
        len(selection.files),
        time.monotonic() - started,
        sum(listing.baselined for listing in listings),
    )
    for diff in diffs:
        _print(diff)
    _say(report, tally, wanted)
    if report.errors:
        return ERROR
    if wanted.diff:
        return FINDINGS if tally.changed else CLEAN
    return FINDINGS if report.findings else CLEAN


def fix_stdin(setup: Setup, name: str, wanted: Wanted) -> int:
    """Fix the text on stdin as if it were the file ``name``, to stdout; the exit code.

    The text goes out as it came in where it cannot be fixed.
    """
    workspace = setup.open()
    path = Path(name).absolute()
    before = sys.stdin.buffer.read()
    if settings_errors(workspace, [path]):
        _write_bytes(b"" if wanted.diff else before)
        return ERROR
    if wanted.force_exclude and not workspace.leaves_in(path):
        _write_bytes(b"" if wanted.diff else before)
        return CLEAN
    workspace.hold(path, before)
    fixed = workspace.fix_file(path, before, unsafe=wanted.unsafe, skeletons=wanted.skeletons)
    file = shown_path(name)
    if wanted.diff:
        _print_diff(fixed, file)
    else:
        _write_bytes(fixed.after)
    for rule in _left_out(fixed, wanted):
        note = f"{file}: {rule} is not fixed: the fix changes other files, and stdin is one"
        click.echo(printable(note), err=True)
    errors = errors_of(fixed, file)
    for error in errors:
        click.echo(text_format.trouble_line(error), err=True)
    if errors:
        return ERROR
    left = fixed.after != before if wanted.diff else bool(fixed.remaining.findings)
    return FINDINGS if left else CLEAN


def _left_out(fixed: FixReport, wanted: Wanted) -> Iterable[str]:
    """The rules of what is left whose fixes were asked for, and reach other files."""
    fixes = ((finding.rule, finding.fix) for finding in fixed.remaining.findings)
    return dict.fromkeys(
        rule
        for rule, fix in fixes
        if fix is not None
        and not fix.reach.stays_in_file
        and (wanted.skeletons if fix.safety is Safety.SKELETON else wanted.unsafe)
    )


def _fix_file(
    workspace: Workspace, path: Path, file: str, wanted: Wanted, tally: Tally
) -> FileListing:
    fixed = workspace.fix_file(path, unsafe=wanted.unsafe, skeletons=wanted.skeletons)
    if wanted.diff and fixed.after != fixed.before:
        _print_diff(fixed, file)
    return take_over(workspace, fixed, file, tally, write=not wanted.diff)


def take_over(
    workspace: Workspace, fixed: FixReport, file: str, tally: Tally, *, write: bool = True
) -> FileListing:
    """Count and, with ``write``, write what a file comes to; what is left to list of it."""
    path = fixed.path
    errors = errors_of(fixed, file)
    changed = fixed.after != fixed.before
    if changed and write:
        try:
            replace_file(path, fixed.before, fixed.after, root=write_root(workspace, path))
        except OSError as error:
            # Nothing was written, so what was found before is what is there.
            return FileListing(errors=(*errors, Trouble(file, None, not_written(error))))
    if changed:
        tally.applied += len(fixed.applied)
        tally.changed += 1
    return replace(listing_of(fixed.remaining, file), errors=errors)


def _say(report: Report, tally: Tally, wanted: Wanted) -> None:
    verb = "would be fixed" if wanted.diff else "fixed"
    files = text_format.count(report.files, "file")
    # Fixes over several files change some that nobody named.
    beyond = tally.changed > report.files
    where = text_format.count(tally.changed, "file") if beyond else f"{tally.changed} of {files}"
    done = f"{tally.applied} {verb} in {where}."
    if wanted.diff:
        # stdout holds the diff and nothing else.
        for error in report.errors:
            if not error.said:
                click.echo(text_format.trouble_line(error), err=True)
        click.echo(done, err=True)
        return
    text = text_format.render(report, colour=wants_colour(sys.stdout))
    click.echo(f"{text}{done}", color=True)


def _print_diff(fixed: FixReport, file: str) -> None:
    _print(unified_diff(fixed.text, fixed.fixed, file))


def _print(diff: str) -> None:
    if wants_colour(sys.stdout):
        click.echo(coloured(diff), nl=False, color=True)
    else:
        # Bytes, so that the line ends of the file reach whoever applies the diff.
        _write_bytes(diff.encode("utf-8", "surrogateescape"))


def _write_bytes(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
