"""Whether files changed since they were read, for editors that do not tell."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[int, int, int] | None
"""Time of change, size and inode; ``None`` for what is no file."""


class FileStamps:
    """Files that were read, or looked for, each as it was then."""

    def __init__(self) -> None:
        self._noted: dict[Path, Stamp] = {}

    def note(self, path: Path) -> None:
        """Remember a file as it is now; to be called before it is read."""
        if path not in self._noted:
            self._noted[path] = _stamp(path)

    def changed(self) -> bool:
        """Whether any file came, went or changed since it was noted."""
        return any(_stamp(path) != stamp for path, stamp in self._noted.items())

    def forget(self) -> None:
        """Note everything anew."""
        self._noted.clear()


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
