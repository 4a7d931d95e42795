"""An editor reduced to one file: it types, shows what the server says, and applies its edits."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.wire import Arrival, Message, Wire

_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Hint:
    """A diagnostic, its range in offsets of the text.

    Attributes:
        start: where it begins.
        end: where it ends.
        severity: 1 error, 2 warning, 3 information, 4 hint (LSP, `DiagnosticSeverity`).
        rule: its code.
        message: what it says.
        raw: the diagnostic as the server sent it.
    """

    start: int
    end: int
    severity: int
    rule: str
    message: str
    raw: Message


class Editor:
    """A client with one open file. The server pushes its diagnostics."""

    def __init__(self, wire: Wire, folder: Path, path: Path) -> None:
        """Start a session in `folder` and open the file at `path`."""
        self._wire = wire
        self._uri = path.as_uri()
        self._version = 1
        self.text = path.read_text("utf-8")
        self.hints: tuple[Hint, ...] = ()
        self._initialize(folder)
        item = {"uri": self._uri, "languageId": "python", "version": 1, "text": self.text}
        self._wire.notify("textDocument/didOpen", {"textDocument": item})
        self._await_hints()

    def replace(self, start: int, end: int, text: str) -> float:
        """Make an edit; return the milliseconds until its diagnostics were there."""
        change = {"range": self._range(start, end), "text": text}
        self.text = f"{self.text[:start]}{text}{self.text[end:]}"
        self._version += 1
        document = {"uri": self._uri, "version": self._version}
        begun = self._wire.notify(
            "textDocument/didChange", {"textDocument": document, "contentChanges": [change]}
        )
        return (self._await_hints().at - begun) * 1000

    def actions(self, start: int, end: int, only: Sequence[str] | None = None) -> list[Message]:
        """Return the code actions for a range."""
        raw = [hint.raw for hint in self.hints if hint.start <= end and start <= hint.end]
        context: Message = {"diagnostics": raw, "triggerKind": 1}
        if only is not None:
            context["only"] = list(only)
        place = {"textDocument": {"uri": self._uri}, "range": self._range(start, end)}
        return self._wire.request("textDocument/codeAction", {**place, "context": context})

    def apply(self, action: Message) -> float:
        """Apply a code action; return the milliseconds from the choice to fresh diagnostics."""
        resolved = self._wire.request("codeAction/resolve", action)
        [change] = resolved["edit"]["documentChanges"]
        edits = [
            (self._offset(e["range"]["start"]), self._offset(e["range"]["end"]), e["newText"])
            for e in change["edits"]
        ]
        took = 0.0
        for start, end, text in sorted(edits, reverse=True):
            took += self.replace(start, end, text)
        return took

    def close(self) -> None:
        """End the session in order."""
        self._wire.request("shutdown", None)
        self._wire.notify("exit", None)

    def _initialize(self, folder: Path) -> None:
        capabilities: Message = {
            "workspace": {"workspaceEdit": {"documentChanges": True}},
            "textDocument": {
                "publishDiagnostics": {"versionSupport": True},
                "codeAction": {"resolveSupport": {"properties": ["edit"]}, "dataSupport": True},
            },
        }
        params = {
            "processId": os.getpid(),
            "rootUri": folder.as_uri(),
            "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
            "capabilities": capabilities,
        }
        self._wire.request("initialize", params)
        self._wire.notify("initialized", {})

    def _await_hints(self) -> Arrival:
        arrival = self._wire.wait(self._is_for_this_version, _SECONDS)
        self.hints = tuple(map(self._hint, arrival.message["params"]["diagnostics"]))
        return arrival

    def _is_for_this_version(self, message: Message) -> bool:
        if message.get("method") != "textDocument/publishDiagnostics":
            return False
        params = message["params"]
        return params["uri"] == self._uri and params["version"] == self._version

    def _hint(self, raw: Message) -> Hint:
        return Hint(
            self._offset(raw["range"]["start"]),
            self._offset(raw["range"]["end"]),
            raw["severity"],
            raw["code"],
            raw["message"],
            raw,
        )

    def _range(self, start: int, end: int) -> Message:
        return {"start": self._position(start), "end": self._position(end)}

    def _position(self, offset: int) -> Message:
        before = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        return {
            "line": self.text.count("\n", 0, offset),
            "character": len(before.encode("utf-16-le")) // 2,
        }

    def _offset(self, position: Message) -> int:
        start = 0
        for _ in range(position["line"]):
            start = self.text.index("\n", start) + 1
        line = self.text[start:].partition("\n")[0].encode("utf-16-le")
        return start + len(line[: position["character"] * 2].decode("utf-16-le"))
