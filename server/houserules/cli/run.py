"""A run of the checker over paths or stdin, from the command line's wishes to a report."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from houserules.cli.changed import GitFailed, changed_since
from houserules.cli.listing import File, FileListing, listing_of
from houserules.cli.problems import as_trouble, say_problems, shown_path, split_problems
from houserules.cli.remembered import RememberedResults
from houserules.cli.report import Report, Trouble
from houserules.cli.setup import Setup
from houserules.workspace.files import TooManyFiles, display_path
from houserules.workspace.project_findings import below

if TYPE_CHECKING:
    from houserules.settings.model import SettingsProblem
    from houserules.workspace.file_report import FileReport
    from houserules.workspace.project import Workspace


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to do beside checking.

    Attributes:
        edits: Whether to work out the edits of fixes.
        jobs: How many processes to use, ``None`` to decide by the work.
        changed_since: Check only files that differ from this commit.
        verify: Whether to check once more and compare.
        force_exclude: Whether settings leave out files that are named, too.
    """

    edits: bool = False
    jobs: int | None = None
    changed_since: str | None = None
    verify: bool = False
    force_exclude: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The files to work on, and what went wrong before any was read.

    Attributes:
        files: The Python files.
        errors: What went wrong.
        roots: The paths that were named.
        changed: The files that differ from the commit that was named, if one was.
    """

    files: tuple[File, ...]
    errors: tuple[Trouble, ...]
    roots: tuple[Path, ...] = ()
    changed: frozenset[Path] | None = None


def check_paths(setup: Setup, paths: Sequence[str], wanted: Wanted) -> Report:
    """Check the files below ``paths``, by default the working folder."""
    started = time.monotonic()
    workspace = setup.open()
    selection = select_files(
        workspace, paths, wanted.changed_since, force_exclude=wanted.force_exclude
    )
    files = selection.files
    done = check_files(setup, workspace, files, wanted)
    errors = selection.errors
    if wanted.verify:
        errors += _differences(setup, files, done, edits=wanted.edits)
    listings = (*done, *project_listings(workspace, selection))
    return report_of(listings, errors, len(files), started)


def project_listings(workspace: Workspace, selection: Selection) -> Iterator[FileListing]:
    """What is listed of the selected files that are not Python."""
    for report in project_reports(workspace, selection):
        yield listing_of(report, display_path(report.path, workspace.folder))


def project_reports(workspace: Workspace, selection: Selection) -> Iterator[FileReport]:
    """What project rules say of the files among the selected that are not Python."""
    # The projects of named folders, and those that are below them.
    places = (*_places(selection.roots), *map(_path, selection.files))
    roots = [root.absolute() for root in selection.roots]
    for report in below(workspace.check_projects(places), roots):
        if selection.changed is None or report.path.resolve() in selection.changed:
            yield report


def _places(roots: Iterable[Path]) -> list[Path]:
    """For each named path one that its settings govern."""
    return [(root / "any.py" if root.is_dir() else root).absolute() for root in roots]


def _path(file: File) -> Path:
    return Path(file[0])


def check_files(
    setup: Setup, workspace: Workspace, files: Sequence[File], wanted: Wanted
) -> list[FileListing]:
    """Check files, as far as that was not done before; what is listed of each, in their order."""
    remembered = _remembered(setup, workspace, wanted)
    known = remembered.load(files) if remembered else {}
    left = [file for file in files if file not in known]
    if not left and not (remembered and remembered.doubtful):
        return [known[file] for file in files]
    from houserules.cli.checking import check_in_workers

    fresh = check_in_workers(
        workspace,
        setup,
        left,
        wanted.jobs,
        edits=wanted.edits,
        others=list(known),
        outdated=remembered.outdated if remembered else None,
    )
    if remembered:
        remembered.keep(fresh.items())
    return [fresh.get(file) or known[file] for file in files]


def _remembered(setup: Setup, workspace: Workspace, wanted: Wanted) -> RememberedResults | None:
    if setup.cache is None or workspace.database is None or wanted.verify:
        return None
    from houserules.workspace.cache.results import ResultStore

    store = ResultStore(workspace.database)
    return RememberedResults(workspace, store, edits=wanted.edits) if store.usable else None


def check_stdin(setup: Setup, name: str, wanted: Wanted) -> Report:
    """Check the text on stdin as if it were the file ``name``."""
    started = time.monotonic()
    workspace = setup.open()
    path = Path(name).absolute()
    errors = settings_errors(workspace, [path])
    if errors:
        return report_of([], errors, 1, started)
    data = sys.stdin.buffer.read()
    if wanted.force_exclude and not workspace.leaves_in(path):
        return report_of([], (), 0, started)
    workspace.hold(path, data)
    report = workspace.check_file(path, data, edits=wanted.edits)
    return report_of([listing_of(report, shown_path(name))], (), 1, started)


def select_files(
    workspace: Workspace,
    paths: Sequence[str],
    changed_reference: str | None = None,
    *,
    force_exclude: bool = False,
) -> Selection:
    """The files below ``paths`` that settings leave in and whose settings are right.

    Files that are named are always in, unless ``force_exclude`` has settings decide on them, too.
    """
    errors: list[Trouble] = []
    roots: list[Path] = []
    for path in paths or (".",):
        if Path(path).exists():
            roots.append(Path(path))
        else:
            errors.append(Trouble(shown_path(path), None, "no such file or folder"))
    try:
        found = workspace.files(roots) if roots else []
    except TooManyFiles as error:
        return Selection((), (*errors, Trouble(".", None, str(error))))
    if force_exclude:
        found = [file for file in found if workspace.leaves_in(file.path)]
    if changed_reference is not None:
        try:
            changed = changed_since(changed_reference, Path.cwd())
        except GitFailed as error:
            return Selection((), (*errors, Trouble(".", None, str(error))))
        found = [file for file in found if file.path.resolve() in changed]
    else:
        changed = None
    bad = _paths_with_bad_settings(workspace, (file.path for file in found))
    governed = [*(file.path for file in found), *_places(roots)]
    errors += settings_errors(workspace, governed or [Path.cwd() / "any.py"])
    files = tuple((str(file.path), file.display) for file in found if file.path not in bad)
    return Selection(
        files, tuple(errors), tuple(roots), None if changed is None else frozenset(changed)
    )


def settings_errors(workspace: Workspace, paths: Iterable[Path]) -> tuple[Trouble, ...]:
    """Say what is wrong in the settings of these files; return what stops a run."""
    problems: dict[SettingsProblem, None] = {}
    for path in paths:
        problems |= dict.fromkeys(workspace.problems_for(path))
    fatal, _ = split_problems(problems)
    say_problems(problems)
    return tuple(as_trouble(problem) for problem in fatal)


def _differences(
    setup: Setup, files: Sequence[File], done: Sequence[FileListing], *, edits: bool
) -> tuple[Trouble, ...]:
    """Check again in a fresh workspace; backwards, for nothing may depend on what came before."""
    from houserules.cli.checking import check_here, is_unchecked

    pairs = [(f, d) for f, d in zip(files, done, strict=True) if not is_unchecked(d)][::-1]
    again = check_here(setup.open(), [file for file, _ in pairs], edits=edits)
    differing = (
        Trouble(name, None, "checked once more from nothing, it gives other findings")
        for ((_, name), first), second in zip(pairs, again, strict=True)
        if first != second
    )
    return tuple(differing)[::-1]


def _paths_with_bad_settings(workspace: Workspace, paths: Iterable[Path]) -> frozenset[Path]:
    # Findings under settings that are only half understood would mislead.
    return frozenset(path for path in paths if split_problems(workspace.problems_for(path))[0])


def report_of(
    listings: Iterable[FileListing], errors: Iterable[Trouble], files: int, started: float
) -> Report:
    """All listings as one report; ``started`` is a time of the monotonic clock."""
    listed = list(listings)
    return Report(
        findings=tuple(finding for listing in listed for finding in listing.findings),
        errors=(*errors, *(error for listing in listed for error in listing.errors)),
        files=files,
        seconds=time.monotonic() - started,
        baselined=sum(listing.baselined for listing in listed),
    )
