"""Files made and moved: whole or not at all, and never over another one.

``workspace.write`` replaces files that are there already.
"""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from houserules.workspace.temporary import temporary_beside

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def create_file(path: Path, data: bytes) -> None:
    """Make a file, and the folders above it.

    Raises:
        FileExistsError: When there is something at the path.
        OSError: When the disk refuses; there is no file then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with temporary_beside(path) as temporary:
        left = memoryview(data)
        while left:
            left = left[temporary.file.write(left) :]
        if hasattr(os, "fchmod"):
            os.fchmod(temporary.file.fileno(), 0o666 & ~_umask())
        os.fsync(temporary.file.fileno())
        _give_name(temporary.path, path)
        temporary.file.close()
        # On the way through a rename it is gone already.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary.path)


def move_file(path: Path, new_path: Path) -> None:
    """Give a file another path, making the folders above that.

    A death between the two steps leaves the file under both names.

    Raises:
        FileExistsError: When there is another file at the new path.
        OSError: When the disk refuses; the file is then where it was.
    """
    new_path.parent.mkdir(parents=True, exist_ok=True)
    if new_path.exists() and new_path.samefile(path):
        # Names that differ in case alone, where case does not count.
        os.rename(path, new_path)
        return
    _give_name(path, new_path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _give_name(path: Path, new_path: Path) -> None:
    """Give a file a second name, or, where files have one only, another one."""
    try:
        os.link(path, new_path, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(new_path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new_path)) from error
        os.rename(path, new_path)


def _umask() -> int:
    """The bits that new files go without; the system tells only to who sets them."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
