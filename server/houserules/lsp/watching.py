"""Changes of files that the editor does not have open: those that it tells of, else looked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from houserules.lsp.channel import Channel, ask_quietly
from houserules.lsp.documents import Documents, Role
from houserules.lsp.uris import path_of

WATCHED = ("**/*.toml", "**/*.py", "**/.houserules-baseline.json")
"""Any TOML file may be extended by a settings file, ours or ruff's."""

RESTATE_SECONDS = 30.0
_GATHER_SECONDS = 0.05


class FileChanges:
    """Gathers the changed paths of a moment into one message: a checkout is thousands of them."""

    def __init__(
        self,
        documents: Documents,
        send: Callable[[list[str]], None],
        restate: Callable[[], None] | None = None,
    ) -> None:
        """Start with no changes.

        Args:
            documents: the open documents.
            send: takes the absolute paths of a batch.
            restate: lets the host look for changes itself; for clients that watch nothing.
        """
        self._documents = documents
        self._send = send
        self._restate = restate
        self._paths: dict[str, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, uris: Iterable[str]) -> None:
        """Take in changed files; of an open Python file the editor's text counts, not the disk."""
        for uri in uris:
            path = path_of(uri)
            document = self._documents.get(uri)
            if path is not None and (document is None or document.role is not Role.PYTHON):
                self._paths[path] = None
        self._schedule()

    def saved(self, path: str) -> None:
        """Take in a file that the editor wrote, for clients that watch nothing."""
        self._paths[path] = None
        self._schedule()

    async def restate_every(self, seconds: float) -> None:
        """Let the host look for changes for as long as the session lasts."""
        while self._restate is not None:
            await asyncio.sleep(seconds)
            self._restate()

    def _schedule(self) -> None:
        if self._paths and self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(_GATHER_SECONDS, self._flush)

    def _flush(self) -> None:
        self._timer = None
        paths, self._paths = list(self._paths), {}
        self._send(paths)
        if self._restate is not None:
            self._restate()


async def register_watchers(channel: Channel) -> None:
    """Ask the client to watch settings files and Python files."""
    registration = {
        "id": "houserules-files",
        "method": "workspace/didChangeWatchedFiles",
        "registerOptions": {"watchers": [{"globPattern": pattern} for pattern in WATCHED]},
    }
    await ask_quietly(channel, "client/registerCapability", {"registrations": [registration]})
