"""A running analysis host seen from outside: its pipes, its breadcrumb, its death.

It restarts nothing and knows no message: that is the client's part.
"""

from __future__ import annotations

import io
import os
import queue
import site
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from houserules.host.breadcrumb import Breadcrumb, Trail
from houserules.host.protocol import MalformedMessage, Message, decode, encode

# What a Python process needs to start, find its temporary and cache folders and speak UTF-8.
# All else stays out: PYTHONPATH and its like would let a workspace decide what is imported.
_KEPT_VARIABLES = frozenset(
    (
        *("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ"),
        *(
            "TMPDIR",
            "TMP",
            "TEMP",
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME",
            "HOUSERULES_CACHE_DIR",
            "VIRTUAL_ENV",
        ),
        *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR"),
        *("USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "COMSPEC", "PATHEXT"),
        *("PROCESSOR_ARCHITECTURE", "NUMBER_OF_PROCESSORS"),
    )
)


def host_command() -> tuple[str, ...]:
    """Return the command of the product's host: isolated from workspace and environment."""
    return isolated_command("houserules.host.child")


def isolated_command(module: str) -> tuple[str, ...]:
    """Return the command that runs a module isolated from workspace and environment."""
    # -I also hides the user's site-packages, in which the package itself may be installed.
    user_site = site.getusersitepackages() if site.ENABLE_USER_SITE else None
    at_home = user_site is not None and Path(user_site) in Path(__file__).parents
    isolation = ("-P", "-E") if at_home else ("-P", "-I")
    return (sys.executable, *isolation, "-X", "utf8", "-m", module)


def scrubbed_environment(environment: dict[str, str]) -> dict[str, str]:
    """Return the variables that the host may see."""
    return {name: value for name, value in environment.items() if name.upper() in _KEPT_VARIABLES}


class HostProcess:
    """One child process. `connect` starts its threads; until then its output waits in the pipe."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        """Spawn the process, by default the product's host.

        Raises:
            OSError: the process or its breadcrumb file could not be created.
        """
        self._breadcrumb = Breadcrumb.create()
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._closed = False
        try:
            self._process = subprocess.Popen(
                [*(command or host_command()), str(self._breadcrumb.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                env=scrubbed_environment(dict(os.environ)),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            self._breadcrumb.close()
            raise
        self.pid = self._process.pid

    def connect(
        self, on_message: Callable[[Message], None], on_exit: Callable[[int], None]
    ) -> None:
        """Deliver messages and the exit status, both on a thread of this object.

        `on_exit` is called once, after the last message.
        """
        for target, name in (
            (self._write_all, "host-writer"),
            (lambda: self._read_all(on_message, on_exit), "host-reader"),
        ):
            threading.Thread(target=target, name=name, daemon=True).start()

    def send(self, message: Message) -> None:
        """Queue a message; never blocks, and does nothing once the process is gone."""
        self._outbox.put(encode(message))

    def trail(self) -> Trail:
        """Return what the host noted last, also after its death."""
        return Trail(False, 0, "") if self._closed else self._breadcrumb.read()

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        self._process.kill()

    def close(self) -> None:
        """End the process and remove its breadcrumb file. The trail is gone afterwards."""
        self._process.kill()
        self._outbox.put(None)
        if not self._closed:
            self._closed = True
            self._breadcrumb.close()

    def resident_bytes(self) -> int | None:
        """Return the memory the process occupies, None where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        except (OSError, ValueError, IndexError):
            return None
        return pages * os.sysconf("SC_PAGE_SIZE")

    def _write_all(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        while (line := self._outbox.get()) is not None:
            rest = memoryview(line)
            try:
                while rest:
                    rest = rest[pipe.write(rest) :]
            except (OSError, ValueError):
                return  # the reader thread sees the same death and reports it

    def _read_all(
        self, on_message: Callable[[Message], None], on_exit: Callable[[int], None]
    ) -> None:
        pipe = self._process.stdout
        assert isinstance(pipe, io.RawIOBase)
        for line in io.BufferedReader(pipe, 1 << 18):
            try:
                on_message(decode(line))
            except MalformedMessage:
                self._process.kill()
        status = self._process.wait()
        # Where an open file cannot be removed, this is the first moment that it can.
        self._breadcrumb.unlink()
        on_exit(status)
