"""The trace that an editor can ask for (LSP 3.17, `$/setTrace`): methods, ids and times, no text."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from enum import Enum


class TraceLevel(Enum):
    """How much to trace. There is no more to say verbosely: nothing of a file leaves this way."""

    OFF = "off"
    MESSAGES = "messages"
    VERBOSE = "verbose"


_LEVELS = {level.value: level for level in TraceLevel}


class Tracing:
    """Sends `$/logTrace` for each message of the client once it was handled."""

    def __init__(self, notify_json: Callable[[str, str], None]) -> None:
        """Start switched off; `notify_json` sends a notification."""
        self._notify_json = notify_json
        self._level = TraceLevel.OFF
        self._running: dict[int | str, tuple[str, float]] = {}

    def set_level(self, value: object) -> None:
        """Take `off`, `messages` or `verbose`; anything else changes nothing."""
        if isinstance(value, str) and value in _LEVELS:
            self._level = _LEVELS[value]
        if self._level is TraceLevel.OFF:
            self._running.clear()

    def begin(self, number: int | str, method: str) -> None:
        """Note that a request arrived."""
        if self._level is not TraceLevel.OFF:
            self._running[number] = method, time.monotonic()

    def end(self, number: int | str | None) -> None:
        """Trace a request that is answered now."""
        begun = None if number is None else self._running.pop(number, None)
        if begun is not None:
            method, start = begun
            self._send(f"{method} ({number}) answered in {_milliseconds(start)}")

    def now(self) -> float:
        """The time to hand to `notified`."""
        return time.monotonic()

    def notified(self, method: str, start: float) -> None:
        """Trace a notification that was handled."""
        if self._level is not TraceLevel.OFF:
            self._send(f"{method} handled in {_milliseconds(start)}")

    def _send(self, message: str) -> None:
        self._notify_json("$/logTrace", json.dumps({"message": message}))


def _milliseconds(start: float) -> str:
    return f"{(time.monotonic() - start) * 1000:.1f} ms"
