"""What the server announces, depending on the editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from houserules.lsp.completion import TRIGGERS
from houserules.lsp.editor import Editor
from houserules.lsp.notebooks import SYNC

FIX_ALL_KIND = "source.fixAll.houserules"
_INCREMENTAL = 2


def server_capabilities(editor: Editor, commands: Sequence[str]) -> dict[str, Any]:
    """Return the `capabilities` of the answer to `initialize`.

    Diagnostics are offered for pulling only to clients that pull: the others get them pushed, and
    a client that is offered both shows everything twice. So does one that is offered them here and
    by a registration; see `pull_registration`.
    """
    capabilities: dict[str, Any] = {
        "positionEncoding": editor.encoding.value,
        "textDocumentSync": {
            "openClose": True,
            "change": _INCREMENTAL,
            # With the text, so that a save heals whatever edits did not fit.
            "save": {"includeText": True},
        },
        "hoverProvider": True,
        "completionProvider": {"triggerCharacters": list(TRIGGERS), "resolveProvider": True},
        "executeCommandProvider": {"commands": list(commands)},
        "codeActionProvider": {
            "codeActionKinds": ["quickfix", FIX_ALL_KIND],
            "resolveProvider": editor.resolve_edit,
        },
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
    }
    if editor.notebooks:
        capabilities["notebookDocumentSync"] = SYNC
    if editor.pull_diagnostics and not editor.register_diagnostics:
        capabilities["diagnosticProvider"] = pull_options(workspace=True)
    return capabilities


def pull_options(*, workspace: bool) -> dict[str, Any]:
    """Return the options of diagnostics that are pulled: of documents, or also of the workspace."""
    return {
        "identifier": "houserules",
        "interFileDependencies": True,
        "workspaceDiagnostics": workspace,
    }
