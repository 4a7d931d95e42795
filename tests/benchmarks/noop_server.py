"""A language server that does nothing: the floor under every server written with pygls.

It publishes the diagnostics of a JSON file (`line`, `column`, `end_line`, `end_column` from 1,
`rule`, `message`) at every change, or answers pulls with them, the way pygls' examples do.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer

FINDINGS = json.loads(Path(sys.argv[1]).read_text("utf-8"))
PULL = "--pull" in sys.argv

server = LanguageServer("noop", "1")


def diagnostics() -> list[types.Diagnostic]:
    """Return one diagnostic per finding."""
    return [
        types.Diagnostic(
            range=types.Range(
                start=types.Position(line=f["line"] - 1, character=f["column"] - 1),
                end=types.Position(line=f["end_line"] - 1, character=f["end_column"] - 1),
            ),
            severity=types.DiagnosticSeverity.Warning,
            code=f["rule"],
            source="noop",
            message=f["message"],
        )
        for f in FINDINGS
    ]


def publish(ls: LanguageServer, uri: str, version: int | None) -> None:
    """Publish all diagnostics for a version."""
    ls.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=diagnostics())
    )


if PULL:

    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False),
    )
    def pull(
        ls: LanguageServer, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport:
        """Answer with all diagnostics."""
        return types.RelatedFullDocumentDiagnosticReport(items=diagnostics())

else:

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: LanguageServer, params: types.DidOpenTextDocumentParams) -> None:
        """Publish."""
        publish(ls, params.text_document.uri, params.text_document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
        """Publish."""
        publish(ls, params.text_document.uri, params.text_document.version)


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(ls: LanguageServer, params: types.HoverParams) -> None:
    """Answer with nothing."""


if __name__ == "__main__":
    server.start_io()
