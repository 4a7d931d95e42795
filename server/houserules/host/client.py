"""Keeps an analysis host running: starts, watches, kills and restarts it, and matches answers.

It knows the protocol's envelope and nothing of what messages mean; whoever listens re-sends
settings and open documents when a fresh process is up. Everything runs on one asyncio loop.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol

from houserules.host.process import HostProcess
from houserules.host.protocol import Message, notification, request

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 5.0
STARTUP_SECONDS = 30.0
MEMORY_CAP = 2 << 30
_TICK_SECONDS = 0.25
_LIVED_WELL_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 10.0
_QUICK_DEATHS_OF_THE_IDLE = 2

# Deaths that the unit at work must have caused: SIGILL, SIGABRT, SIGBUS, SIGSEGV, SIGALRM (the
# host's last resort); on Windows access violation and stack overflow.
_CRASHES = frozenset({-4, -6, -7, -10, -11, -14, 0xC0000005, 0xC00000FD})


class HostDown(Exception):
    """The host is not running, or died before it answered."""


class HostRefused(Exception):
    """The host answered a request with an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.reason = message


class HostListener(Protocol):
    """Who is told what the host says and when it comes and goes."""

    def host_started(self) -> None:
        """A fresh process is running: it knows nothing and must be told everything."""
        ...

    def host_message(self, message: Message) -> None:
        """The host sent a notification."""
        ...

    def host_died(self, reason: str) -> None:
        """The process ended or was ended; another one follows."""
        ...


