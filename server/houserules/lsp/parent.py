"""Ends an orphan: the editor is asked for its process id, and a dead editor closes no pipes.

Pipes stay open when another process inherited them, so their end is not enough.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable

POLL_SECONDS = 3.0


def watch_parent(pid: int | None, on_death: Callable[[], None]) -> None:
    """Call `on_death` on a thread of its own once the process is gone.

    A process that cannot be seen from the start (another container) is not watched.
    """
    if pid is None or not is_alive(pid):
        return

    def poll() -> None:
        while is_alive(pid):
            time.sleep(POLL_SECONDS)
        on_death()

    threading.Thread(target=poll, name="parent-watch", daemon=True).start()


def is_alive(pid: int) -> bool:
    """Tell whether a process exists."""
    if sys.platform == "win32":
        return _is_alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _is_alive_on_windows(pid: int) -> bool:
    if sys.platform != "win32":
        return True
    import ctypes

    synchronize, wait_timeout = 0x00100000, 0x102
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(synchronize, False, pid)
    if not handle:
        return False
    try:
        return kernel.WaitForSingleObject(handle, 0) == wait_timeout
    finally:
        kernel.CloseHandle(handle)
