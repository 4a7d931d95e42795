"""Facts at rest: one row a file in the cache, good as long as the file has not changed."""

from __future__ import annotations

import json
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
        start = f"{folder}/" if not str(folder).endswith("/") else str(folder)
        rows = self._database.rows(
            "SELECT path, modified, size, facts FROM facts WHERE path >= ? AND path < ?",
            (start, start + "\U0010ffff"),
        )
        return {
            str(path): (Stamp(cast("int", modified), cast("int", size)), cast("str", facts))
            for path, modified, size, facts in rows
        }

    def save(self, rows: Iterable[tuple[Path, Stamp, FileFacts | None]]) -> None:
        """Keep the facts of files."""
        self._database.write(
            "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)",
            [
                (str(path), stamp.modified, stamp.size, json.dumps(facts, separators=(",", ":")))
                for path, stamp, facts in rows
            ],
        )

    def forget(self, paths: Iterable[str]) -> None:
        """Drop the rows of files that are gone."""
        self._database.write("DELETE FROM facts WHERE path = ?", [(path,) for path in paths])
