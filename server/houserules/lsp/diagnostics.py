"""Diagnostics to the editor: pushed to clients that cannot pull, pulled by the others, never both.

A result for an older text than the editor shows is never sent; the blocks of it are kept up to
date all the same. What a diagnostic looks like is the business of `rendering`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable

from pygls.exceptions import JsonRpcException

from houserules.host.protocol import Message
from houserules.lsp import params as p
from houserules.lsp.block_list import BlockList
from houserules.lsp.blocks import Block
from houserules.lsp.channel import Channel, ask_quietly
from houserules.lsp.documents import Documents, OpenDocument, Role
from houserules.lsp.editor import Editor
from houserules.lsp.rendering import DiagnosticRenderer, failure_diagnostics
from houserules.lsp.wire import JsonText

logger = logging.getLogger(__name__)

PULL_SECONDS = 0.12
# A client that cannot be told to ask again gets the whole answer or none for a while.
PULL_WITHOUT_REFRESH_SECONDS = 5.0
HOST_DOWN_SECONDS = 1.0
PARTIAL_PAUSE_SECONDS = 0.2

_SERVER_CANCELLED = -32802
_TOLERATED_DISAGREEMENTS = 2


class _Delivery:
    """What one document's client was told last."""

    def __init__(self, renderer: DiagnosticRenderer) -> None:
        self.renderer = renderer
        self.items: str | None = None
        self.result_id = ""
        self.told: str | None = None
        # The editor's version at its last pull; empty before the first.
        self.pulled_at: list[int | None] = []
        self.published_at = 0.0
        self.published_revision: int | None = None
        self.scheduled = False


