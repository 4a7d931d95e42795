"""The commands of the server, their names prefixed with the process id.

Two clients in one editor announce commands into one space of names; the prefix keeps them apart.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from pygls.exceptions import JsonRpcContentModified, JsonRpcException, JsonRpcInvalidParams

from houserules import __version__
from houserules.host.client import HostClient, HostDown, HostRefused
from houserules.lsp.channel import Channel, ask_quietly
from houserules.lsp.code_actions import FIX_ALL_SECONDS
from houserules.lsp.documents import Documents
from houserules.lsp.editor import Editor
from houserules.lsp.edits import workspace_edit
from houserules.lsp.mirror import HostMirror
from houserules.lsp.uris import path_of
from houserules.lsp.wire import json_object

PREFIX = f"houserules.{os.getpid()}."
EXPLAIN = PREFIX + "explain"

HOST_SECONDS = 5.0
_REQUEST_FAILED = -32803
_INFO = 3

Command = Callable[[list[Any]], Awaitable[Any]]


class Commands:
    """What `workspace/executeCommand` can do."""

    def __init__(
        self,
        editor: Editor,
        documents: Documents,
        channel: Channel,
        host: HostClient,
        mirror: HostMirror,
        page: Callable[[str], str | None],
        page_uri: Callable[[str], str | None],
        profiles: Callable[[], Sequence[str]],
    ) -> None:
        """Take what the commands work on; the pages are those of the rules."""
        self._editor = editor
        self._documents = documents
        self._channel = channel
        self._host = host
        self._mirror = mirror
        self._page = page
        self._page_uri = page_uri
        self._profiles = profiles

    def table(self) -> Mapping[str, Command]:
        """Return the commands by their announced names."""
        return {
            PREFIX + "fixAll": self._fix_all,
            EXPLAIN: self._explain,
            PREFIX + "chooseProfile": self._choose_profile,
            PREFIX + "restartHost": self._restart_host,
            PREFIX + "status": self._status,
            PREFIX + "debug": self._debug,
        }

    async def _fix_all(self, arguments: list[Any]) -> bool:
        """Apply all safe fixes: arguments uri, and a rule to restrict them to."""
        document = self._documents.get(_string(arguments, 0, "uri"))
        if document is None:
            raise JsonRpcInvalidParams(message="the document is not open")
        rule = arguments[1] if len(arguments) > 1 else None
        answer = await self._ask_host(
            "fix_all", {"uri": document.uri, "rule": rule}, FIX_ALL_SECONDS
        )
        if not answer["edits"]:
            return False
        edit = workspace_edit(self._editor, document, answer)
        applied = await self._channel.ask(
            "workspace/applyEdit", {"label": "Fix all safe houserules findings", "edit": edit}
        )
        return (json_object(applied) or {}).get("applied") is True

    async def _explain(self, arguments: list[Any]) -> dict[str, Any]:
        """Show a rule's page and return it, for clients that show it themselves."""
        rule = _string(arguments, 0, "rule")
        page, uri = self._page(rule), self._page_uri(rule)
        if page is None or uri is None:
            raise JsonRpcInvalidParams(message=f"there is no rule {rule!r}")
        if self._editor.show_document:
            await ask_quietly(self._channel, "window/showDocument", {"uri": uri, "takeFocus": True})
        return {"rule": rule, "uri": uri, "page": page}

    async def _choose_profile(self, arguments: list[Any]) -> Any:
        """Write a profile to a folder's settings file: arguments profile, and the folder's uri.

        Without a profile the user is asked; None when they choose none.

        Raises:
            JsonRpcInvalidParams: no folder is named, and none is open.
        """
        wanted = arguments[0] if arguments and arguments[0] is not None else None
        profile = (
            await self._asked_profile() if wanted is None else _string(arguments, 0, "profile")
        )
        if profile is None:
            return None
        folder = path_of(_string(arguments, 1, "folder")) if len(arguments) > 1 else None
        if folder is None:
            folder = next(iter(self._editor.folders), None)
        if folder is None:
            raise JsonRpcInvalidParams(message="name the folder: no workspace folder is open")
        return await self._ask_host("write_profile", {"folder": folder, "profile": profile})

    async def _asked_profile(self) -> str | None:
        """Let the user choose a profile."""
        params = {
            "type": _INFO,
            "message": "Which conventions should houserules check?",
            "actions": [{"title": profile} for profile in self._profiles()],
        }
        answer = await ask_quietly(self._channel, "window/showMessageRequest", params)
        title = (json_object(answer) or {}).get("title")
        return title if isinstance(title, str) and title in self._profiles() else None

    async def _restart_host(self, arguments: list[Any]) -> None:
        """End the analysis host; a fresh one starts at once."""
        del arguments
        self._host.restart("restarted by the user")

    async def _status(self, arguments: list[Any]) -> dict[str, Any]:
        """Return the profile in force, counts and the state of host and index."""
        uri = arguments[0] if arguments and isinstance(arguments[0], str) else None
        front = {
            "server_version": __version__,
            "host_up": self._host.up,
            "host_restarts": self._host.restarts,
            "poisoned_units": len(self._host.poisoned),
            "position_encoding": self._editor.encoding.value,
            "open_documents": sum(1 for _ in self._documents),
            "findings": sum(document.blocks.count for document in self._documents),
            # The host says more, once it is up.
            "index": None,
        }
        try:
            return {**front, **await self._mirror.ask("status", {"uri": uri}, HOST_SECONDS)}
        except (HostDown, HostRefused):
            return front

    async def _debug(self, arguments: list[Any]) -> Any:
        """Return the counters of a document: units redone, fall-backs, cache hits, timings."""
        return await self._ask_host("debug", {"uri": _string(arguments, 0, "uri")})

    async def _ask_host(
        self, method: str, params: dict[str, Any], seconds: float = HOST_SECONDS
    ) -> Any:
        try:
            return await self._mirror.ask(method, params, seconds)
        except HostDown as error:
            raise JsonRpcException(message=str(error), code=_REQUEST_FAILED) from error
        except HostRefused as error:
            if error.code == "content_modified":
                raise JsonRpcContentModified(message="the document changed meanwhile") from error
            raise JsonRpcException(message=str(error), code=_REQUEST_FAILED) from error


def _string(arguments: list[Any], index: int, name: str) -> str:
    value = arguments[index] if index < len(arguments) else None
    if not isinstance(value, str):
        raise JsonRpcInvalidParams(message=f"argument {index + 1}, {name}, must be a string")
    return value
