"""A small shared file in which the host notes what it works on, readable after its death.

The host writes it before each unit; the client reads it to tell slow from stuck, and to learn
which unit killed the host. It knows nothing of units beyond their fingerprints.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import tempfile
from pathlib import Path
from typing import NamedTuple

# busy flag, beats, fingerprint in ASCII padded with NUL
_LAYOUT = struct.Struct("<BQ64s")


class Trail(NamedTuple):
    """What the host last noted: a stuck host is busy while `beats` stands still."""

    busy: bool
    beats: int
    unit: str


class Breadcrumb:
    """One end of the shared file. Writing takes about a microsecond and no system call."""

    def __init__(self, path: Path) -> None:
        """Map an existing breadcrumb file.

        Raises:
            OSError: the file cannot be opened or mapped.
        """
        self.path = path
        self._beats = 0
        self._unit = ""
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _LAYOUT.size)

    @staticmethod
    def create() -> Breadcrumb:
        """Make a fresh breadcrumb file in the directory for temporary files."""
        descriptor, name = tempfile.mkstemp(prefix="houserules-", suffix=".breadcrumb")
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(_LAYOUT.size))
        return Breadcrumb(Path(name))

    def working(self, unit: str = "") -> None:
        """Note that work on a unit begins, or with no unit that work goes on."""
        self._write(True, unit)

    def idle(self) -> None:
        """Note that nothing is left to do."""
        self._write(False, "")

    def read(self) -> Trail:
        """Return what was noted last."""
        busy, beats, unit = _LAYOUT.unpack(self._map[: _LAYOUT.size])
        return Trail(bool(busy), beats, unit.rstrip(b"\0").decode("ascii", "replace"))

    def unlink(self) -> None:
        """Remove the file's name where the system allows it while the file is mapped."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Unmap the file and remove it."""
        self._map.close()
        self.unlink()

    def _write(self, busy: bool, unit: str) -> None:
        self._beats += 1
        self._map[: _LAYOUT.size] = _LAYOUT.pack(busy, self._beats, unit.encode("ascii", "replace"))
