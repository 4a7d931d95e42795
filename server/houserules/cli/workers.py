"""Tasks done by worker processes, so that a file that kills the process takes no other with it.

A worker that dies may have died of the first task without an answer: that one gets a worker of its
own, and whoever dies of it again names it. The others are given to a new worker.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from multiprocessing.connection import Connection, wait
from typing import cast

from houserules.cli.processes import Process, started
from houserules.cli.setup import Setup
from houserules.cli.work import Answer, NoAnswer, Task
from houserules.workspace.project import Workspace

_WORTH_A_WORKER = 12
"""Tasks; to start one more worker for fewer costs as much as it saves."""
_MOST_WORKERS = 61
"""What Windows can wait for at once."""
_AHEAD = 3
"""Tasks on the way to a worker, so that it never waits for the next one."""
_MOST_DEATHS = 6
"""So many deaths in a row mean that workers do not work here at all."""


def worker_count(jobs: int | None, tasks: int) -> int:
    """How many processes to use; ``None`` decides by the number of tasks."""
    if jobs is None:
        jobs = min(os.cpu_count() or 1, 1 + tasks // _WORTH_A_WORKER)
    return max(1, min(jobs, tasks, _MOST_WORKERS))


class Workers:
    """Worker processes for the phases of one run; they are ended together."""

    def __init__(self, workspace: Workspace, setup: Setup, jobs: int, *, edits: bool) -> None:
        """Nothing is started until there are tasks.

        Args:
            workspace: What forked workers work on.
            setup: How others open it.
            jobs: How many processes.
            edits: Whether listings hold the edits of fixes.
        """
        self._workspace = workspace
        self._setup = setup
        self._edits = edits
        self._slots = [_Slot() for _ in range(jobs)]
        self._suspects: set[Task] = set()
        self._deaths = 0

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for slot in self._slots:
            slot.end()

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the processes that are there."""
        return tuple(slot.process.pid for slot in self._slots if slot.process)

    def done(
        self, tasks: Iterable[Task], places: Mapping[Task, int] | None = None
    ) -> Iterator[tuple[Task, Answer | NoAnswer, int]]:
        """Do tasks; yields each when it is ready, with its answer and the place of its worker.

        Args:
            tasks: The tasks.
            places: The places of the workers that some of them have to go to.
        """
        places = places or {}
        waiting: deque[Task] = deque()
        for task in tasks:
            (self._slots[places[task]].own if task in places else waiting).append(task)
        while True:
            self._feed(waiting)
            busy = {slot.process.line: slot for slot in self._slots if slot.process and slot.asked}
            if not busy:
                break
            for line in wait(list(busy)):
                slot = busy[cast("Connection", line)]
                yield from self._taken(slot, self._slots.index(slot), waiting)
        for task in (*waiting, *(task for slot in self._slots for task in slot.own)):
            yield task, NoAnswer.NOT_TRIED, 0
        for slot in self._slots:
            slot.own.clear()

    def _feed(self, waiting: deque[Task]) -> None:
        """Keep every worker busy; starts those that are missing."""
        for slot in self._slots:
            while len(slot.asked) < _AHEAD and (queue := slot.own or waiting):
                # A suspect is alone with its worker, so that nobody else is suspected.
                if slot.asked and (queue[0] in self._suspects or slot.asked[0] in self._suspects):
                    break
                if slot.process is None:
                    slot.process = self._started()
                    if slot.process is None:
                        break
                task = queue.popleft()
                slot.asked.append(task)
                slot.process.ask(task)

    def _started(self) -> Process | None:
        if self._deaths >= _MOST_DEATHS:
            return None
        others = [slot.process.line for slot in self._slots if slot.process]
        try:
            return started(self._workspace, self._setup, others, edits=self._edits)
        except OSError:
            self._deaths += 1
            return None

    def _taken(
        self, slot: _Slot, place: int, waiting: deque[Task]
    ) -> Iterator[tuple[Task, Answer | NoAnswer, int]]:
        assert slot.process is not None
        answer = slot.process.answer()
        if answer is not None:
            self._deaths = 0
            yield slot.asked.popleft(), Answer.from_json(answer), place
            return
        slot.end()
        self._deaths += 1
        suspect = slot.asked.popleft()
        waiting.extendleft(reversed(slot.asked))
        slot.asked.clear()
        if suspect in self._suspects:
            yield suspect, NoAnswer.DIED, place
        else:
            self._suspects.add(suspect)
            waiting.appendleft(suspect)


class _Slot:
    """The place of a worker: who is there, what it was asked, what it has to be asked."""

    def __init__(self) -> None:
        self.process: Process | None = None
        self.asked: deque[Task] = deque()
        self.own: deque[Task] = deque()

    def end(self) -> None:
        """End the worker; another one may take its place."""
        if self.process is not None:
            self.process.end()
            self.process = None
