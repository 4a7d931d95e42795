"""Replacing a file whole or not at all.

The new contents go into a file beside the old one, which is then renamed over it: whoever reads,
and whatever is killed, the file is whole. The one exception is a file with several hard links: a
rename would part them, so it is written in place, and a death between two writes of a large one
can leave it half.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from houserules.workspace.temporary import remove_leftovers, temporary_beside

# The path is resolved before it is opened: a link found there now was put there meanwhile. A named
# pipe put there must not be waited for.
_FLAGS = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_SET_ID = stat.S_ISUID | stat.S_ISGID


class FileChanged(OSError):
    """The file is not what was read: somebody else wrote it meanwhile."""


class NotReplaceable(OSError):
    """The file may not be written: read-only, not a regular file, or outside the folder."""


@dataclass(frozen=True, slots=True)
class _Target:
    """A file to replace: its path without links, and what it is."""

    path: Path
    status: os.stat_result


def replace_file(path: Path, before: bytes, after: bytes, *, root: Path | None = None) -> None:
    """Replace the contents of a file atomically; links are followed.

    Mode, owner and extended attributes are kept as far as the system lets this user set them. A
    file with several hard links is written in place, for a replacement would part them. What a
    killed process left in the folder is removed.

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
    resolved = path.resolve(strict=True)
    if root is not None and not resolved.is_relative_to(root.resolve()):
        reason = f"a link to {resolved}, which is outside {root}"
        raise NotReplaceable(errno.EACCES, reason, str(path))
    target = _Target(resolved, _replaceable(resolved))
    remove_leftovers(resolved.parent)
    if target.status.st_nlink > 1:
        _write_in_place(target, before, after)
    else:
        _write_beside(target, before, after)


def _replaceable(path: Path) -> os.stat_result:
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        raise NotReplaceable(errno.EACCES, "not a regular file", str(path))
    # Asked of the mode, too: to root every file is writable. A rename would not ask either.
    if not os.access(path, os.W_OK) or not status.st_mode & stat.S_IWUSR:
        raise NotReplaceable(
            errno.EACCES, "the file is read-only: make it writable first", str(path)
        )
    return status


def _write_beside(target: _Target, before: bytes, after: bytes) -> None:
    with temporary_beside(target.path) as temporary:
        with _open(target.path, os.O_RDONLY) as old:
            _require(old, target, before)
            _write_all(temporary.file, after)
            _keep_attributes(old, temporary.file)
        os.fsync(temporary.file.fileno())
        with _open(target.path, os.O_RDONLY) as old:
            _require(old, target, before)
        temporary.replace(target.path)
    _sync_folder(target.path.parent)


def _open(path: Path, mode: int) -> FileIO:
    """The file behind a path that has no links left.

    Raises:
        NotReplaceable: When there is a link now.
    """
    try:
        descriptor = os.open(path, mode | _FLAGS)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENXIO):
            raise NotReplaceable(errno.EACCES, "not a regular file", str(path)) from error
        raise
    return FileIO(descriptor, "rb" if mode == os.O_RDONLY else "r+b")


def _require(file: FileIO, target: _Target, before: bytes) -> None:
    """Raise unless this is the file that was looked at and it still holds what was read."""
    status = os.fstat(file.fileno())
    same = os.path.samestat(status, target.status) and stat.S_ISREG(status.st_mode)
    if not same or status.st_size != len(before) or file.readall() != before:
        raise FileChanged(errno.EBUSY, "the file changed since it was read", str(target.path))


def _write_all(file: FileIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


def _keep_attributes(old: FileIO, new: FileIO) -> None:
    """Give a file the owner, mode and extended attributes of another, as far as that is allowed."""
    status = os.fstat(old.fileno())
    mode = stat.S_IMODE(status.st_mode)
    if hasattr(os, "fchown"):
        if not _gave(new, status.st_uid, status.st_gid) and not _gave(new, -1, status.st_gid):
            # Rights meant for another group must not become rights of this one.
            mode &= ~stat.S_IRWXG
        owner = os.fstat(new.fileno())
        if (owner.st_uid, owner.st_gid) != (status.st_uid, status.st_gid):
            mode &= ~_SET_ID
        os.fchmod(new.fileno(), mode)
    if hasattr(os, "listxattr"):
        _copy_extended_attributes(old.fileno(), new.fileno())


def _gave(file: FileIO, user: int, group: int) -> bool:
    status = os.fstat(file.fileno())
    if (user in (-1, status.st_uid)) and group == status.st_gid:
        return True
    try:
        os.fchown(file.fileno(), user, group)
    except OSError:
        return False
    return True


def _copy_extended_attributes(old: int, new: int) -> None:
    # File systems lack them, and labels of the system may be set by nobody: kept where possible.
    with contextlib.suppress(OSError):
        for name in os.listxattr(old):
            with contextlib.suppress(OSError):
                os.setxattr(new, name, os.getxattr(old, name))


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a loss of power, where folders can be synchronised."""
    flags = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
    # Windows opens no folders, some network file systems synchronise none. The new contents are
    # in place and whole either way.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_in_place(target: _Target, before: bytes, after: bytes) -> None:
    with _open(target.path, os.O_RDWR) as file:
        _require(file, target, before)
        try:
            file.seek(0)
            _write_all(file, after)
            file.truncate()
            os.fsync(file.fileno())
        except OSError as error:
            _put_back(file, before, error)
            raise


def _put_back(file: FileIO, before: bytes, reason: OSError) -> None:
    """Undo a write that failed; what was beyond the point it came to is still there."""
    came_to = file.tell()
    try:
        file.seek(0)
        _write_all(file, before[:came_to])
        file.truncate(len(before))
        os.fsync(file.fileno())
    except OSError as error:
        message = f"{reason.strerror}, and its old contents could not be put back"
        raise OSError(error.errno, message) from error