class HostClient:
    """The one host of a front. Not thread-safe: call it on its loop only."""

    def __init__(
        self,
        listener: HostListener,
        loop: asyncio.AbstractEventLoop,
        spawn: Callable[[], HostProcess] = HostProcess,
        deadline: float = DEADLINE_SECONDS,
        memory_cap: int = MEMORY_CAP,
    ) -> None:
        self._listener = listener
        self._loop = loop
        self._spawn = spawn
        self._deadline = deadline
        self._memory_cap = memory_cap
        self._process: HostProcess | None = None
        self._numbers = itertools.count(1)
        self._pending: dict[int, asyncio.Future[Any]] = {}
        self._started = False
        self._stopped = False
        self._spawned_at = 0.0
        # Beats of the host's breadcrumb and when they last changed; since when it owes us a sign.
        self._progress = (0, 0.0)
        self._waiting_since: float | None = None
        self._tick: asyncio.TimerHandle | None = None
        self._kill_reason: str | None = None
        self._quick_deaths = 0
        self._suspects: Counter[str] = Counter()
        self._poisoned: dict[str, None] = {}
        self.restarts = 0

    @property
    def up(self) -> bool:
        """Whether a process is running and has finished its start."""
        return self._started

    @property
    def poisoned(self) -> tuple[str, ...]:
        """Fingerprints of units that killed a host, for the next `configure`."""
        return tuple(self._poisoned)

    @property
    def pid(self) -> int | None:
        """The process id of the running host."""
        return None if self._process is None else self._process.pid

    @property
    def silent_for(self) -> float:
        """Seconds since a host at work last gave a sign; 0 while none is at work."""
        if self._process is None or not self._started:
            return 0.0
        trail, now = self._process.trail(), time.monotonic()
        if trail.beats != self._progress[0]:
            self._progress = (trail.beats, now)
            self._waiting_since = None
        return now - self._progress[1] if trail.busy else 0.0

    def start(self, process: HostProcess | None = None) -> None:
        """Run a host: the one given, which may have been spawned earlier, or a new one."""
        if self._stopped:
            return
        try:
            process = process or self._spawn()
        except OSError as error:
            logger.warning("the analysis host cannot be started: %s", error.strerror)
            self._quick_deaths += 1
            self._schedule_start()
            return
        self._process = process
        self._spawned_at = time.monotonic()
        self._progress = (0, self._spawned_at)
        self._waiting_since = None
        self._kill_reason = None

        def on_message(message: Message) -> None:
            self._post(self._receive, process, message)

        def on_exit(status: int) -> None:
            self._post(self._exited, process, status)

        process.connect(on_message, on_exit)
        self._listener.host_started()
        self._watch()

    def notify(self, method: str, params: Message) -> None:
        """Send a message without answer; dropped when no host runs, for `host_started` follows."""
        self._send(notification(method, params))

    async def request(self, method: str, params: Message, timeout: float) -> Any:
        """Send a request and wait for its result; the host hears when nobody waits any more.

        Raises:
            HostDown: no host runs, it died, or it did not answer within `timeout` seconds.
            HostRefused: the host answered with an error.
        """
        if self._process is None:
            raise HostDown("the analysis host is not running")
        number = next(self._numbers)
        answer = self._pending[number] = self._loop.create_future()
        self._send(request(number, method, params))
        try:
            async with asyncio.timeout(timeout):
                return await answer
        except TimeoutError as error:
            raise HostDown(f"no answer to {method} within {timeout:g} s") from error
        finally:
            if self._pending.pop(number, None) is not None:
                self.notify("cancel", {"id": number})

    def restart(self, reason: str) -> None:
        """End the running host; a fresh one follows at once."""
        self._quick_deaths = 0
        self._end(reason)

    def stop(self) -> None:
        """End the host for good."""
        self._stopped = True
        if self._tick is not None:
            self._tick.cancel()
        if self._process is not None:
            self._process.close()
            self._process = None
        self._started = False
        self._fail_pending()

    def _send(self, message: Message) -> None:
        if self._process is not None:
            self._process.send(message)
            if self._waiting_since is None:
                self._waiting_since = time.monotonic()
            self._watch()

    def _post(self, callback: Callable[..., None], *args: object) -> None:
        try:
            self._loop.call_soon_threadsafe(callback, *args)
        except RuntimeError:
            logger.debug("the loop is closed: a host message is dropped")

    def _receive(self, process: HostProcess, message: Message) -> None:
        if process is not self._process:
            return
        self._watch()
        number = message.get("id")
        if number is not None:
            self._answer(number, message)
        elif message.get("method") == "started":
            self._started = True
        else:
            self._listener.host_message(message)

    def _answer(self, number: int, message: Message) -> None:
        answer = self._pending.pop(number, None)
        if answer is None or answer.done():
            return
        error = message.get("error")
        if error is None:
            answer.set_result(message.get("result"))
        else:
            answer.set_exception(HostRefused(error.get("code", ""), error.get("message", "")))

    def _watch(self) -> None:
        if self._tick is None and not self._stopped:
            self._tick = self._loop.call_later(_TICK_SECONDS, self._look)

    def _look(self) -> None:
        """Look whether the host is stuck or too big; looking stops when it has nothing to do."""
        self._tick = None
        if self._process is None:
            return
        now = time.monotonic()
        trail = self._process.trail()
        if trail.beats != self._progress[0]:
            self._progress = (trail.beats, now)
            self._waiting_since = None
        working = trail.busy or self._waiting_since is not None or not self._started
        limit = self._deadline if self._started else STARTUP_SECONDS
        if working and now - max(self._progress[1], self._waiting_since or 0) > limit:
            self._end("deadline")
        elif (self._process.resident_bytes() or 0) > self._memory_cap:
            self._end("memory")
        elif working or self._pending:
            self._watch()

    def _end(self, reason: str) -> None:
        if self._process is not None and self._kill_reason is None:
            self._kill_reason = reason
            self._process.kill()

    def _exited(self, process: HostProcess, status: int) -> None:
        if process is not self._process:
            return
        trail = process.trail()
        reason = self._kill_reason or f"exit status {status}"
        if trail.busy and trail.unit:
            self._suspect(trail.unit, certain=reason == "deadline" or status in _CRASHES)
        process.close()
        was_up = self._started
        self._process = None
        self._started = False
        self.restarts += 1
        logger.warning("the analysis host ended (%s); starting another", reason)
        self._fail_pending()
        self._listener.host_died(reason)
        self._count_death(finished=self._kill_reason is None and was_up and not trail.busy)
        self._schedule_start()

    def _count_death(self, *, finished: bool) -> None:
        """Note a death, for the pause that follows: after many in a row it is a long one.

        A process that had finished its work did not die of it: another one may follow soon.
        """
        if time.monotonic() - self._spawned_at > _LIVED_WELL_SECONDS:
            self._quick_deaths = 0
        elif not finished or self._quick_deaths < _QUICK_DEATHS_OF_THE_IDLE:
            self._quick_deaths += 1

    def _suspect(self, unit: str, *, certain: bool) -> None:
        """Poison a unit that killed the host, or that was at work at two unexplained deaths."""
        self._suspects[unit] += 1
        if certain or self._suspects[unit] > 1:
            self._poisoned[unit] = None

    def _schedule_start(self) -> None:
        if self._stopped:
            return
        pause = 0.0
        if self._quick_deaths > 1:
            pause = min(0.1 * 2 ** (self._quick_deaths - 1), _LONGEST_PAUSE_SECONDS)
        self._loop.call_later(pause, self.start)

    def _fail_pending(self) -> None:
        pending, self._pending = self._pending, {}
        for answer in pending.values():
            if not answer.done():
                answer.set_exception(HostDown("the analysis host died"))
