"""Temporary files beside the files that they replace, and what killed processes left of them."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PREFIX = ".houserules-"
_NAME = re.compile(r"\.houserules-[0-9a-f]{16}\.tmp")
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Temporary:
    """A fresh file that nobody else has open, readable by its owner alone.

    It is locked while it is in use: an unlocked one belongs to nobody any more.
    """

    path: Path
    file: FileIO

    def replace(self, target: Path) -> None:
        """Rename it over a file."""
        if sys.platform == "win32":  # where an open file cannot be renamed
            self.file.close()
        os.replace(self.path, target)


@contextmanager
def temporary_beside(path: Path) -> Generator[Temporary]:
    """A temporary file in the folder of another; gone afterwards unless it replaced one.

    Raises:
        OSError: When the folder takes no new file.
    """
    temporary = _create(path.parent)
    try:
        yield temporary
    except BaseException:
        temporary.file.close()
        with contextlib.suppress(OSError):
            os.unlink(temporary.path)
        raise
    finally:
        temporary.file.close()


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files in a folder that no living process holds."""
    # What cannot be removed is no reason not to write.
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and _NAME.fullmatch(entry.name):
                _remove_unless_held(folder / entry.name)


def _create(folder: Path) -> Temporary:
    flags = _NEW | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    for _ in range(_ATTEMPTS):
        path = folder / f"{_PREFIX}{secrets.token_hex(8)}.tmp"
        file = FileIO(os.open(path, flags, 0o600), "r+b")
        if _hold(file):
            return Temporary(path, file)
        file.close()
    message = "other processes keep removing the temporary file"
    raise OSError(errno.EBUSY, message, str(folder))


def _hold(file: FileIO) -> bool:
    """Lock a new file, unless another process took it for a leftover before that."""
    if sys.platform == "win32":
        return True
    try:
        _lock(file)
    except BlockingIOError:
        return False
    except OSError:  # without locks on this file system, nobody removes leftovers there
        return True
    return os.fstat(file.fileno()).st_nlink > 0


def _remove_unless_held(path: Path) -> None:
    with contextlib.suppress(OSError):
        if sys.platform == "win32":  # where an open file cannot be removed
            os.unlink(path)
            return
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with FileIO(descriptor, "r+b") as file:
            _lock(file)
            os.unlink(path)


def _lock(file: FileIO) -> None:
    """Take a file for this process; the system lets go of it when the process ends.

    Raises:
        BlockingIOError: When another process has it.
        OSError: When the file system has no locks.
    """
    if sys.platform != "win32":
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
