"""Edits a document through a server and takes the time until its diagnostics are there.

A figure ends with the last answer for a version: a server that publishes a part first is measured
until the rest has come.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.keystrokes import Keystroke, applied
from tests.benchmarks.wire import Arrival, Message, ServerSilent, Wire, is_answer

_PAUSE = 0.012
"""Seconds between an answer and the next edit, in which a second answer is noticed."""
_PARTIAL_ABOVE = 0.05
_PARTIAL_PAUSE = 0.4
"""An answer after more than the one may be a part; then more is awaited for the other."""
_HOVER_PAUSE = 0.02
_SERVER_CANCELLED = -32802
_QUIET = 0.7
"""Seconds without a message after which a document that was opened is taken to be finished."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a server opened a document; milliseconds.

    Attributes:
        first: until the first answer.
        everything: until the last one.
        hovers: how long each hover took that was asked for in the meantime.
        diagnostics: how many the last answer held.
    """

    first: float
    everything: float
    hovers: tuple[float, ...]
    diagnostics: int


class Typist:
    """One client with one open document."""

    def __init__(
        self,
        wire: Wire,
        path: Path,
        text: str,
        *,
        pull: bool,
        patience: float,
        parts: bool = True,
    ) -> None:
        """Take what is needed; nothing is sent yet.

        Args:
            wire: the connection to a fresh server.
            path: the file.
            text: its text.
            pull: whether the client asks for diagnostics instead of having them pushed.
            patience: seconds to wait for an answer.
            parts: whether the server may answer an edit in parts.
        """
        self.wire = wire
        self.uri = path.as_uri()
        self._text = text
        self.version = 1
        self._pull = pull
        self._patience = patience
        self._parts = parts
        self._result_id: str | None = None
        self._items = 0
        self.offered: Message = {}
        """The server's capabilities, after `initialize`."""

    def initialize(self, folder: Path) -> float:
        """Start the session; return the milliseconds from the spawn to the server's answer."""
        capabilities: Message = {
            "general": {"positionEncodings": ["utf-16"]},
            "workspace": {
                "diagnostics": {"refreshSupport": True},
                "workspaceEdit": {"documentChanges": True},
            },
            "textDocument": {
                "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
                "codeAction": {
                    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}},
                    "dataSupport": True,
                    "resolveSupport": {"properties": ["edit"]},
                },
                **({"diagnostic": {"relatedDocumentSupport": False}} if self._pull else {}),
            },
        }
        params = {
            "processId": os.getpid(),
            "rootUri": folder.as_uri(),
            "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
            "capabilities": capabilities,
        }
        number = self.wire.ask("initialize", params)
        answer = self.wire.answer_to(number, self._patience)
        self.offered = answer.message["result"]["capabilities"]
        self.wire.notify("initialized", {})
        return (answer.at - self.wire.spawned_at) * 1000

    def warm_up(self, folder: Path) -> None:
        """Have the server answer for a tiny document, so that it has finished its start."""
        uri = (folder / "warm_up.py").as_uri()
        item = {"uri": uri, "languageId": "python", "version": 1, "text": "x = 1\n"}
        self.wire.notify("textDocument/didOpen", {"textDocument": item})
        if self._pull:
            self._pull_until_answered(uri)
        else:
            self.wire.wait(lambda m: _published(m, uri) is not None, self._patience)
        self.wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        while self.wire.next(0.3) is not None:
            pass

    def _pull_until_answered(self, uri: str) -> None:
        end = time.perf_counter() + self._patience
        while time.perf_counter() < end:
            number = self.wire.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            answer = self.wire.answer_to(number, self._patience).message
            if not _is_put_off(answer):
                return
        raise ServerSilent(f"no diagnostics of an empty file within {self._patience:g} s")

    def open(self, *, hover: bool, expected: int | None = None) -> Opening:
        """Open the document and wait until the server has said everything.

        Args:
            hover: whether to ask for hovers in the meantime.
            expected: how many diagnostics there will be in the end, where that is known; else
                a server that is quiet for a while is taken to have finished.
        """
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": self._text}
        begun = last = self.wire.notify("textDocument/didOpen", {"textDocument": item})
        pending = self._ask() if self._pull else None
        answers: list[float] = []
        hovers = _Hovers(self.wire, self.uri)
        while True:
            now = time.perf_counter()
            finished = bool(answers) and expected in (None, self._items)
            if now - last > (_QUIET if finished else self._patience):
                break
            if hover:
                hovers.ask(now)
            arrival = self.wire.next(_HOVER_PAUSE)
            if arrival is None or hovers.takes(arrival):
                continue
            if self._takes(arrival.message, pending):
                last = arrival.at
                answers.append((last - begun) * 1000)
            elif self._is_to_ask_again(arrival.message, pending):
                pending = self._ask()
        if not answers:
            raise ServerSilent("no diagnostics after didOpen")
        if expected not in (None, self._items):
            raise ServerSilent(f"{self._items} diagnostics after didOpen instead of {expected}")
        meanwhile = tuple(ms for asked, ms in hovers.answered if asked < last)
        return Opening(answers[0], answers[-1], meanwhile, self._items)

    def type(self, stroke: Keystroke) -> float:
        """Make an edit; return the milliseconds until its last answer."""
        begun = self.wire.notify("textDocument/didChange", self.change(stroke))
        pending = self._ask() if self._pull else None
        arrival = self._await_answer(pending, self._patience)
        if arrival is None:
            raise ServerSilent(f"no diagnostics for an edit within {self._patience:g} s")
        last = arrival.at
        partial = self._parts and last - begun > _PARTIAL_ABOVE
        while (more := self._await_answer(None, _PARTIAL_PAUSE if partial else _PAUSE)) is not None:
            last = more.at
        return (last - begun) * 1000

    def change(self, stroke: Keystroke) -> Message:
        """Make an edit here; return the parameters that tell a server."""
        change = {"range": self._range(stroke.start, stroke.end), "text": stroke.text}
        self._text = applied(self._text, stroke)
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        return {"textDocument": document, "contentChanges": [change]}

    def _await_answer(self, pending: int | None, seconds: float) -> Arrival | None:
        end = time.perf_counter() + seconds
        while (arrival := self.wire.next(end - time.perf_counter())) is not None:
            if self._takes(arrival.message, pending):
                return arrival
            if self._is_to_ask_again(arrival.message, pending):
                pending = self._ask()
                end = time.perf_counter() + self._patience
        return None

    def _takes(self, message: Message, pending: int | None) -> bool:
        """Note the diagnostics in a message; whether it is an answer for the version at hand."""
        if not self._pull:
            params = _published(message, self.uri)
            if params is None or params.get("version", self.version) != self.version:
                return False
            self._items = len(params["diagnostics"])
            return True
        if pending is None or not is_answer(message, pending) or _is_put_off(message):
            return False
        result = message.get("result")
        if result is None:
            raise ServerSilent(f"a pull was refused: {message.get('error')}")
        self._result_id = result.get("resultId", self._result_id)
        if result["kind"] == "full":
            self._items = len(result["items"])
        return True

    @staticmethod
    def _is_to_ask_again(message: Message, pending: int | None) -> bool:
        put_off = pending is not None and is_answer(message, pending) and _is_put_off(message)
        return put_off or message.get("method") == "workspace/diagnostic/refresh"

    def _ask(self) -> int:
        params: Message = {"textDocument": {"uri": self.uri}}
        if self._result_id is not None:
            params["previousResultId"] = self._result_id
        return self.wire.ask("textDocument/diagnostic", params)

    def _range(self, start: int, end: int) -> Message:
        return {"start": self._position(start), "end": self._position(end)}

    def _position(self, offset: int) -> Message:
        line_start = self._text.rfind("\n", 0, offset) + 1
        before = self._text[line_start:offset]
        return {
            "line": self._text.count("\n", 0, offset),
            "character": len(before.encode("utf-16-le")) // 2,
        }


