"""Keeps what the host knows in step with the session: settings first, then documents, in order.

While messages of the client pile up, edits wait for each other and go to the host together: a
burst of keystrokes is analysed once.
"""

from __future__ import annotations

import asyncio
from typing import Any

from houserules.host.client import HostClient
from houserules.host.protocol import Message
from houserules.lsp.channel import Channel
from houserules.lsp.documents import Documents, OpenDocument, Role, WireEdit
from houserules.text.edits import minimal_edit

# More edits than that are told as one, which covers all they touched.
_MOST_EDITS = 16


class HostMirror:
    """The one place from which the host is told anything about settings and documents."""

    def __init__(self, host: HostClient, documents: Documents, channel: Channel) -> None:
        """Take the host, the documents to mirror, and the channel, for its backlog."""
        self._host = host
        self._documents = documents
        self._channel = channel
        self._configuration: Message | None = None
        self._waiting: dict[str, _Waiting] = {}

    def configure(self, configuration: Message) -> None:
        """Tell the settings in force; the host hears of documents only after the first ones."""
        first = self._configuration is None
        self._configuration = configuration
        self._send_configuration()
        if first:
            self._open_all()

    def start_over(self) -> None:
        """Tell a fresh host everything."""
        self._waiting.clear()
        for document in self._documents:
            document.forget_report()
        if self._configuration is not None:
            self._send_configuration()
            self._open_all()

    def open(self, document: OpenDocument) -> None:
        """Tell the whole text of a document, also of one that is open already."""
        if document.role is not Role.PYTHON:
            return
        self._waiting.pop(document.uri, None)
        document.forget_report()
        text = document.document.text
        params = {"uri": document.uri, "path": document.path, "version": document.revision}
        self.tell("open", {**params, "text": text})

    def edit(self, document: OpenDocument, before: str, edits: list[WireEdit]) -> None:
        """Tell edits, one after the other; `before` is the text they begin with."""
        if document.role is not Role.PYTHON or self._configuration is None:
            return
        waiting = self._waiting.setdefault(document.uri, _Waiting(document, before))
        waiting.edits += edits
        if not self._channel.backlog:
            self._flush()
        elif not waiting.scheduled:
            waiting.scheduled = True
            asyncio.get_running_loop().call_soon(self._flush)

    def close(self, uri: str) -> None:
        """Tell that a document is closed."""
        self._waiting.pop(uri, None)
        self.tell("close", {"uri": uri})

    def tell(self, method: str, params: Message) -> None:
        """Tell anything else; before the first settings nothing, for all will be told then."""
        if self._configuration is not None:
            self._flush()
            self._host.notify(method, params)

    async def ask(self, method: str, params: Message, seconds: float) -> Any:
        """Send a request about the documents as they are now; raises what the client raises."""
        self._flush()
        return await self._host.request(method, params, seconds)

    def _send_configuration(self) -> None:
        assert self._configuration is not None
        poisoned = list(self._host.poisoned)
        self.tell("configure", {**self._configuration, "poisoned": poisoned})

    def _open_all(self) -> None:
        for document in self._documents:
            self.open(document)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for item in waiting.values():
            document = item.document
            params = {"uri": document.uri, "version": document.revision, "edits": item.merged()}
            self._host.notify("edit", params)


class _Waiting:
    """Edits of one document that the host has not been told."""

    def __init__(self, document: OpenDocument, before: str) -> None:
        self.document = document
        self.before = before
        self.edits: list[WireEdit] = []
        self.scheduled = False

    def merged(self) -> list[WireEdit]:
        if len(self.edits) <= _MOST_EDITS:
            return self.edits
        edit = minimal_edit(self.before, self.document.document.text)
        return [] if edit is None else [(edit.span.start, edit.span.end, edit.text)]
