"""The gatherer of a session seen from the host: requests go out, lines of facts come back."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import Any

from houserules.host.process import isolated_command, scrubbed_environment
from houserules.workspace.index.project_gatherer import Request

_MODULE = "houserules.workspace.index.project_gatherer"
_AHEAD = 500
"""Answers that wait here at most; the gatherer then waits in its pipe."""

Answer = Sequence[Any]
ENDED: Answer = ("ended",)
"""The answer that stands for the end of the process; what was asked is not answered any more."""


class Gatherer:
    """One process for all projects: started when something is asked, gone when nothing is."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """``wake`` is called from other threads whenever there is something to take."""
        self._wake = wake
        self._process: _Process | None = None
        self._failed = False

    def ask(self, request: Request) -> None:
        """Send a request; one at a time."""
        try:
            if self._process is None:
                self._process = _Process(self._wake)
        except OSError:
            self._failed = True
            self._wake()
            return
        self._process.requests.put(request)

    def take(self) -> Answer | None:
        """The next answer; ``None`` where none is there yet."""
        if self._failed:
            self._failed = False
            return ENDED
        if self._process is None:
            return None
        try:
            answer = self._process.answers.get_nowait()
        except queue.Empty:
            return None
        if answer is ENDED:
            self._process = None
        return answer

    def stop(self) -> None:
        """End the process; what it has not said is not needed any more."""
        if self._process is not None:
            self._process.stop()
            self._process = None


class _Process:
    """One run of the program, with a thread for each direction."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """Start it.

        Raises:
            OSError: The process could not be started.
        """
        self.requests: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self.answers: queue.Queue[Answer] = queue.Queue(_AHEAD)
        self._wake = wake
        self._stopped = False
        self._process = subprocess.Popen(
            isolated_command(_MODULE),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=scrubbed_environment(dict(os.environ)),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        threading.Thread(target=self._write, name="gatherer-writer", daemon=True).start()
        threading.Thread(target=self._read, name="gatherer-reader", daemon=True).start()

    def stop(self) -> None:
        """Kill it; its threads end by themselves."""
        self._stopped = True
        self._process.kill()
        while not self.answers.empty():  # the reader may wait for room
            self.answers.get_nowait()

    def _write(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            with pipe:
                while (request := self.requests.get()) is not None:
                    pipe.write(request.to_json() + "\n")
                    pipe.flush()
        except OSError:
            return  # the reader sees the same death and reports it

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        try:
            for line in pipe:
                if self._stopped:
                    break
                self.answers.put(json.loads(line))
                self._wake()
        except (OSError, ValueError):
            pass  # cut off in the middle of an answer
        self._process.kill()
        self._process.wait()
        pipe.close()
        self.requests.put(None)
        if not self._stopped:
            self.answers.put(ENDED)
            self._wake()
