"""Processes that gather facts side by side; one that dies takes one file with it."""

from __future__ import annotations

import json
import os
import queue
import site
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Gathered = tuple[Path, dict[str, dict[str, list[Any]]] | None]
"""A file and its facts; ``None`` where it has none, be it that the worker died of it."""

_WINDOW = 16
"""Requests on the way to a worker at once, so that it never waits for the next one."""


def gather(
    paths: Sequence[Path], jobs: int, stop: threading.Event | None = None
) -> Iterator[Gathered]:
    """The facts of files, in the order in which they are ready.

    Args:
        paths: The files.
        jobs: How many processes.
        stop: Set to give up early.
    """
    waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for path in paths:
        waiting.put(path)
    done: queue.SimpleQueue[Gathered | None] = queue.SimpleQueue()
    ended = stop or threading.Event()
    jobs = max(1, min(jobs, len(paths)))
    for _ in range(jobs):
        threading.Thread(target=_keep_working, args=(waiting, done, ended), daemon=True).start()
    left = jobs
    while left:
        item = done.get()
        if item is None:
            left -= 1
        elif not ended.is_set():
            yield item


def worker_command() -> tuple[str, ...]:
    """The command of a worker: isolated from workspace and environment."""
    user_site = site.getusersitepackages() if site.ENABLE_USER_SITE else None
    at_home = user_site is not None and Path(user_site) in Path(__file__).parents
    isolation = ("-P", "-E") if at_home else ("-P", "-I")
    module = "houserules.workspace.index.gatherer"
    return (sys.executable, *isolation, "-X", "utf8", "-m", module)


def _keep_working(
    waiting: queue.SimpleQueue[Path],
    done: queue.SimpleQueue[Gathered | None],
    ended: threading.Event,
) -> None:
    """Feed one worker after the other until nothing is left."""
    try:
        while not ended.is_set() and not waiting.empty():
            _feed_one(waiting, done, ended)
    finally:
        done.put(None)


def _feed_one(
    waiting: queue.SimpleQueue[Path],
    done: queue.SimpleQueue[Gathered | None],
    ended: threading.Event,
) -> None:
    asked: list[Path] = []
    with subprocess.Popen(
        worker_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            while not ended.is_set():
                while len(asked) < _WINDOW and not waiting.empty():
                    try:
                        path = waiting.get_nowait()
                    except queue.Empty:
                        break
                    asked.append(path)
                    worker.stdin.write(json.dumps(str(path)) + "\n")
                worker.stdin.flush()
                if not asked:
                    break
                answer = worker.stdout.readline()
                if not answer:
                    break
                done.put((asked.pop(0), json.loads(answer)))
        except (OSError, ValueError):
            pass
        finally:
            worker.kill()
    if asked and not ended.is_set():
        # It died of the first file without an answer; the others are innocent.
        done.put((asked.pop(0), None))
        for path in asked:
            waiting.put(path)


def _environment() -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TMP", "TEMP", "SYSTEMROOT", "USERPROFILE")
    return {name: os.environ[name] for name in kept if name in os.environ}