def _published(message: Message, uri: str) -> Any:
    if message.get("method") != "textDocument/publishDiagnostics":
        return None
    params = message["params"]
    return params if params["uri"] == uri else None


def _is_put_off(answer: Message) -> bool:
    """Whether a server wants to be asked again (LSP 3.17, `ServerCancelled`)."""
    return answer.get("error", {}).get("code") == _SERVER_CANCELLED


class _Hovers:
    """Asks for a hover every now and then, one at a time."""

    def __init__(self, wire: Wire, uri: str) -> None:
        self._wire = wire
        self._uri = uri
        self._pending: int | None = None
        self._asked_at = 0.0
        self.answered: list[tuple[float, float]] = []

    def ask(self, now: float) -> None:
        if self._pending is not None or now - self._asked_at < _HOVER_PAUSE:
            return
        position = {"line": 20 + len(self.answered) % 400, "character": 6}
        params = {"textDocument": {"uri": self._uri}, "position": position}
        self._asked_at = now
        self._pending = self._wire.ask("textDocument/hover", params)

    def takes(self, arrival: Arrival) -> bool:
        """Note the answer to a hover; whether the message is one."""
        message = arrival.message
        if self._pending is None or message.get("id") != self._pending or "method" in message:
            return False
        self.answered.append((self._asked_at, (arrival.at - self._asked_at) * 1000))
        self._pending = None
        return True
