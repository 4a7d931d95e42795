"""Whole sessions with what real editors announce, through a typed client over stdio.

The client of pytest-lsp warns when the server sends what the editor said it cannot take; here
such a warning is an error.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from fake_editor import FAKE_SERVER
from lsprotocol import converters, types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

pytestmark = pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")

TEXT = "'😀' + bad + bad\n\nrisky\n"


def _structured(capabilities: dict[str, Any]) -> types.ClientCapabilities:
    return converters.get_converter().structure(capabilities, types.ClientCapabilities)


def vscode() -> types.ClientCapabilities:
    """VS Code today: the recorded capabilities, and what it announces since."""
    capabilities = client_capabilities("visual-studio-code")
    assert capabilities.text_document is not None
    assert capabilities.workspace is not None
    capabilities.general = types.GeneralClientCapabilities(position_encodings=["utf-16"])
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities(
        related_document_support=False
    )
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(
        refresh_support=True
    )
    return capabilities


def helix() -> types.ClientCapabilities:
    return _structured(
        {
            "general": {"positionEncodings": ["utf-8", "utf-32", "utf-16"]},
            "workspace": {
                "applyEdit": True,
                "configuration": True,
                "workspaceFolders": True,
                "workspaceEdit": {"documentChanges": True},
                "didChangeWatchedFiles": {"dynamicRegistration": True},
            },
            "textDocument": {
                "diagnostic": {"dynamicRegistration": False},
                "publishDiagnostics": {"versionSupport": True, "tagSupport": {"valueSet": [1, 2]}},
                "codeAction": {
                    "codeActionLiteralSupport": {
                        "codeActionKind": {"valueSet": ["", "quickfix", "source.fixAll"]}
                    },
                    "isPreferredSupport": True,
                    "dataSupport": True,
                    "resolveSupport": {"properties": ["edit", "command"]},
                },
                "hover": {"contentFormat": ["markdown"]},
            },
        }
    )


CLIENTS = {
    "VS Code": vscode,
    "Neovim": lambda: client_capabilities("neovim@0.11"),
    "Emacs": lambda: client_capabilities("emacs"),
    "Helix": helix,
}


@pytest_lsp.fixture(
    params=list(CLIENTS), config=ClientServerConfig(server_command=list(FAKE_SERVER))
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient, tmp_path: Path) -> Any:
    capabilities = CLIENTS[request.param]()
    folder = types.WorkspaceFolder(uri=tmp_path.as_uri(), name="w")
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(_register)
    lsp_client.test_path = tmp_path  # type: ignore[attr-defined] - set by the fixture
    lsp_client.result = await lsp_client.initialize_session(  # type: ignore[attr-defined] - set by the fixture
        types.InitializeParams(capabilities, workspace_folders=[folder], process_id=os.getpid())
    )
    yield
    await lsp_client.shutdown_session()


def _register(params: types.RegistrationParams) -> None:
    assert {r.method for r in params.registrations} <= {
        types.WORKSPACE_DID_CHANGE_CONFIGURATION,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
    }


def open_document(client: LanguageClient, text: str) -> str:
    uri = (client.test_path / "a.py").as_uri()  # type: ignore[attr-defined] - set by the fixture
    item = types.TextDocumentItem(uri, types.LanguageKind.Python, 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    return uri


async def diagnostics(client: LanguageClient, uri: str) -> list[types.Diagnostic]:
    """Return a document's diagnostics the way this client gets them."""
    async with asyncio.timeout(10):
        if client.result.capabilities.diagnostic_provider is None:  # type: ignore[attr-defined] - set by the fixture
            while uri not in client.diagnostics:
                await asyncio.sleep(0.01)
            return list(client.diagnostics[uri])
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        report = await client.text_document_diagnostic_async(params)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert client.diagnostics == {}
        return list(report.items)


async def test_session(client: LanguageClient) -> None:
    uri = open_document(client, TEXT)
    found = await diagnostics(client, uri)
    assert [d.code for d in found] == ["test/bad", "test/bad", "test/risky"]
    encoding = client.result.capabilities.position_encoding  # type: ignore[attr-defined] - set by the fixture
    column = {"utf-8": 9, "utf-16": 7, "utf-32": 6}[encoding]
    assert found[0].range.start == types.Position(0, column)

    context = types.CodeActionContext([], only=[types.CodeActionKind.QuickFix])
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), found[0].range, context)
    )
    assert actions
    fix = actions[0]
    assert isinstance(fix, types.CodeAction)
    if fix.edit is None:
        fix = await client.code_action_resolve_async(fix)
    edit = fix.edit
    assert edit is not None
    if edit.document_changes is not None:
        [change] = edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.version == 1
        edits = change.edits
    else:
        assert edit.changes is not None
        edits = edit.changes[uri]
    assert [(e.range.start, e.new_text) for e in edits] == [(found[0].range.start, "good")]

    position = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(2, 1))
    shown = await client.text_document_hover_async(position)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.value.startswith("# test/risky")
