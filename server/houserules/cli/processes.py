"""A worker process: started, asked, ended.

Where processes can be forked, a worker starts within milliseconds and knows what this process knows.
Elsewhere it is spawned and opens the workspace by its recipe.
"""

from __future__ import annotations

import contextlib
import gc
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from houserules.cli.setup import Setup
from houserules.cli.work import Task, Worker

if TYPE_CHECKING:
    from houserules.workspace.project import Workspace

FORKS = sys.platform == "linux"
"""Elsewhere the libraries of the system do not expect that a process goes on in two."""


class Process:
    """A worker process and the line to it."""

    def __init__(self, process: BaseProcess, line: Connection) -> None:
        self._process = process
        self.line = line

    @property
    def pid(self) -> int:
        """The id of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def ask(self, task: Task) -> None:
        """Send a task; one that is dead answers nothing."""
        with contextlib.suppress(OSError):
            self.line.send_bytes(task.to_json().encode("utf-8", "surrogatepass"))

    def answer(self) -> str | None:
        """Wait for the next answer, ``None`` if the process is dead."""
        try:
            return self.line.recv_bytes().decode("utf-8", "surrogatepass")
        except (EOFError, OSError):
            return None

    def end(self) -> None:
        """End the process, whatever it does."""
        self.line.close()
        self._process.kill()
        self._process.join()


def can_be_started() -> bool:
    """Whether workers can be kept from importing out of the working folder."""
    return FORKS or not (sys.flags.ignore_environment and not sys.flags.safe_path)


def started(
    workspace: Workspace, setup: Setup, others: Iterable[Connection], *, edits: bool
) -> Process:
    """Start a worker; ``others`` are the lines to those that are there already.

    Raises:
        OSError: When no process can be started.
    """
    ours, theirs = multiprocessing.Pipe()
    try:
        if FORKS:
            arguments = (theirs, (ours, *others), workspace, edits)
            return Process(_fork(workspace, arguments), ours)
        recipe = json.dumps({"setup": asdict(setup), "edits": edits})
        return Process(_spawn((theirs, recipe)), ours)
    finally:
        theirs.close()


def _fork(workspace: Workspace, arguments: tuple[object, ...]) -> BaseProcess:
    if workspace.database is not None:
        workspace.database.pause()
    # The collector would write to all pages that the processes share.
    gc.freeze()
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_forked, args=arguments, daemon=True)
    process.start()
    return process


def _spawn(arguments: tuple[object, ...]) -> BaseProcess:
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_spawned, args=arguments, daemon=True)
    # It is started with `-c`, which puts the working folder in front of the standard library:
    # a folder `multiprocessing` in it would be run.
    with _variable("PYTHONSAFEPATH", "1"):
        process.start()
    return process


@contextmanager
def _variable(name: str, value: str) -> Generator[None]:
    """An environment variable that the processes started meanwhile see."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _forked(
    line: Connection, foreign: Iterable[Connection], workspace: Workspace, edits: bool
) -> None:
    for other in foreign:
        # Held open here they would hide from the others that the first process is gone.
        other.close()
    _serve(line, workspace, edits=edits)


def _spawned(line: Connection, recipe: str) -> None:
    values = json.loads(recipe)
    setup = Setup.from_json(values["setup"])
    os.chdir(setup.folder)
    _serve(line, setup.open(), edits=values["edits"])


def _serve(line: Connection, workspace: Workspace, *, edits: bool) -> None:
    # Whoever interrupts the command interrupts the first process, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = Worker(workspace, edits=edits)
    with contextlib.suppress(EOFError, OSError):
        while True:
            task = Task.from_json(line.recv_bytes().decode("utf-8", "surrogatepass"))
            answer = worker.do(task).to_json()
            line.send_bytes(answer.encode("utf-8", "surrogatepass"))
