"""A raw JSON-RPC client for tests: an editor reduced to its pipes.

Unlike a client library it can send what no editor should, and it sees every byte that comes back.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FAKE_SERVER = (sys.executable, "-P", str(Path(__file__).with_name("fake_server.py")))
PRODUCT = (sys.executable, "-m", "houserules.lsp")

Message = dict[str, Any]
SECONDS = 20.0


class Editor:
    """One server process and what it said. Requests of the server are answered by `answers`."""

    def __init__(self, command: Sequence[str] = FAKE_SERVER, **options: Any) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )
        self.answers: dict[str, Callable[[Any], Any]] = {}
        self.seen: list[Message] = []
        self.errors: list[str] = []
        self._inbox: queue.Queue[Message | None] = queue.Queue()
        self._numbers = 0
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()

    def __enter__(self) -> Editor:
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.kill()
        self.process.wait()

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start_request(self, method: str, params: Any = None) -> int:
        self._numbers += 1
        message = {"jsonrpc": "2.0", "id": self._numbers, "method": method}
        self.send(message if params is None else {**message, "params": params})
        return self._numbers

    def answer_to(self, number: int | str | None, seconds: float = SECONDS) -> Message:
        return self.wait_for(lambda m: "method" not in m and m.get("id") == number, seconds)

    def request(self, method: str, params: Any = None, seconds: float = SECONDS) -> Any:
        answer = self.answer_to(self.start_request(method, params), seconds)
        assert "error" not in answer, answer
        return answer["result"]

    def wait_for(self, wanted: Callable[[Message], bool], seconds: float = SECONDS) -> Message:
        """Return the first message from now on that is wanted, and put the others in `seen`."""
        end = time.monotonic() + seconds
        for index, message in enumerate(self.seen):
            if wanted(message):
                return self.seen.pop(index)
        while True:
            try:
                message = self._inbox.get(timeout=max(end - time.monotonic(), 0.001))
            except queue.Empty:
                raise AssertionError(f"nothing within {seconds} s; seen {self.seen}") from None
            if message is None:
                self._inbox.put(None)
                raise AssertionError(f"the server ended; it said {self.errors}")
            if "method" in message and "id" in message:
                answer = self.answers.get(message["method"], lambda params: None)
                self.send(
                    {"jsonrpc": "2.0", "id": message["id"], "result": answer(message.get("params"))}
                )
            if wanted(message):
                return message
            self.seen.append(message)

    def notification(self, method: str, seconds: float = SECONDS) -> Any:
        return self.wait_for(lambda m: m.get("method") == method, seconds).get("params")

    def published(self, version: int | None = None, seconds: float = SECONDS) -> Any:
        """Return the parameters of the next publish, of a version if one is named."""
        return self.wait_for(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and (version is None or m["params"].get("version") == version)
            ),
            seconds,
        )["params"]

    def quiet(self, seconds: float = 0.3) -> None:
        """Take in what arrives within some time."""
        try:
            self.wait_for(lambda m: False, seconds)
        except AssertionError:
            return

    def initialize(self, capabilities: Message | None = None, **params: Any) -> Any:
        result = self.request(
            "initialize",
            {"processId": None, "rootUri": None, "capabilities": capabilities or {}, **params},
        )
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, version: int = 1, language: str = "python") -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: Message) -> None:
        identifier = {"uri": uri, "version": version}
        self.notify(
            "textDocument/didChange", {"textDocument": identifier, "contentChanges": list(changes)}
        )

    def actions(
        self, uri: str, start: tuple[int, int], end: tuple[int, int] | None = None, **context: Any
    ) -> Any:
        return self.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": uri},
                "range": span(start, end or start),
                "context": {"diagnostics": [], **context},
            },
        )

    def exit(self) -> int:
        """Shut down in order and return the exit status."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(10)

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while line := out.readline():
            length = int(line.split(b":")[1])
            assert out.readline() == b"\r\n"
            self._inbox.put(json.loads(out.read(length)))
        self._inbox.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.errors.append(line.decode("utf-8", "replace").rstrip())


def span(start: tuple[int, int], end: tuple[int, int]) -> Message:
    """Return an LSP range."""
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }


def insertion(line: int, column: int, text: str) -> Message:
    """Return a content change that inserts."""
    return {"range": span((line, column), (line, column)), "text": text}
