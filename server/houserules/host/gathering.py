"""A running gatherer seen from the host: lines of facts that arrive while it works."""

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


class GathererProcess:
    """One run of the gatherer. Its answers are read on a thread, and taken one by one."""

    def __init__(self, request: Request, wake: Callable[[], None]) -> None:
        """Start it.

        Args:
            request: What to gather.
            wake: Called from the thread whenever there is something to take.

        Raises:
            OSError: The process could not be started.
        """
        self._answers: queue.Queue[Answer | None] = queue.Queue(_AHEAD)
        self._wake = wake
        self._process = subprocess.Popen(
            isolated_command(_MODULE),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=scrubbed_environment(dict(os.environ)),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._request = request.to_json() + "\n"
        threading.Thread(target=self._read, name="gatherer-reader", daemon=True).start()

    def take(self) -> Answer | None:
        """The next answer; ``None`` where none is there yet. ``["ended"]`` is the last one."""
        try:
            answer = self._answers.get_nowait()
        except queue.Empty:
            return None
        return ["ended"] if answer is None else answer

    def stop(self) -> None:
        """End it; what it has not said is not needed any more."""
        self._process.kill()
        while self.take() not in (None, ["ended"]):
            pass

    def _read(self) -> None:
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None
        assert pipe_out is not None
        try:
            pipe_in.write(self._request)
            pipe_in.close()
            for line in pipe_out:
                self._answers.put(json.loads(line))
                self._wake()
        except (OSError, ValueError):
            self._process.kill()
        self._process.wait()
        self._answers.put(None)
        self._wake()
