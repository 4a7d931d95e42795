"""Problems in settings files and findings of project rules in files that are not Python, delivered
like any other diagnostics.
"""

from __future__ import annotations

import json
from typing import Any

from houserules.host.protocol import Message
from houserules.lsp.convert import lsp_range
from houserules.lsp.diagnostics import Diagnostics
from houserules.lsp.documents import Documents, OpenDocument, Role
from houserules.lsp.editor import Editor
from houserules.lsp.rendering import SOURCE
from houserules.lsp.uris import uri_of
from houserules.lsp.workspace_diagnostics import WorkspaceDiagnostics
from houserules.text.lines import Position


class SettingsProblems:
    """The problems by path; those of files that are not open are diagnostics of the workspace."""

    def __init__(
        self,
        editor: Editor,
        documents: Documents,
        diagnostics: Diagnostics,
        workspace: WorkspaceDiagnostics,
    ) -> None:
        """Take what is needed to deliver."""
        self._editor = editor
        self._documents = documents
        self._diagnostics = diagnostics
        self._workspace = workspace
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
        kept[path] = params["problems"]
        document = self._documents.at_path(path)
        # A pull of a file of another name is answered with nothing.
        pulled = self._editor.pull_diagnostics
        if document is not None and (document.role is Role.SETTINGS or not pulled):
            self.opened(document)
        else:
            self._tell_closed(path)

    def opened(self, document: OpenDocument) -> None:
        """Deliver what is known of a settings file that is open now."""
        problems = self._of(document.path or "")
        document.extra = [self._diagnostic(problem, document) for problem in problems]
        self._diagnostics.settings_changed(document)

    def closed(self, document: OpenDocument) -> None:
        """Go on showing what is known of a file that was open."""
        if document.path is not None and self._of(document.path):
            self._tell_closed(document.path)

    def _tell_closed(self, path: str) -> None:
        items = (json.dumps(self._diagnostic(problem, None)) for problem in self._of(path))
        wrong_settings = bool(self._problems.get(path))
        self._workspace.put(uri_of(path), ",".join(items), always=wrong_settings)

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
