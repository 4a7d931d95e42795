"""How far the project index is, as the client shows it (LSP 3.17, Work Done Progress)."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

from houserules.host.protocol import Message
from houserules.lsp.channel import Channel, ask_quietly
from houserules.lsp.editor import Editor

_CREATE = "window/workDoneProgress/create"
_TITLE = "houserules: reading the project"


class IndexProgressBar:
    """One bar at a time, made when there is something to show and ended when all is known."""

    def __init__(
        self,
        editor: Editor,
        channel: Channel,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        """``spawn`` runs a coroutine beside everything else."""
        self._editor = editor
        self._channel = channel
        self._spawn = spawn
        self._made = 0
        self._token: str | None = None
        self._latest: Message | None = None

    def report(self, params: Message) -> None:
        """Take in a `progress` of the host."""
        if not self._editor.work_done_progress:
            return
        self._latest = params
        if params["ready"]:
            self._end()
        elif self._token is None:
            self._made += 1
            self._token = f"houserules-index-{self._made}"
            self._spawn(self._begin(self._token))
        else:
            self._say({"kind": "report", **_how_far(params)})

    def forget(self) -> None:
        """The host is another now: what it was doing is not being done any more."""
        self._end()

    async def _begin(self, token: str) -> None:
        await ask_quietly(self._channel, _CREATE, {"token": token})
        if self._token == token and self._latest is not None:
            self._say({"kind": "begin", "title": _TITLE, **_how_far(self._latest)})

    def _end(self) -> None:
        if self._token is not None:
            self._say({"kind": "end"})
            self._token = None

    def _say(self, value: dict[str, Any]) -> None:
        params = {"token": self._token, "value": value}
        self._channel.notify_json("$/progress", json.dumps(params))


def _how_far(params: Message) -> dict[str, Any]:
    done, total = params["done"], max(params["total"], 1)
    percentage = min(100, 100 * done // total)
    return {"message": f"{done} of {total} files", "percentage": percentage}
