"""Diagnostics of files that are not open (LSP 3.17, `workspace/diagnostic`).

Pulling clients ask once and are answered when there is something they do not know; with a partial
result token they are told as it comes and the request stays open. To pushing clients it is pushed.
Of a file only its diagnostics are kept, as the text that is sent.

Many clients pull documents and never the workspace. What is wrong in a settings file must be seen
all the same: for as long as nobody asks for the workspace, it is pushed while the file is closed,
and taken back when the file is opened and pulled, or the workspace is.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from houserules.host.protocol import Message
from houserules.lsp import params as p
from houserules.lsp.block_list import BlockList
from houserules.lsp.blocks import Block
from houserules.lsp.channel import Channel
from houserules.lsp.documents import Documents, Role
from houserules.lsp.editor import Editor
from houserules.lsp.rendering import DiagnosticRenderer, failure_diagnostics
from houserules.lsp.uris import uri_of
from houserules.lsp.wire import JsonText

GATHER_SECONDS = 0.2
"""A file that changed seldom comes alone; they are told together."""
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is known of a file.

    Attributes:
        items: diagnostics as JSON objects joined by commas.
        result_id: their name.
        always: whether they are told whatever settings say of files that are not open.
    """

    items: str
    result_id: str
    always: bool = False


class WorkspaceDiagnostics:
    """The diagnostics of all files that are not open."""

    def __init__(
        self,
        editor: Editor,
        documents: Documents,
        channel: Channel,
        page_uri: Callable[[str], str | None],
    ) -> None:
        """Start with none; `page_uri` gives the uri of a rule's page."""
        self._editor = editor
        self._documents = documents
        self._channel = channel
        self._page_uri = page_uri
        self._entries: dict[str, _Entry] = {}
        # What an earlier host said and the one of now has not repeated.
        self._doubtful: set[str] = set()
        self._active = False
        self._results = 0
        self._sweeps = 0
        self._told_sweep = 0
        self._waiting: list[asyncio.Future[None]] = []
        self._pulled = False
        self._pushed: set[str] = set()

    @property
    def active(self) -> bool:
        """Whether settings ask for reports on files that are not open."""
        return self._active

    def report(self, params: Message) -> None:
        """Take in a `workspace_report` of the host."""
        self._active = params["active"]
        for file in params["files"]:
            uri = uri_of(file["path"])
            document = self._documents.at_path(file["path"])
            if document is None or document.role is not Role.PYTHON:
                self.put(uri, self._rendered(uri, file), tell=True)
        if params["complete"]:
            for uri in tuple(self._doubtful):
                self.put(uri, "")
            self._sweeps += 1
            self._wake()

    def put(self, uri: str, items: str, *, tell: bool = False, always: bool = False) -> None:
        """Take in all diagnostics of a file that is not open.

        Args:
            uri: the file.
            items: the diagnostics as JSON objects joined by commas.
            tell: whether a client may know others, from when it was open, though we know none.
            always: whether they are told also where the workspace is the open documents.
        """
        self._doubtful.discard(uri)
        before = self._entries.get(uri)
        if items == ("" if before is None else before.items) and not (tell and before is None):
            return
        if not self._editor.pull_diagnostics:
            self._publish(uri, items, known=before is not None)
            return
        self._results += 1
        # An earlier server may have told a client numbers, too.
        self._entries[uri] = _Entry(items, f"{os.getpid()}-{self._results}", always)
        if not self._pulled:
            self._push(uri, items if always else "")
        self._wake()

    def opened(self, uri: str) -> None:
        """Forget a file that is open now: it has diagnostics of its own."""
        document = self._documents.get(uri)
        if self._editor.pull_diagnostics and document is not None and document.role is Role.OTHER:
            return
        self._entries.pop(uri, None)
        self._doubtful.discard(uri)
        self._push(uri, "")

    def not_pulled(self) -> None:
        """The client does not ask for the workspace any more."""
        self._pulled = False
        for uri, entry in self._entries.items():
            if entry.always:
                self._push(uri, entry.items)

    def doubt(self) -> None:
        """Another host begins anew: what it has not repeated in the end is no more."""
        self._doubtful = set(self._entries)

    async def pull(self, params: p.Params) -> JsonText:
        """Answer `workspace/diagnostic`; cancelled by `$/cancelRequest`."""
        told = {
            str(item.get("uri")): str(item.get("value"))
            for item in p.objects(params, "previousResultIds")
        }
        token = params.get("partialResultToken")
        self._pulled = True
        for uri in tuple(self._pushed):
            self._push(uri, "")
        same = [self._unchanged(uri) for uri, known in told.items() if self._is(uri, known)]
        while True:
            due = self._due(told)
            if token is not None:
                self._stream(token, (*same, *due))
                same = []
            elif due or self._told_sweep != self._sweeps:
                self._told_sweep = self._sweeps
                return JsonText(f'{{"items":[{",".join((*same, *due))}]}}')
            await self._something_new()

    def _stream(self, token: object, reports: tuple[str, ...]) -> None:
        for start in range(0, len(reports), _AT_ONCE):
            items = ",".join(reports[start : start + _AT_ONCE])
            self._channel.notify_json(
                "$/progress", f'{{"token":{json.dumps(token)},"value":{{"items":[{items}]}}}}'
            )

    def _due(self, told: dict[str, str]) -> list[str]:
        """Return reports on what a client does not know, and note that it does now."""
        due: list[str] = []
        # Where settings do not ask for it, the workspace is the open documents.
        entries = {u: e for u, e in self._entries.items() if self._active or e.always}
        for uri, entry in entries.items():
            if told.get(uri) == entry.result_id:
                continue
            told[uri] = entry.result_id
            due.append(
                f'{{"kind":"full","uri":{json.dumps(uri)},"version":null,'
                f'"resultId":"{entry.result_id}","items":[{entry.items}]}}'
            )
        for uri in [uri for uri in told if uri not in entries]:
            del told[uri]
            if self._documents.get(uri) is None:
                due.append(f'{{"kind":"full","uri":{json.dumps(uri)},"version":null,"items":[]}}')
        return due

    def _is(self, uri: str, result_id: str) -> bool:
        entry = self._entries.get(uri)
        return entry is not None and entry.result_id == result_id

    def _unchanged(self, uri: str) -> str:
        result_id = self._entries[uri].result_id
        return (
            f'{{"kind":"unchanged","uri":{json.dumps(uri)},"version":null,'
            f'"resultId":"{result_id}"}}'
        )

    async def _something_new(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            await future
        finally:
            if future in self._waiting:
                self._waiting.remove(future)
        await asyncio.sleep(GATHER_SECONDS)

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def _publish(self, uri: str, items: str, *, known: bool) -> None:
        if items:
            self._entries[uri] = _Entry(items, "")
        else:
            self._entries.pop(uri, None)
        if items or known:
            self._notify(uri, items)

    def _push(self, uri: str, items: str) -> None:
        """Show a client that pulls what it would not ask for, or take that back."""
        if items or uri in self._pushed:
            self._notify(uri, items)
        (self._pushed.add if items else self._pushed.discard)(uri)

    def _notify(self, uri: str, items: str) -> None:
        self._channel.notify_json(
            "textDocument/publishDiagnostics",
            f'{{"uri":{json.dumps(uri)},"diagnostics":[{items}]}}',
        )

    def _rendered(self, uri: str, file: Message) -> str:
        blocks = BlockList()
        for start, removed, inserted in file["splices"]:
            blocks.splice(start, removed, [Block(*block) for block in inserted])
        renderer = DiagnosticRenderer(uri, self._editor, self._page_uri)
        items: Iterable[Any] = failure_diagnostics(file)
        found = (blocks.json(file["text"], renderer), *(json.dumps(item) for item in items))
        return ",".join(part for part in found if part)
