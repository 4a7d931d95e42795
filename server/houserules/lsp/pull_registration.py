"""Pull diagnostics registered at run time, for clients that take registrations of them.

Such a client is asked for documents only, until settings want files that are not open reported,
too: then the registration is made anew (LSP 3.17, `client/registerCapability`; the method that
stands for `workspace/diagnostic` is `textDocument/diagnostic`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from houserules.lsp.capabilities import pull_options
from houserules.lsp.channel import Channel, ask_quietly
from houserules.lsp.documents import SETTINGS_FILES
from houserules.lsp.editor import Editor

_METHOD = "textDocument/diagnostic"


class PullRegistration:
    """The one registration that there is at a time."""

    def __init__(
        self, editor: Editor, channel: Channel, on_narrowed: Callable[[], None] = lambda: None
    ) -> None:
        """Nothing is registered yet.

        Args:
            editor: what the client can do.
            channel: the way to it.
            on_narrowed: called when the client does not pull the workspace any more.
        """
        self._editor = editor
        self._channel = channel
        self._on_narrowed = on_narrowed
        self._workspace = False
        self._made: bool | None = None
        self._number = 0
        self._busy = False

    async def follow(self, *, workspace: bool) -> None:
        """Register for documents, or with `workspace` for all files; nothing where it is so."""
        self._workspace = workspace
        if self._busy or not (self._editor.pull_diagnostics and self._editor.register_diagnostics):
            return
        self._busy = True
        try:
            while self._made is not self._workspace:
                await self._renew(self._workspace)
        finally:
            self._busy = False

    async def _renew(self, workspace: bool) -> None:
        # Two at once would show everything twice.
        if self._made is not None:
            gone = [{"id": self._name, "method": _METHOD}]
            # The protocol's own spelling.
            params = {"unregisterations": gone}
            await ask_quietly(self._channel, "client/unregisterCapability", params)
        narrowed = self._made is True
        self._number += 1
        options = {
            **pull_options(workspace=workspace),
            "documentSelector": document_selector(self._editor),
        }
        registration = {"id": self._name, "method": _METHOD, "registerOptions": options}
        self._made = workspace
        await ask_quietly(
            self._channel, "client/registerCapability", {"registrations": [registration]}
        )
        if narrowed:
            self._on_narrowed()

    @property
    def _name(self) -> str:
        return f"houserules-diagnostics-{self._number}"


def document_selector(editor: Editor) -> list[dict[str, Any]]:
    """The documents that have diagnostics of ours: Python, settings, and cells of notebooks."""
    selector: list[dict[str, Any]] = [
        {"language": "python", "scheme": "file"},
        {"language": "python", "scheme": "untitled"},
        *({"scheme": "file", "pattern": f"**/{name}"} for name in SETTINGS_FILES),
    ]
    if editor.notebooks:
        selector.append({"language": "python", "notebook": "*"})
    return selector
