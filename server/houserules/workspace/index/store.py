"""Facts at rest: one row a file in the cache, good as long as the file has not changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, cast

from houserules.workspace.cache.database import Database
from houserules.workspace.index.facts import FileFacts


class Stamp(NamedTuple):
    """What shows that a file is as it was: nanoseconds of its last change, size in bytes."""

    modified: int
    size: int


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file, ``None`` where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return Stamp(status.st_mtime_ns, status.st_size)


class FactStore:
    """The facts of files as they were read last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def below(self, folder: Path) -> dict[str, tuple[Stamp, str]]:
        """All rows of files below a folder: path → (stamp, JSON of the facts)."""
        start = str(folder).rstrip(os.sep) + os.sep
        return _by_path(
            self._database.rows(
                "SELECT path, modified, size, facts FROM facts WHERE path >= ? AND path < ?",
                (start, start + "\U0010ffff"),
            )
        )

    def of(self, paths: Iterable[Path]) -> dict[str, tuple[Stamp, str]]:
        """The rows of some files, as ``below`` gives them."""
        found: dict[str, tuple[Stamp, str]] = {}
        for path in filter(_storable, paths):
            query = "SELECT path, modified, size, facts FROM facts WHERE path = ?"
            found |= _by_path(self._database.rows(query, (str(path),)))
        return found

    def save(self, rows: Iterable[tuple[Path, Stamp, FileFacts | None]]) -> None:
        """Keep the facts of files."""
        self._database.write(
            "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)",
            [
                (str(path), stamp.modified, stamp.size, json.dumps(facts, separators=(",", ":")))
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


def _by_path(rows: Iterable[tuple[object, ...]]) -> dict[str, tuple[Stamp, str]]:
    return {
        str(path): (Stamp(cast("int", modified), cast("int", size)), cast("str", facts))
        for path, modified, size, facts in rows
    }
