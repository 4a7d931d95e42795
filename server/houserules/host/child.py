"""The analysis host process: reads messages on one thread, works on another.

It owns the plumbing only (pipes, threads, limits, breadcrumb); what a message means is the
service's business.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from houserules.host.breadcrumb import Breadcrumb
from houserules.host.collector import calm_collector, tidy_while_idle
from houserules.host.error_log import log_error
from houserules.host.protocol import ErrorCode, Message, decode, encode, failure, notification

WORKER_STACK = 64 << 20
ADDRESS_SPACE = 4 << 30
# The client's deadline is shorter: this one is for a client that is gone while the parser holds
# the interpreter lock, so that no Python code of ours could notice the closed pipe.
LAST_RESORT_SECONDS = 20

EXIT_CRASH = 70


class HostService(Protocol):
    """What the host serves; see `houserules.host.service.Service`."""

    def handle(self, message: Message) -> list[Message]:
        """Take in one message and return replies and notifications."""
        ...

    def step(self, should_yield: Callable[[], bool]) -> list[Message] | None:
        """Do a slice of background work, or return None when there is none."""
        ...


ServiceFactory = Callable[[Callable[[str], None], Callable[[], None]], HostService]


def run(make_service: ServiceFactory, breadcrumb_path: str) -> None:
    """Serve on stdin and stdout until stdin ends; never returns.

    Args:
        make_service: called on the worker thread with a function that takes the fingerprint of a
            unit whose work begins, or "" to say that work goes on, and one that may be called from
            any thread to have `step` called.
        breadcrumb_path: the file that the client made for this process.
    """
    inbox, outbox = _guard_pipes()
    sys.setswitchinterval(0.0005)
    calm_collector()
    _limit_resources()
    breadcrumb = Breadcrumb(Path(breadcrumb_path))
    if os.name == "posix":
        breadcrumb.unlink()
    messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
    worker = _Worker(make_service, breadcrumb, messages, outbox)
    threading.stack_size(WORKER_STACK)
    threading.Thread(target=worker.run, name="worker", daemon=True).start()
    threading.stack_size(0)
    for line in os.fdopen(inbox, "rb", buffering=1 << 18):
        messages.put(decode(line))
    os._exit(0)


class _Worker:
    """The loop that alternates between messages, which come first, and background work."""

    def __init__(
        self,
        make_service: ServiceFactory,
        breadcrumb: Breadcrumb,
        messages: queue.SimpleQueue[Message],
        outbox: int,
    ) -> None:
        self._make_service = make_service
        self._breadcrumb = breadcrumb
        self._messages = messages
        self._outbox = outbox
        self._last_resort = _LastResort()

    def run(self) -> None:
        """Work until the process ends; a bug ends it, so that the client starts a fresh one."""
        try:
            self._serve()
        except BrokenPipeError:
            os._exit(0)
        except BaseException as error:
            log_error(error)
            os._exit(EXIT_CRASH)

    def _serve(self) -> None:
        self._begin("")
        gc.disable()
        service = self._make_service(self._begin, self._wake)
        # What the imports made lives for ever; a collection need not look at it.
        gc.freeze()
        gc.enable()
        self._send([notification("started", {"pid": os.getpid()})])
        should_yield: Callable[[], bool] = lambda: not self._messages.empty()  # noqa: E731
        while True:
            if self._messages.empty():
                self._begin("")
                sent = service.step(should_yield)
                if sent is not None:
                    self._send(sent)
                    continue
                tidy_while_idle()
                self._breadcrumb.idle()
                self._last_resort.disarm()
            message = self._messages.get()
            self._begin("")
            self._send(self._handle(service, message))

    def _wake(self) -> None:
        # One message is enough to end the wait; it means nothing to the service.
        if self._messages.empty():
            self._messages.put(notification("wake", {}))

    def _handle(self, service: HostService, message: Message) -> list[Message]:
        try:
            return service.handle(message)
        except Exception as error:
            # A request changes nothing, so its failure is an answer. A notification that failed
            # half-way leaves the service in doubt: end, and be told everything anew.
            number: Any = message.get("id")
            if not isinstance(number, int):
                raise
            log_error(error)
            return [failure(number, ErrorCode.INTERNAL, type(error).__name__)]

    def _begin(self, unit: str) -> None:
        self._breadcrumb.working(unit)
        self._last_resort.arm()

    def _send(self, messages: list[Message]) -> None:
        if not messages:
            return
        rest = memoryview(b"".join(encode(message) for message in messages))
        while rest:
            rest = rest[os.write(self._outbox, rest) :]


class _LastResort:
    """Ends this process when one unit takes far too long, without needing the interpreter lock."""

    def __init__(self) -> None:
        self._armed_at = 0.0
        self._timer = getattr(signal, "setitimer", None)
        if self._timer is not None:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def arm(self) -> None:
        """Start the countdown anew."""
        if self._timer is not None:
            self._timer(signal.ITIMER_REAL, LAST_RESORT_SECONDS)
            return
        # The watchdog thread of faulthandler costs a thread start: renew it once a second only.
        now = time.monotonic()
        if now - self._armed_at > 1:
            self._armed_at = now
            faulthandler.dump_traceback_later(LAST_RESORT_SECONDS, exit=True)

    def disarm(self) -> None:
        """Stop the countdown while there is nothing to do."""
        if self._timer is not None:
            self._timer(signal.ITIMER_REAL, 0)
            return
        self._armed_at = 0.0
        faulthandler.cancel_dump_traceback_later()


def _guard_pipes() -> tuple[int, int]:
    """Keep the pipes to ourselves: a rule that prints writes to stderr, one that reads gets EOF."""
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


def _limit_resources() -> None:
    """Leave no core dump, ignore the terminal's interrupt, cap the address space."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        return
    import resource

    for limit, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, ADDRESS_SPACE)):
        # Some systems know the limit but refuse to set it; the client's own watch remains.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def main() -> None:
    """Run the analysis host of the product."""
    from houserules.host.service import Service

    run(Service, sys.argv[1])


if __name__ == "__main__":
    main()
