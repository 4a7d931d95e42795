"""A language client reduced to its pipes: sends messages, tells when each message came in.

It reads on the caller's thread and takes the time before it decodes, so that its own work is not
part of a figure. It answers the requests that servers make of a client.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

Message = dict[str, Any]


class Arrival(NamedTuple):
    """A message and when its last byte was there, in seconds of `time.perf_counter`."""

    at: float
    message: Message


class ServerSilent(Exception):
    """The server said nothing of what was waited for in time, or it ended."""


class Wire:
    """One server process and the connection to it."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start the server in a folder, with some variables added to the environment."""
        self.spawned_at = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._outbox = self.process.stdin.fileno()
        self._inbox = self.process.stdout.fileno()
        self._buffer = bytearray()
        self._early: deque[tuple[float, bytes]] = deque()
        self._numbers = 0
        self.asked_at = 0.0
        """When the first byte of the last request left."""

    def __enter__(self) -> Wire:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the server."""
        self.process.kill()
        self.process.wait()

    def notify(self, method: str, params: object) -> float:
        """Send a notification; return when its first byte left."""
        return self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: object) -> int:
        """Send a request; return its number."""
        self._numbers += 1
        message = {"jsonrpc": "2.0", "id": self._numbers, "method": method, "params": params}
        self.asked_at = self._send(message)
        return self._numbers

    def flood(self, method: str, several: Iterable[object]) -> float:
        """Send many notifications without a pause; return when the last byte left.

        What the server says meanwhile is taken in, so that neither waits for the other.
        """
        messages = [{"jsonrpc": "2.0", "method": method, "params": params} for params in several]
        rest = memoryview(b"".join(map(_framed, messages)))
        os.set_blocking(self._outbox, False)
        try:
            while rest:
                readable, writable, _ = select.select([self._inbox], [self._outbox], [])
                if readable:
                    self._read()
                    at = time.perf_counter()
                    while (body := self._cut()) is not None:
                        self._early.append((at, body))
                if writable:
                    rest = rest[os.write(self._outbox, rest) :]
        finally:
            os.set_blocking(self._outbox, True)
        return time.perf_counter()

    def request(self, method: str, params: object, seconds: float = 30.0) -> Any:
        """Send a request and return its result.

        Raises:
            ServerSilent: no answer came, or an error.
        """
        answer = self.answer_to(self.ask(method, params), seconds).message
        if "error" in answer:
            raise ServerSilent(f"{method} was refused: {answer['error'].get('message')}")
        return answer.get("result")

    def answer_to(self, number: int, seconds: float) -> Arrival:
        """Return the answer to a request, a result or an error, dropping other messages.

        Raises:
            ServerSilent: none came within `seconds`.
        """
        return self.wait(lambda m: is_answer(m, number), seconds)

    def wait(self, wanted: Callable[[Message], bool], seconds: float) -> Arrival:
        """Return the next message that is wanted, dropping the others.

        Raises:
            ServerSilent: none came within `seconds`.
        """
        end = time.perf_counter() + seconds
        while (arrival := self.next(end - time.perf_counter())) is not None:
            if wanted(arrival.message):
                return arrival
        raise ServerSilent(f"nothing within {seconds:g} s")

    def next(self, seconds: float) -> Arrival | None:
        """Return the next message; None when none came within `seconds`.

        Raises:
            ServerSilent: the server ended.
        """
        end = time.perf_counter() + seconds
        if self._early:
            at, body = self._early.popleft()
        else:
            while (found := self._cut()) is None:
                left = max(end - time.perf_counter(), 0)
                if not select.select([self._inbox], [], [], left)[0]:
                    return None
                self._read()
            at, body = time.perf_counter(), found
        message: Message = json.loads(body)
        if "method" in message and "id" in message:
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": _answer(message)})
        return Arrival(at, message)

    def _read(self) -> None:
        chunk = os.read(self._inbox, 1 << 20)
        if not chunk:
            raise ServerSilent("the server ended")
        self._buffer += chunk

    def _cut(self) -> bytes | None:
        head, separator, _ = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return None
        [length] = [
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        ]
        start = len(head) + len(separator)
        if len(self._buffer) < start + length:
            return None
        body = bytes(self._buffer[start : start + length])
        del self._buffer[: start + length]
        return body

    def _send(self, message: Message) -> float:
        rest = memoryview(_framed(message))
        at = time.perf_counter()
        while rest:
            rest = rest[os.write(self._outbox, rest) :]
        return at


def is_answer(message: Message, number: int) -> bool:
    """Return whether a message answers a request."""
    return "method" not in message and message.get("id") == number


def _framed(message: Message) -> bytes:
    body = json.dumps(message, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _answer(request: Message) -> Any:
    """Return what a client without any settings answers to a server's request."""
    if request["method"] == "workspace/configuration":
        return [None for _ in request["params"]["items"]]
    return None
