"""Facts at rest: one row a file in the cache, good as long as the file has not changed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from houserules.workspace.cache.database import Database
from houserules.workspace.index.facts import FileFacts

_TICK = 20_000_000
"""Nanoseconds in which a file can change twice without another time of change."""
_COARSE_TICK = 2_000_000_000
"""The same on file systems that know whole seconds only."""


class Stamp(NamedTuple):
    """What shows that a file is as it was.

    Attributes:
        modified: Nanoseconds of the last change of its contents.
        size: Bytes.
        changed: Nanoseconds of the last change of anything; moves with restored times show in it.
        inode: Another one where a file was put in its place.
        content: Digest of the contents, only of a file that has changed just now: it may change
            once more at the same time, as the clock of the file system has it.
    """

    modified: int
    size: int
    changed: int = 0
    inode: int = 0
    content: str = ""

    @staticmethod
    def from_text(text: str) -> Stamp:
        """The stamp that was stored so."""
        *numbers, content = text.split(" ")
        return Stamp(*map(int, numbers), content=content)

    @property
    def text(self) -> str:
        """The stamp as it is stored."""
        return " ".join(map(str, self))


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file, ``None`` where there is none."""
    try:
        status = os.stat(path)
        stamp = Stamp(status.st_mtime_ns, status.st_size, status.st_ctime_ns, status.st_ino)
        tick = _TICK if stamp.modified % 1_000_000_000 else _COARSE_TICK
        if time.time_ns() - stamp.modified > tick or not stat.S_ISREG(status.st_mode):
            return stamp
        return stamp._replace(content=_digest(path))
    except OSError:
        return None


def is_same(kept: str, path: Path, stamp: Stamp) -> bool:
    """Whether a file with a stamp is as it was when it had the one whose text was kept."""
    if kept == stamp.text:
        return True
    known, _, content = kept.rpartition(" ")
    if not content or known != stamp._replace(content="").text.rstrip():
        return False
    try:
        return _digest(path) == content
    except OSError:
        return False


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()


class FactStore:
    """The facts of files as they were read last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def below(self, folder: Path) -> dict[str, tuple[str, str]]:
        """All rows of files below a folder: path → (text of the stamp, JSON of the facts)."""
        query = "SELECT path, stamp, facts FROM facts WHERE path >= ? AND path < ?"
        return _by_path(self._database.rows(query, _range(folder)))

    def stamps_below(self, folder: Path) -> dict[str, str]:
        """The texts of the stamps of all rows of files below a folder, by path."""
        query = "SELECT path, stamp FROM facts WHERE path >= ? AND path < ?"
        rows = self._database.rows(query, _range(folder))
        return {str(path): str(stamp) for path, stamp in rows}

    def of(self, paths: Iterable[Path]) -> dict[str, tuple[str, str]]:
        """The rows of some files, as ``below`` gives them."""
        found: dict[str, tuple[str, str]] = {}
        for path in filter(_storable, paths):
            query = "SELECT path, stamp, facts FROM facts WHERE path = ?"
            found |= _by_path(self._database.rows(query, (str(path),)))
        return found

    def save(self, rows: Iterable[tuple[Path, Stamp, FileFacts | None]]) -> None:
        """Keep the facts of files."""
        self._database.write(
            "INSERT OR REPLACE INTO facts VALUES (?, ?, ?)",
            [
                (str(path), stamp.text, json.dumps(facts, separators=(",", ":")))
                for path, stamp, facts in rows
                if _storable(path)
            ],
        )

    def forget(self, paths: Iterable[str]) -> None:
        """Drop the rows of files that are gone."""
        self._database.write("DELETE FROM facts WHERE path = ?", [(path,) for path in paths])


def _storable(path: Path) -> bool:
    """A file name that is no UTF-8 has surrogates, which sqlite does not take."""
    return str(path).isascii() or not any("\ud800" <= c <= "\udfff" for c in str(path))


def _range(folder: Path) -> tuple[str, str]:
    start = str(folder).rstrip(os.sep) + os.sep
    return start, start + "\U0010ffff"


def _by_path(rows: Iterable[tuple[object, ...]]) -> dict[str, tuple[str, str]]:
    return {str(path): (str(stamp), str(facts)) for path, stamp, facts in rows}
