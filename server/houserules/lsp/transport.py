"""Bytes to and from the editor: two threads, so that neither reading nor a slow reader stalls us.

It knows framing and JSON text, and no method.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any

from houserules.lsp.framing import Framer, FramingError


def guard_stdio() -> tuple[int, int]:
    """Take stdin and stdout away from everybody else; return our descriptors of them.

    Afterwards a stray `print` goes to stderr instead of into the protocol.
    """
    inbox, outbox = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (inbox, outbox):
            msvcrt.setmode(descriptor, os.O_BINARY)
    return inbox, outbox


class Reader:
    """Reads messages until the editor closes the pipe."""

    def __init__(
        self,
        descriptor: int,
        on_message: Callable[[Any], None],
        on_garbage: Callable[[str], None],
        on_end: Callable[[], None],
    ) -> None:
        """All three functions are called on the reader's thread.

        Args:
            descriptor: what to read from.
            on_message: takes the decoded JSON value.
            on_garbage: takes the reason why some bytes are no message.
            on_end: called once, when the pipe is closed or broken.
        """
        self._descriptor = descriptor
        self._on_message = on_message
        self._on_garbage = on_garbage
        self._on_end = on_end

    def start(self) -> None:
        """Start reading."""
        threading.Thread(target=self._run, name="lsp-reader", daemon=True).start()

    def _run(self) -> None:
        framer = Framer()
        try:
            while chunk := os.read(self._descriptor, 1 << 16):
                for frame in framer.feed(chunk):
                    self._decode(frame, framer)
        except OSError:
            pass  # the same end as a closed pipe
        self._on_end()

    def _decode(self, frame: bytes | FramingError, framer: Framer) -> None:
        if isinstance(frame, FramingError):
            self._on_garbage(str(frame))
            return
        try:
            message = _DECODER.decode(frame.decode("utf-8"))
        except (ValueError, RecursionError, MemoryError) as error:
            framer.put_back(frame)
            self._on_garbage(f"not JSON: {type(error).__name__}")
            return
        self._on_message(message)


class Writer:
    """Writes whole messages, one after the other, on a thread of its own."""

    def __init__(self, descriptor: int, on_broken: Callable[[], None]) -> None:
        """`on_broken` is called on the writer's thread when the editor no longer reads."""
        self._descriptor = descriptor
        self._on_broken = on_broken
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="lsp-writer", daemon=True)

    def start(self) -> None:
        """Start writing."""
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Queue a message, header included."""
        self._queue.put(data)

    def close(self) -> None:
        """Write what is queued, for at most a second."""
        self._queue.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(1.0)

    def _run(self) -> None:
        while (data := self._queue.get()) is not None:
            rest = memoryview(data)
            try:
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
            except OSError:
                self._on_broken()
                return


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
