"""Processes that gather facts side by side; one that dies takes one file with it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import site
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

_WINDOW = 16
"""Requests on the way to a worker at once, so that it never waits for the next one."""
_PATIENCE_SECONDS = 120.0
"""What a file may take; the largest ones take a few seconds on a machine that is busy."""
_MOST_DEATHS = 4
"""So many deaths without an answer between them mean that workers do not work here at all."""


class Gathered(NamedTuple):
    """A file and its facts.

    Attributes:
        path: The file.
        facts: Its facts, ``None`` where it has none.
        deadly: Whether two workers died of it.
    """

    path: Path
    facts: dict[str, dict[str, list[Any]]] | None
    deadly: bool = False


class WorkersFailed(Exception):
    """No worker could be kept alive, so that facts are missing."""


def gather(paths: Sequence[Path], jobs: int) -> Iterator[Gathered]:
    """The facts of files, in the order in which they are ready.

    Args:
        paths: The files.
        jobs: How many processes.

    Raises:
        WorkersFailed: When some file could not even be tried.
    """
    run = _Run(paths)
    jobs = max(1, min(jobs, len(paths)))
    for _ in range(jobs):
        threading.Thread(target=run.keep_working, name="facts-worker", daemon=True).start()
    left = jobs
    try:
        while left:
            item = run.done.get()
            if item is None:
                left -= 1
            else:
                yield item
    finally:
        run.ended.set()
    if not run.waiting.empty():
        raise WorkersFailed("the processes that read Python files die: is the memory used up?")


def worker_command() -> tuple[str, ...]:
    """The command of a worker: isolated from workspace and environment."""
    user_site = site.getusersitepackages() if site.ENABLE_USER_SITE else None
    at_home = user_site is not None and Path(user_site) in Path(__file__).parents
    isolation = ("-P", "-E") if at_home else ("-P", "-I")
    module = "houserules.workspace.index.gatherer"
    return (sys.executable, *isolation, "-X", "utf8", "-m", module)


class _Run:
    """What the threads of one call of ``gather`` share: each feeds one worker after the other."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for path in paths:
            self.waiting.put(path)
        self.done: queue.SimpleQueue[Gathered | None] = queue.SimpleQueue()
        self.ended = threading.Event()
        self._suspects: set[Path] = set()
        self._deaths = 0

    def keep_working(self) -> None:
        """Feed workers until nothing is left, or none stays alive."""
        try:
            while not (self.ended.is_set() or self.waiting.empty() or self._deaths > _MOST_DEATHS):
                self._feed_one()
        finally:
            self.done.put(None)

    def _feed_one(self) -> None:
        try:
            worker = _spawned()
        except OSError:
            self._deaths += 1
            return
        asked: list[Path] = []
        try:
            self._feed(worker, asked)
        except ValueError:
            pass  # it died in the middle of an answer
        finally:
            worker.kill()
            _close(worker)
        if self.ended.is_set():
            return
        if asked:
            self._died_of(asked.pop(0))
        for path in asked:
            self.waiting.put(path)

    def _feed(self, worker: subprocess.Popen[str], asked: list[Path]) -> None:
        """Ask ahead and take answers, which come in the order of the questions."""
        assert worker.stdin is not None
        assert worker.stdout is not None
        alive = True
        while not self.ended.is_set():
            while alive and len(asked) < _WINDOW and (path := self._next()) is not None:
                asked.append(path)
                alive = _write(worker.stdin, json.dumps(str(path)) + "\n")
            if not asked:
                return
            # A dying worker may have left answers, which tell the innocent from the deadly.
            alive = alive and _write(worker.stdin, "")
            timer = threading.Timer(_PATIENCE_SECONDS, worker.kill)
            timer.start()
            try:
                answer = worker.stdout.readline()
            finally:
                timer.cancel()
            if not answer:
                return
            facts = json.loads(answer)
            self.done.put(Gathered(asked.pop(0), facts))
            self._deaths = 0

    def _next(self) -> Path | None:
        try:
            return self.waiting.get_nowait()
        except queue.Empty:
            return None

    def _died_of(self, path: Path) -> None:
        """The first file without an answer may be innocent: it gets a second chance."""
        self._deaths += 1
        if path in self._suspects:
            self.done.put(Gathered(path, None, deadly=True))
        else:
            self._suspects.add(path)
            self.waiting.put(path)


def _spawned() -> subprocess.Popen[str]:
    return subprocess.Popen(
        worker_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _write(pipe: IO[str], text: str) -> bool:
    """Write and, with no text, flush; whether anybody is there to read it."""
    try:
        if text:
            pipe.write(text)
        else:
            pipe.flush()
    except OSError:
        return False
    return True


def _close(worker: subprocess.Popen[str]) -> None:
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            # What was not written yet cannot be written any more.
            with contextlib.suppress(OSError):
                pipe.close()
    worker.wait()


def _environment() -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TMP", "TEMP", "SYSTEMROOT", "USERPROFILE")
    return {name: os.environ[name] for name in kept if name in os.environ}
