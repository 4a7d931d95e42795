"""Turns the host's edits of several files into one LSP workspace edit, and refuses stale ones.

New files come first, then edits, then new names: whatever stops an editor half-way, no file is
moved that was not edited, and no edit names a file that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pygls.exceptions import JsonRpcContentModified, JsonRpcException

from houserules.host.protocol import FileEdits, NewFile, ProjectEdits, RenamedFile
from houserules.lsp.convert import text_edits
from houserules.lsp.documents import Documents
from houserules.lsp.editor import Editor
from houserules.lsp.uris import uri_of
from houserules.text.document import Document

_CONFIRM = "confirm"
_REQUEST_FAILED = -32803
_NEVER_OVERWRITE = {"overwrite": False, "ignoreIfExists": False}


def project_edit(
    editor: Editor, documents: Documents, answer: ProjectEdits, confirm: str
) -> dict[str, Any]:
    """Return edits of several files as a `WorkspaceEdit`.

    Open documents are named with their version; of other files the host has just read the text
    that it edits.

    Args:
        editor: must take `documentChanges` with resource operations.
        documents: the open documents.
        answer: the host's answer.
        confirm: what the user is asked to look at, for editors that can ask.

    Raises:
        JsonRpcContentModified: a document changed since the edits were computed.
        JsonRpcException: an open document stands in the way; says which.
    """
    changes = [
        *(change for new in answer["created"] for change in _creation(documents, new)),
        *(_edits(editor, documents, file) for file in answer["files"]),
        *(_renaming(documents, renamed) for renamed in answer["renamed"]),
    ]
    result: dict[str, Any] = {"documentChanges": changes}
    if editor.change_annotations:
        for change in changes:
            for item in change.get("edits", (change,)):
                item["annotationId"] = _CONFIRM
        result["changeAnnotations"] = {_CONFIRM: {"label": confirm, "needsConfirmation": True}}
    return result


def _edits(editor: Editor, documents: Documents, file: FileEdits) -> dict[str, Any]:
    uri, version, document = _edited(documents, file)
    edits = text_edits(document, file["edits"], editor.encoding)
    return {"textDocument": {"uri": uri, "version": version}, "edits": edits}


def _edited(documents: Documents, file: FileEdits) -> tuple[str, int | None, Document]:
    """Return uri and version of what is edited, and the text that the edits are for."""
    if "uri" in file:
        document = documents.get(file["uri"])
        if document is None or document.revision != file.get("version"):
            raise JsonRpcContentModified(message="a document changed meanwhile")
        return document.uri, document.version, document.document
    before = file.get("before", "")
    # The host is not told of every document: a settings file, say, may be open and unsaved.
    opened = documents.at_path(file["path"])
    if opened is None:
        uri = uri_of(file["path"])
        return uri, None, Document.of(uri, 0, before)
    if opened.document.text != before:
        raise _refused(f"{file['path']} is open with unsaved changes: save it first")
    return opened.uri, opened.version, opened.document


def _creation(documents: Documents, new: NewFile) -> Iterator[dict[str, Any]]:
    if documents.at_path(new["path"]) is not None:
        raise _refused(f"{new['path']} is open, but not saved: save or close it first")
    uri = uri_of(new["path"])
    yield {"kind": "create", "uri": uri, "options": _NEVER_OVERWRITE}
    start = {"line": 0, "character": 0}
    edit = {"range": {"start": start, "end": start}, "newText": new["text"]}
    yield {"textDocument": {"uri": uri, "version": None}, "edits": [edit]}


def _renaming(documents: Documents, renamed: RenamedFile) -> dict[str, Any]:
    opened = documents.at_path(renamed["path"])
    return {
        "kind": "rename",
        "oldUri": uri_of(renamed["path"]) if opened is None else opened.uri,
        "newUri": uri_of(renamed["new_path"]),
        "options": _NEVER_OVERWRITE,
    }


def _refused(reason: str) -> JsonRpcException:
    return JsonRpcException(message=reason, code=_REQUEST_FAILED)
