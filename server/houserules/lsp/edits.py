"""Turns the host's edits into LSP workspace edits, and refuses those for another text."""

from __future__ import annotations

from typing import Any

from pygls.exceptions import JsonRpcContentModified

from houserules.host.protocol import Message
from houserules.lsp.convert import text_edits
from houserules.lsp.documents import OpenDocument
from houserules.lsp.editor import Editor

_CONFIRM = "confirm"


def workspace_edit(
    editor: Editor, document: OpenDocument, answer: Message, confirm: str | None = None
) -> dict[str, Any]:
    """Return edits of one document as a `WorkspaceEdit`.

    Args:
        editor: decides between `documentChanges`, which carry the version, and `changes`.
        document: the document the edits are for.
        answer: the host's answer, its edits against the revision it names.
        confirm: why the user should look first, for editors that can ask.

    Raises:
        JsonRpcContentModified: the document changed since the edits were computed.
    """
    if answer["version"] != document.revision:
        raise JsonRpcContentModified(message="the document changed meanwhile")
    edits = text_edits(document.document, answer["edits"], editor.encoding)
    if not editor.document_changes:
        return {"changes": {document.uri: edits}}
    identifier = {"uri": document.uri, "version": document.version}
    result: dict[str, Any] = {"documentChanges": [{"textDocument": identifier, "edits": edits}]}
    if confirm is not None and editor.change_annotations:
        for edit in edits:
            edit["annotationId"] = _CONFIRM
        annotation = {"label": confirm, "needsConfirmation": True}
        result["changeAnnotations"] = {_CONFIRM: annotation}
    return result
