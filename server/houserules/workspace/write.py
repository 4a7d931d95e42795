"""Replacing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from io import FileIO
from pathlib import Path


class FileChanged(OSError):
    """The file is not what was read: somebody else wrote it meanwhile."""


class NotReplaceable(OSError):
    """The file may not be written: read-only, not a regular file, or outside the folder."""


def replace_file(path: Path, before: bytes, after: bytes, *, root: Path | None = None) -> None:
    """Replace the contents of a file atomically; links are followed, the mode is kept.

    A file with several hard links is written in place, for a replacement would part them.

    Args:
        path: The file.
        before: What was read from it; nothing is written when it has changed since.
        after: What it shall hold.
        root: A folder that the file must be in once links are followed.

    Raises:
        FileChanged: When the file no longer holds ``before``.
        NotReplaceable: When the file is read-only, no regular file, or outside ``root``.
        OSError: When the disk refuses; the file is then as it was, or the message says otherwise.
    """
    target = path.resolve(strict=True)
    if root is not None and not target.is_relative_to(root.resolve()):
        raise NotReplaceable(f"{path}: a link to {target}, which is outside {root}")
    status = target.stat()
    if not stat.S_ISREG(status.st_mode):
        raise NotReplaceable(f"{path}: not a regular file")
    if not os.access(target, os.W_OK) or not status.st_mode & stat.S_IWUSR:
        raise NotReplaceable(f"{path}: read-only")
    if target.read_bytes() != before:
        raise FileChanged(f"{path}: changed since it was read")
    if status.st_nlink > 1:
        _write_in_place(target, before, after)
        return
    _write_beside(target, before, after, status.st_mode)


def _write_beside(target: Path, before: bytes, after: bytes, mode: int) -> None:
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}.houserules")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IMODE(mode))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):
            os.chmod(temporary, stat.S_IMODE(mode))
        if target.read_bytes() != before:
            raise FileChanged(f"{target}: changed since it was read")
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _write_in_place(target: Path, before: bytes, after: bytes) -> None:
    with target.open("r+b", buffering=0) as file:
        if file.read() != before:
            raise FileChanged(f"{target}: changed since it was read")
        try:
            _overwrite(file, after)
        except OSError as error:
            _put_back(file, before, error)
            raise


def _overwrite(file: FileIO, data: bytes) -> None:
    file.seek(0)
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]
    file.truncate()
    os.fsync(file.fileno())


def _put_back(file: FileIO, before: bytes, reason: OSError) -> None:
    """Undo a write that failed; what was beyond the point it came to is still there."""
    came_to = file.tell()
    try:
        file.seek(0)
        left = memoryview(before)[:came_to]
        while left:
            left = left[file.write(left) :]
        file.truncate(len(before))
        os.fsync(file.fileno())
    except OSError as error:
        message = f"{reason.strerror}, and its old contents could not be put back"
        raise OSError(error.errno, message) from error