class Diagnostics:
    """The diagnostics of all open documents of a session."""

    def __init__(
        self,
        editor: Editor,
        documents: Documents,
        channel: Channel,
        page_uri: Callable[[str], str | None],
        host_up: Callable[[], bool],
        reopen: Callable[[OpenDocument], None],
    ) -> None:
        """Take what the session consists of.

        Args:
            editor: what the client can do.
            documents: the open documents.
            channel: where diagnostics go.
            page_uri: the uri of a rule's page.
            host_up: whether the host is running.
            reopen: tells the host about a document anew, when the two disagree.
        """
        self._editor = editor
        self._documents = documents
        self._channel = channel
        self._page_uri = page_uri
        self._host_up = host_up
        self._reopen = reopen
        self._deliveries: dict[str, _Delivery] = {}
        self._result_ids = 0
        self._refreshing = False
        self._refresh_wanted = False

    def renderer(self, document: OpenDocument) -> DiagnosticRenderer:
        """Return what the document's findings are rendered with."""
        return self._delivery(document).renderer

    def report(self, params: Message) -> None:
        """Take in a report of the host, and deliver it when it is about the text at hand."""
        document = self._documents.get(params["uri"])
        if document is None or params["version"] < document.opened:
            return
        try:
            for start, removed, blocks in params["splices"]:
                document.blocks.splice(start, removed, [Block(*block) for block in blocks])
        except ValueError as error:
            self._resynchronise(document, str(error))
            return
        document.reported = params["version"]
        document.done = bool(params.get("done", True))
        document.extra = failure_diagnostics(params)
        if not document.current:
            return
        if document.done and document.blocks.length != len(document.document.text):
            if self._resynchronise(document, "the blocks do not cover the text"):
                return
            # The host does not analyse this text, and says so by no blocks.
            document.blocks = BlockList()
        elif document.done:
            document.disagreements = 0
        document.wake()
        if self._editor.pull_diagnostics:
            self._refresh_if_owed(document)
        else:
            self._publish_soon(document)

    def opened(self, document: OpenDocument) -> None:
        """Forget what was delivered for an earlier opening."""
        self._deliveries.pop(document.uri, None)

    def closed(self, uri: str) -> None:
        """Take the diagnostics of a closed document off the screen."""
        delivery = self._deliveries.pop(uri, None)
        if delivery is not None and delivery.published_revision is not None:
            self._channel.notify_json(
                "textDocument/publishDiagnostics", json.dumps({"uri": uri, "diagnostics": []})
            )

    def pull(self, params: p.Params) -> JsonText | Awaitable[JsonText]:
        """Answer `textDocument/diagnostic`: at once when all is there, else within 150 ms."""
        document = self._documents.get(p.document_uri(params))
        previous = params.get("previousResultId")
        if document is None or document.role is Role.OTHER:
            return JsonText('{"kind":"full","items":[]}')
        if document.role is Role.SETTINGS or (document.current and document.done):
            return self._answer(document, previous)
        return self._answer_later(document, previous)

    def refresh(self) -> None:
        """Have the client pull all its documents again; one such request is under way at most."""
        if not (self._editor.pull_diagnostics and self._editor.refresh_diagnostics):
            return
        self._refresh_wanted = True
        if not self._refreshing:
            self._refreshing = True
            self._refresh_task = asyncio.ensure_future(self._refresh())

    def settings_changed(self, document: OpenDocument) -> None:
        """Deliver the problems of a settings file that is open."""
        if self._editor.pull_diagnostics:
            self._refresh_if_owed(document)
        else:
            self._publish(document)

    async def _answer_later(self, document: OpenDocument, previous: object) -> JsonText:
        can_refresh = self._editor.refresh_diagnostics
        if self._host_up():
            seconds = PULL_SECONDS if can_refresh else PULL_WITHOUT_REFRESH_SECONDS
            await document.wait_until(done=True, seconds=seconds)
        up = self._host_up()
        if not up:
            await document.wait_until(done=True, seconds=HOST_DOWN_SECONDS)
        if self._documents.get(document.uri) is not document:
            return JsonText('{"kind":"full","items":[]}')
        if document.current:
            return self._answer(document, previous)
        delivery = self._delivery(document)
        delivery.pulled_at = [document.version]
        if isinstance(previous, str) and previous == delivery.result_id:
            return JsonText(f'{{"kind":"unchanged","resultId":"{previous}"}}')
        if up and can_refresh:
            delivery.told = ""
            return JsonText('{"kind":"full","items":[]}')
        raise JsonRpcException(
            message="the analysis is not ready", code=_SERVER_CANCELLED, data=_RETRIGGER
        )

    def _answer(self, document: OpenDocument, previous: object) -> JsonText:
        delivery = self._delivery(document)
        self._render(document, delivery)
        delivery.pulled_at = [document.version]
        delivery.told = delivery.items
        if previous == delivery.result_id:
            return JsonText(f'{{"kind":"unchanged","resultId":"{delivery.result_id}"}}')
        return JsonText(
            f'{{"kind":"full","resultId":"{delivery.result_id}","items":[{delivery.items}]}}'
        )

    def _refresh_if_owed(self, document: OpenDocument) -> None:
        """Ask for a pull when the client's last one was for this version and would now differ.

        After an edit of its own the client pulls by itself, so nothing is owed then.
        """
        delivery = self._delivery(document)
        if delivery.pulled_at != [document.version]:
            return
        self._render(document, delivery)
        if delivery.items != delivery.told:
            self.refresh()

    async def _refresh(self) -> None:
        while self._refresh_wanted:
            self._refresh_wanted = False
            await ask_quietly(self._channel, "workspace/diagnostic/refresh", None)
        self._refreshing = False

    def _publish_soon(self, document: OpenDocument) -> None:
        """Publish now when the report is finished or the first for this text, else after a pause.

        Messages that wait to be handled go first: they may bring a newer text.
        """
        delivery = self._delivery(document)
        if delivery.scheduled:
            return
        first = delivery.published_revision != document.revision
        pause = 0.0
        if not (document.done or first):
            pause = delivery.published_at + PARTIAL_PAUSE_SECONDS - time.monotonic()
        if pause <= 0 and not self._channel.backlog:
            self._publish(document)
            return
        delivery.scheduled = True
        asyncio.get_running_loop().call_later(max(pause, 0), self._publish_scheduled, document)

    def _publish_scheduled(self, document: OpenDocument) -> None:
        self._delivery(document).scheduled = False
        if self._documents.get(document.uri) is document and document.current:
            self._publish_soon(document)

    def _publish(self, document: OpenDocument) -> None:
        delivery = self._delivery(document)
        changed = self._render(document, delivery)
        again = delivery.published_revision == document.revision
        if again and not changed:
            return
        delivery.published_revision = document.revision
        delivery.published_at = time.monotonic()
        version = "" if document.version is None else f'"version":{document.version},'
        self._channel.notify_json(
            "textDocument/publishDiagnostics",
            f'{{"uri":{json.dumps(document.uri)},{version}"diagnostics":[{delivery.items}]}}',
        )

    def _render(self, document: OpenDocument, delivery: _Delivery) -> bool:
        """Bring `items` up to date; return whether they changed, with a new result id if so."""
        items = document.blocks.json(document.document.text, delivery.renderer)
        extra = ",".join(json.dumps(item) for item in document.extra)
        items = ",".join(part for part in (items, extra) if part)
        if items == delivery.items:
            return False
        delivery.items = items
        self._result_ids += 1
        delivery.result_id = str(self._result_ids)
        return True

    def _resynchronise(self, document: OpenDocument, reason: str) -> bool:
        """Tell the host about a document anew; False when that was tried often enough."""
        document.disagreements += 1
        if document.disagreements > _TOLERATED_DISAGREEMENTS:
            return False
        logger.error("host and front disagree about a document, telling it anew: %s", reason)
        self._documents.renew(document)
        self._reopen(document)
        return True

    def _delivery(self, document: OpenDocument) -> _Delivery:
        delivery = self._deliveries.get(document.uri)
        if delivery is None:
            renderer = DiagnosticRenderer(document.uri, self._editor, self._page_uri)
            delivery = self._deliveries[document.uri] = _Delivery(renderer)
        return delivery


_RETRIGGER = {"retriggerRequest": True}
