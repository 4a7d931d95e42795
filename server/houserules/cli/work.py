"""What is asked of a worker process, and how it answers; only JSON travels.

A file is checked in one go where the facts of its project are known. Else it is started: the answer
holds the file's own facts and, if no rule asked for those of others, what was found; if one did, the
worker keeps the analysis until it is told to finish the file.
"""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from houserules.cli.listing import FileListing, from_json, listing_of, to_json

if TYPE_CHECKING:
    from houserules.workspace.project import Workspace
    from houserules.workspace.started_check import Unanswered

_MOST_HELD = 1_500_000
"""Characters of unfinished files that a worker keeps, some 60 MB; others are checked once more."""


class Kind(Enum):
    """What to do with a file."""

    CHECK = "check"
    START = "start"
    FINISH = "finish"
    GATHER = "gather"


class Task(NamedTuple):
    """One file, and what to do with it; ``name`` is how users know it."""

    kind: Kind
    path: str
    name: str = ""

    def to_json(self) -> str:
        """The task on the way to a worker."""
        return json.dumps([self.kind.value, self.path, self.name])

    @staticmethod
    def from_json(text: str) -> Task:
        """The inverse of ``to_json``."""
        kind, path, name = json.loads(text)
        return Task(Kind(kind), path, name)


class Answer(NamedTuple):
    """What came of a task.

    Attributes:
        listing: What is listed of the file; ``None`` if it was started and waits for facts of
            others, or if only facts were asked for.
        facts: The facts of the file, of one that was started or gathered.
    """

    listing: FileListing | None = None
    facts: dict[str, dict[str, list[Any]]] | None = None

    def to_json(self) -> str:
        """The answer on the way back."""
        listing = None if self.listing is None else to_json(self.listing)
        return json.dumps([listing, self.facts], separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Answer:
        """The inverse of ``to_json``."""
        listing, facts = json.loads(text)
        return Answer(None if listing is None else from_json(listing), facts)


class NoAnswer(Enum):
    """Why there is no answer to a task."""

    DIED = "died"
    """Two processes died of it."""
    NOT_TRIED = "not tried"
    """No process could be started, or kept alive, that would have done it."""


class Worker:
    """Does tasks one after the other, and keeps what has to be finished."""

    def __init__(self, workspace: Workspace, *, edits: bool) -> None:
        """``edits`` says whether listings hold the edits of fixes."""
        from houserules.workspace.index.gatherer import Gatherer

        self._workspace = workspace
        self._edits = edits
        self._gatherer = Gatherer()
        self._unanswered: dict[str, Unanswered] = {}
        self._held = 0

    def do(self, task: Task) -> Answer:
        """Do a task."""
        path = Path(task.path)
        match task.kind:
            case Kind.GATHER:
                return Answer(facts=self._gatherer.facts(path))
            case Kind.START:
                return self._start(path, task)
            case Kind.FINISH if task.path in self._unanswered:
                unanswered = self._unanswered.pop(task.path)
                self._held -= unanswered.characters
                return Answer(listing_of(unanswered.finish(), task.name))
            case Kind.FINISH | Kind.CHECK:
                report = self._workspace.check_file(path, edits=self._edits)
                return Answer(listing_of(report, task.name))

    def _start(self, path: Path, task: Task) -> Answer:
        started = self._workspace.start_check(path)
        listing = None if started.report is None else listing_of(started.report, task.name)
        unanswered = started.unanswered
        if unanswered is not None and self._held + unanswered.characters <= _MOST_HELD:
            self._unanswered[task.path] = unanswered
            self._held += unanswered.characters
        return Answer(listing, started.facts)
