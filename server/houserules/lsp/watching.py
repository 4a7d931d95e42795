"""Changes of files that the editor does not have open: those that it tells of, else looked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Any

from houserules.lsp.channel import Channel, ask_quietly
from houserules.lsp.documents import Documents, Role
from houserules.lsp.uris import path_of

WATCHED = ("**/*.toml", "**/*.py", "**/.gitignore", "**/.houserules-baseline.json")
"""Any TOML file may be extended by a settings file, ours or ruff's; `.gitignore` says what is left
out. The host names further files: those that rules read beside Python's, and baselines of other
names."""

_CREATED, _DELETED = 1, 3
_COMES_AND_GOES = {"globPattern": "**/*", "kind": 1 | 4}
"""Of a folder that is deleted or renamed, clients report the folder and none of its files."""

RESTATE_SECONDS = 30.0
_GATHER_SECONDS = 0.05


class FileChanges:
    """Gathers the changed paths of a moment into one message: a checkout is thousands of them."""

    def __init__(
        self,
        documents: Documents,
        concern: Callable[[str, object], bool],
        send: Callable[[list[str]], None],
        restate: Callable[[], None] | None = None,
    ) -> None:
        """Start with no changes.

        Args:
            documents: the open documents.
            concern: whether a change of a path, of some `FileChangeType`, matters.
            send: takes the absolute paths of a batch.
            restate: lets the host look for changes itself; for clients that watch nothing.
        """
        self._documents = documents
        self._concern = concern
        self._send = send
        self._restate = restate
        self._paths: dict[str, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, changes: Iterable[tuple[str, object]]) -> None:
        """Take in changed files with what happened to each, as `FileChangeType` has it.

        Of an open Python file the editor's text counts, not the disk.
        """
        for uri, kind in changes:
            path = path_of(uri)
            document = self._documents.get(uri)
            if path is None or (document is not None and document.role is Role.PYTHON):
                continue
            if self._concern(path, kind):
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


class Watchers:
    """What the client is asked to watch; it only ever becomes more."""

    def __init__(self, channel: Channel, *, registers: bool) -> None:
        """Ask for nothing yet; `registers` says whether the client can be asked."""
        self._channel = channel
        self._registers = registers
        self._globs: dict[str, None] = {}
        self._registrations = 0

    async def watch(self, globs: Iterable[str]) -> None:
        """Ask the client to watch further files."""
        fresh = [glob for glob in globs if glob not in self._globs]
        watchers: list[dict[str, Any]] = [{"globPattern": glob} for glob in fresh]
        if not self._globs:
            watchers.append(_COMES_AND_GOES)
        self._globs |= dict.fromkeys(fresh)
        if not fresh or not self._registers:
            return
        self._registrations += 1
        registration = {
            "id": f"houserules-files-{self._registrations}",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        }
        await ask_quietly(
            self._channel, "client/registerCapability", {"registrations": [registration]}
        )

    def concern(self, path: str, kind: object) -> bool:
        """Whether a change is of a watched file, or may be of a folder."""
        name = PurePath(path).name
        if any(fnmatchcase(name, glob.rpartition("/")[2]) for glob in (*WATCHED, *self._globs)):
            return True
        if kind == _CREATED:
            # Whatever a program writes arrives here, too: few folders have a dot in their name.
            return "." not in name
        return kind == _DELETED
