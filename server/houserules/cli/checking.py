"""Checking files in worker processes, in two phases where rules look at other files.

First every file is checked as far as that goes alone, which also gives its facts; files that belong
to the same projects and are not to be checked give their facts only. Then the files whose rules
asked for facts of others are finished, each by the worker that started it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from houserules.cli.listing import File, FileListing, listing_of
from houserules.cli.problems import shown_path
from houserules.cli.processes import can_be_started
from houserules.cli.report import Trouble, TroubleKind
from houserules.cli.terminal import progress
from houserules.cli.work import Answer, Kind, NoAnswer, Task
from houserules.cli.workers import Workers, worker_count

if TYPE_CHECKING:
    from houserules.cli.setup import Setup
    from houserules.workspace.index.facts import FileFacts
    from houserules.workspace.index.store import Stamp
    from houserules.workspace.project import Workspace
    from houserules.workspace.settings_files import ProjectSettings

_BATCH = 200


def check_here(
    workspace: Workspace, files: Sequence[File], *, edits: bool = False
) -> Iterator[FileListing]:
    """Check files one after the other in this process, which some files may end."""
    for path, name in files:
        yield listing_of(workspace.check_file(Path(path), edits=edits), name)


def check_in_workers(
    workspace: Workspace,
    setup: Setup,
    files: Sequence[File],
    jobs: int | None = None,
    *,
    edits: bool = False,
    others: Sequence[File] = (),
    outdated: Callable[[], Sequence[File]] | None = None,
) -> dict[File, FileListing]:
    """Check files, each where it takes no other with it.

    Args:
        workspace: The workspace; its store of facts is filled.
        setup: How workers open it.
        files: The files.
        jobs: How many processes, ``None`` to decide by the work.
        edits: Whether listings hold the edits of fixes.
        others: Files whose results are there, as long as facts are the same.
        outdated: Says which of them are to be checked, too, now that all facts are known.
    """
    if not can_be_started():
        files = [*files, *(outdated() if outdated else ())]
        return dict(zip(files, check_here(workspace, files, edits=edits), strict=True))
    run = _Run(workspace, files, others, edits=edits)
    shared = setup.with_cache(workspace.share_facts())
    count = worker_count(jobs, max(len(run.first), len(run.later)))
    with Workers(workspace, shared, count, edits=edits) as workers:
        run.gather(workers)
        run.check(outdated() if outdated else ())
        run.finish(workers)
    return run.done


def is_unchecked(listing: FileListing) -> bool:
    """Whether a file could not be checked at all."""
    return any(error.kind is TroubleKind.UNCHECKED for error in listing.errors)


class _Run:
    """Which tasks there are, and what came of them."""

    def __init__(
        self, workspace: Workspace, files: Sequence[File], others: Sequence[File], *, edits: bool
    ) -> None:
        self._workspace = workspace
        self._stamps: dict[Path, Stamp] = {}
        self.done: dict[File, FileListing] = {}
        """What is listed of each file that was checked."""
        self.first: list[Task] = []
        self.later: list[Task] = []
        self._places: dict[Task, int] = {}
        started: set[Path] = set()
        for path, name in files:
            missing = self._missing(path)
            # The edits of fixes may rest on the texts of other files: all has to be known.
            if missing and not edits:
                self.first.append(Task(Kind.START, path, name))
                started.add(Path(path))
            else:
                self.later.append(Task(Kind.CHECK, path, name))
        for path, _ in others:
            self._missing(path)
        left = (path for path in self._stamps if path not in started)
        self.first += [Task(Kind.GATHER, str(path)) for path in left]

    def _missing(self, path: str) -> Mapping[Path, Stamp]:
        missing = self._workspace.missing_facts(Path(path))
        if missing and next(iter(missing)) not in self._stamps:
            self._stamps |= missing
        return missing

    def check(self, files: Sequence[File]) -> None:
        """Check more files, when all facts are known."""
        self.later += [Task(Kind.CHECK, path, name) for path, name in files]

    def gather(self, workers: Workers) -> None:
        """Start files and gather facts, until all facts are known."""
        rows: list[tuple[Path, Stamp, FileFacts | None]] = []
        with progress(len(self.first), "Checking") as advance:
            for task, answer, place in workers.done(self.first):
                self._started(task, answer, place)
                path = Path(task.path)
                if path in self._stamps:
                    facts = answer.facts if isinstance(answer, Answer) else None
                    rows.append((path, self._stamps[path], facts))
                if len(rows) >= _BATCH:
                    self._workspace.keep_facts(rows)
                    rows.clear()
                advance()
        self._workspace.keep_facts(rows)

    def finish(self, workers: Workers) -> None:
        """Check what needs the facts of other files, or nothing but itself."""
        label = "Comparing" if self.first else "Checking"
        with progress(len(self.later), label) as advance:
            for task, answer, _ in workers.done(self.later, self._places):
                self._take(task, answer)
                advance()

    def _started(self, task: Task, answer: Answer | NoAnswer, place: int) -> None:
        if task.kind is not Kind.START:
            return
        if isinstance(answer, NoAnswer) or answer.listing is not None:
            self._take(task, answer)
            return
        finish = Task(Kind.FINISH, task.path, task.name)
        self.later.append(finish)
        self._places[finish] = place

    def _take(self, task: Task, answer: Answer | NoAnswer) -> None:
        if isinstance(answer, NoAnswer):
            message = _left_out(self._workspace.project_for(Path(task.path)), task, answer)
            trouble = Trouble(task.name, None, message, kind=TroubleKind.UNCHECKED)
            listing = FileListing(errors=(trouble,))
        else:
            assert answer.listing is not None, "a file that is finished or checked is listed"
            listing = answer.listing
        self.done[task.path, task.name] = listing


def _left_out(project: ProjectSettings, task: Task, why: NoAnswer) -> str:
    """Says that a file is left out of the run, and what to do about it."""
    if why is NoAnswer.NOT_TRIED:
        return (
            "left out of this run: no process that checks files could be started or stays alive; "
            "free some memory, or check fewer files at once with `--jobs 1`"
        )
    relative = project.relative(Path(task.path).absolute())
    settings = shown_path(str(project.file)) if project.file else "the settings"
    return (
        "left out of this run: two processes died while they checked it; report it with the file, "
        f'and do without it by `exclude = ["{relative}"]` in {settings}'
    )
