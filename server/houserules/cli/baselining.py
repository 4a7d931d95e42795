"""A run of ``baseline``: what is found is noted in each project's baseline, or taken off it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from houserules.analysis.fingerprint import Fingerprint
from houserules.cli.exits import CLEAN, ERROR
from houserules.cli.formats.text_format import count, trouble_line
from houserules.cli.listing import FileListing, listing_of
from houserules.cli.problems import shown_path
from houserules.cli.report import Trouble
from houserules.cli.run import Wanted, check_files, project_reports, select_files
from houserules.cli.setup import Setup
from houserules.workspace.baseline import (
    DEFAULT_NAME,
    BaselineNotNamed,
    baseline_path,
    name_in_settings,
    read_baseline,
    write_baseline,
)
from houserules.workspace.baseline_file import (
    NOTHING_KNOWN,
    Entries,
    InvalidBaseline,
    shrunk,
    total,
)
from houserules.workspace.files import display_path

if TYPE_CHECKING:
    from houserules.workspace.project import Workspace
    from houserules.workspace.settings_files import ProjectSettings


@dataclass(slots=True)
class _Found:
    """What was found in the files of a project.

    Attributes:
        project: The project.
        entries: The findings, by file.
        listed: Every file that was to be checked.
        checked: Those that could be checked whole.
        rules_failed: Whether a rule about the whole project failed.
    """

    project: ProjectSettings
    entries: dict[str, Counter[Fingerprint]] = field(
        default_factory=dict[str, Counter[Fingerprint]]
    )
    listed: set[str] = field(default_factory=set[str])
    checked: set[str] = field(default_factory=set[str])
    rules_failed: bool = False

    def add(self, path: Path, listing: FileListing) -> None:
        """Take in a file."""
        file = self.project.relative(path)
        self.listed.add(file)
        if not listing.errors:
            self.checked.add(file)
        known = Counter(Fingerprint(f.scope, f.rule, f.code) for f in listing.findings)
        if known:
            self.entries[file] = known


def write_baselines(setup: Setup, paths: Sequence[str], jobs: int | None) -> int:
    """Write or shrink the baselines of the projects of files below ``paths``; the exit code."""
    workspace = setup.open()
    selection = select_files(workspace, paths)
    if selection.errors:
        # What was not looked at must not be taken for mended.
        return _fail(selection.errors)
    listings = check_files(setup, workspace, selection.files, Wanted(jobs=jobs))
    roots = [Path(path).absolute() for path in paths or (".",)]
    errors = [error for listing in listings for error in listing.errors]
    by_project: dict[tuple[Path, Path | None], _Found] = {}
    # A project all of whose files are gone is one, too.
    for path in (root / "any.py" for root in roots if root.is_dir()):
        _of(by_project, workspace, path)
    for (path, _), listing in zip(selection.files, listings, strict=True):
        _of(by_project, workspace, Path(path)).add(Path(path), listing)
    for report in project_reports(workspace, selection):
        listing = listing_of(report, display_path(report.path, workspace.folder))
        found = _of(by_project, workspace, report.path)
        found.add(report.path, listing)
        found.rules_failed = found.rules_failed or bool(listing.errors)
        errors += listing.errors
    for found in by_project.values():
        errors += _write(found, roots)
    return _fail(errors) if errors else CLEAN


def _of(
    by_project: dict[tuple[Path, Path | None], _Found], workspace: Workspace, path: Path
) -> _Found:
    project = workspace.project_for(path)
    return by_project.setdefault((project.root, project.file), _Found(project))


def _write(found: _Found, roots: Sequence[Path]) -> Iterator[Trouble]:
    """Bring one baseline up to date and say what became of it; yields what could not be done."""
    project = found.project
    named = project.settings.baseline
    if project.file is None:
        if found.entries:
            yield Trouble(shown_path(str(project.root)), None, _NO_SETTINGS)
        return
    written = named or DEFAULT_NAME
    try:
        path = baseline_path(project, written)
        before = read_baseline(path) if path.exists() else None
    except InvalidBaseline as error:
        file = shown_path(str(project.root / written))
        yield Trouble(file, None, f"{error}; delete the file to start anew")
        return
    if before is None and not found.entries:
        click.echo(f"{shown_path(str(project.file))}: no findings, no baseline is needed.")
        return
    after = found.entries if before is None else _shrunk(found, before, roots)
    try:
        write_baseline(path, after, project.root)
    except OSError as error:
        reason = error.strerror or str(error)
        yield Trouble(shown_path(str(path)), None, f"not written: {reason}")
        return
    _say(found, path, before, after)
    if named is None:
        yield from _name(project, written)


_NO_SETTINGS = (
    "no settings file is in reach: choose a profile first (`houserules profiles` lists them), "
    'such as with `profile = "recommended"` in a file `houserules.toml`'
)


def _shrunk(found: _Found, before: Entries, roots: Sequence[Path]) -> Entries:
    root = found.project.root
    gone = {
        file
        for file in before.keys() - found.listed
        if (file.endswith(".py") or not found.rules_failed)
        and _is_below(root / file, roots)
        and not _is_hidden(root / file)
    }
    return shrunk(before, found.entries, found.checked | gone)


def _is_below(path: Path, roots: Iterable[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)


def _is_hidden(path: Path) -> bool:
    """Whether nobody can tell if there is such a file."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return True
    return False


def _name(project: ProjectSettings, written: str) -> Iterator[Trouble]:
    file = shown_path(str(project.file))
    try:
        name_in_settings(project, written)
    except BaselineNotNamed as error:
        yield Trouble(file, None, f'{error}; set `baseline = "{written}"` by hand')
        return
    click.echo(f'{file}: `baseline = "{written}"` is set.')


def _say(found: _Found, path: Path, before: Entries | None, after: Entries) -> None:
    file = shown_path(str(path))
    left = total(after)
    if before is None:
        findings, files = count(left, "finding"), count(len(after), "file")
        click.echo(f"{file}: {findings} in {files} noted; from now on only new ones are reported.")
        return
    gone = total(before) - left
    click.echo(f"{file}: {count(gone, 'finding')} gone and removed, {left} left.")
    new = sum(
        max(0, number - before.get(file, NOTHING_KNOWN).get(fingerprint, 0))
        for file, known in found.entries.items()
        for fingerprint, number in known.items()
    )
    if new:
        click.echo(
            f"{count(new, 'finding')} not in it: `houserules check` shows what is new. "
            "To start anew, delete the file and run `houserules baseline` again."
        )


def _fail(errors: Iterable[Trouble]) -> int:
    for error in errors:
        if not error.said:
            click.echo(trouble_line(error), err=True)
    return ERROR
