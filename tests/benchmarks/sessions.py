"""A server with a project folder and a folder for its cache, for as long as it is measured."""

from __future__ import annotations

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.peers import Peer
from tests.benchmarks.typist import Typist
from tests.benchmarks.wire import Message, ServerSilent, Wire

PATIENCE = 60.0
"""Seconds after which an answer is taken never to come."""
HOVER, ACTIONS = "textDocument/hover", "textDocument/codeAction"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server works: its project, the measured module in it, and its own cache."""

    peer: Peer
    folder: Path
    cache: Path
    module: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables that keep the server off the user's own cache."""
        return {"HOUSERULES_CACHE_DIR": str(self.cache)}

    @contextmanager
    def session(
        self, text: str, *, pull: bool = False, findings: list[dict[str, Any]] | None = None
    ) -> Generator[Typist]:
        """Start the server and let it finish its start; the module is not open yet."""
        command = self.peer.command_for(self.folder, findings or [], pull)
        with Wire(command, self.folder, self.environment) as wire:
            parts = self.peer.counts
            typist = Typist(wire, self.module, text, pull=pull, patience=PATIENCE, parts=parts)
            typist.initialize(self.folder)
            typist.warm_up(self.folder)
            yield typist


@contextmanager
def place(peer: Peer, text: str) -> Generator[Place]:
    """Make a project with a module and an empty cache."""
    with TemporaryDirectory(prefix="houserules-bench-") as name:
        folder, cache = Path(name) / "project", Path(name) / "cache"
        folder.mkdir()
        cache.mkdir()
        yield Place(peer, folder, cache, peer.furnish(folder, text))


def leave(wire: Wire) -> None:
    """End a session the way editors do, so that the server can write down what it keeps.

    Raises:
        ServerSilent: it does not end.
    """
    wire.request("shutdown", None)
    wire.notify("exit", None)
    try:
        wire.process.wait(PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise ServerSilent(f"still there {PATIENCE:g} s after `exit`") from error


class Questions:
    """Requests under way, and how long those took that were answered."""

    def __init__(self, wire: Wire) -> None:
        """Nothing is asked yet."""
        self._wire = wire
        self._pending: dict[int, tuple[str, float]] = {}
        self.taken: dict[str, list[float]] = {}
        """Milliseconds of each answer, by what was asked."""

    @property
    def open(self) -> bool:
        """Whether an answer is missing."""
        return bool(self._pending)

    def ask(self, method: str, params: Message) -> None:
        """Send a request."""
        number = self._wire.ask(method, params)
        self._pending[number] = (method, self._wire.asked_at)

    def hover_and_actions(self, uri: str, line: int) -> None:
        """Ask for a hover and for the code actions of a line."""
        start, end = {"line": line, "character": 6}, {"line": line + 1, "character": 0}
        about: Message = {"textDocument": {"uri": uri}}
        self.ask(HOVER, {**about, "position": start})
        context: Message = {"diagnostics": [], "triggerKind": 1}
        span = {"start": start, "end": end}
        self.ask(ACTIONS, {**about, "range": span, "context": context})

    def takes(self, at: float, message: Message) -> bool:
        """Note an answer; whether the message is one to a question of these."""
        asked = None if "method" in message else self._pending.pop(message.get("id", 0), None)
        if asked is None:
            return False
        method, begun = asked
        self.taken.setdefault(method, []).append((at - begun) * 1000)
        return True

    def settle(self) -> None:
        """Wait for all answers.

        Raises:
            ServerSilent: one did not come.
        """
        while self._pending:
            arrival = self._wire.next(PATIENCE)
            if arrival is None:
                raise ServerSilent(f"no answer to {next(iter(self._pending.values()))[0]}")
            self.takes(*arrival)
