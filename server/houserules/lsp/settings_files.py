"""Problems in settings files and findings of project rules in files that are not Python, delivered
like any other diagnostics."""

from __future__ import annotations

import json
from typing import Any

from houserules.host.protocol import Message
from houserules.lsp.channel import Channel
from houserules.lsp.convert import lsp_range
from houserules.lsp.diagnostics import Diagnostics
from houserules.lsp.documents import Documents, OpenDocument
from houserules.lsp.editor import Editor
from houserules.lsp.rendering import SOURCE
from houserules.lsp.uris import uri_of
from houserules.text.lines import Position


class SettingsProblems:
    """The problems by path. A file that is not open is pushed, where pushing is the way."""

    def __init__(
        self, editor: Editor, documents: Documents, diagnostics: Diagnostics, channel: Channel
    ) -> None:
        """Take what is needed to deliver."""
        self._editor = editor
        self._documents = documents
        self._diagnostics = diagnostics
        self._channel = channel
        self._problems: dict[str, list[Message]] = {}
        self._findings: dict[str, list[Message]] = {}

    def report(self, params: Message) -> None:
        """Take in a `settings_report`, which replaces what was known of its path."""
        self._replace(self._problems, params)

    def report_project(self, params: Message) -> None:
        """Take in a `project_report`, which replaces what was known of its path."""
        self._replace(self._findings, params)

    def _replace(self, kept: dict[str, list[Message]], params: Message) -> None:
        path = params["path"]
        known = bool(self._of(path))
        kept[path] = params["problems"]
        problems = self._of(path)
        document = self._documents.at_path(path)
        if document is not None:
            self.opened(document)
        elif not self._editor.pull_diagnostics and (problems or known):
            uri = uri_of(path)
            diagnostics = [self._diagnostic(problem, None) for problem in problems]
            self._channel.notify_json(
                "textDocument/publishDiagnostics",
                json.dumps({"uri": uri, "diagnostics": diagnostics}),
            )

    def opened(self, document: OpenDocument) -> None:
        """Deliver what is known of a settings file that is open now."""
        problems = self._of(document.path or "")
        document.extra = [self._diagnostic(problem, document) for problem in problems]
        self._diagnostics.settings_changed(document)

    def forget(self) -> None:
        """Take all back: a fresh host reports anew, but not what was mended meanwhile."""
        for kept in (self._problems, self._findings):
            for path, problems in list(kept.items()):
                if problems:
                    self._replace(kept, {"path": path, "problems": []})

    def _of(self, path: str) -> list[Message]:
        return [*self._problems.get(path, ()), *self._findings.get(path, ())]

    def _diagnostic(self, problem: Message, document: OpenDocument | None) -> dict[str, Any]:
        start = Position(problem["line"], problem["column"])
        end = Position(problem["end_line"], problem["end_column"])
        if document is not None:
            text, lines = document.document.text, document.document.lines
            start, end = (
                lines.position(text, lines.offset(text, place), self._editor.encoding)
                for place in (start, end)
            )
        said: dict[str, Any] = {
            "range": lsp_range(start, end),
            "severity": problem["severity"],
            "source": SOURCE,
            "message": problem["message"],
        }
        if "rule" in problem:
            said["code"] = problem["rule"]
        return said
