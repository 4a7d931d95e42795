"""The sqlite database of the cache: opened, checked, thrown away when it is of no use."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from houserules.workspace.cache.location import cache_folder, tool_fingerprint

FILE_NAME = "cache.sqlite"
LARGEST = 512 << 20
"""Bytes; a larger database is begun anew."""
_PATIENCE = 0.5
_VERSION = 5
_TABLES = """
CREATE TABLE IF NOT EXISTS tool (fingerprint TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS facts (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, facts TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS results (
    path TEXT PRIMARY KEY, recipe TEXT NOT NULL, project TEXT NOT NULL, answers TEXT NOT NULL,
    questions TEXT NOT NULL, report TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS projects (
    project TEXT PRIMARY KEY, stamps TEXT NOT NULL, facts TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS project_results (
    project TEXT PRIMARY KEY, recipe TEXT NOT NULL, findings TEXT NOT NULL
) WITHOUT ROWID;
"""
_NAMES = ("tool", "facts", "results", "projects", "project_results")


class Database:
    """A connection that never fails its user: what does not work is as if it were not there."""

    def __init__(self, path: Path) -> None:
        """Open or make the database at ``path``."""
        self.path = path
        self._connection = _opened(path)
        self._paused = False

    @property
    def usable(self) -> bool:
        """Whether there is a database at all."""
        return self._resumed() is not None

    def pause(self) -> None:
        """Close the connection until it is needed: none may be open while the process forks."""
        if self._connection is not None:
            self.close()
            self._paused = True

    def _resumed(self) -> sqlite3.Connection | None:
        if self._paused:
            self._paused = False
            self._connection = _opened(self.path)
        return self._connection

    def rows(self, query: str, parameters: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
        """The rows of a query; none where the database cannot be read."""
        connection = self._resumed()
        if connection is None:
            return
        try:
            yield from connection.execute(query, parameters)
        except sqlite3.Error as error:
            self._failed(error)

    def write(self, statement: str, rows: list[tuple[object, ...]]) -> bool:
        """Execute a statement for each row in one transaction; whether that was possible."""
        connection = self._resumed() if rows else None
        if connection is None:
            return False
        try:
            with connection:
                connection.executemany(statement, rows)
        except sqlite3.Error as error:
            self._failed(error)
            return False
        return True

    def _failed(self, error: sqlite3.Error) -> None:
        """Begin anew where the file is damaged; a busy or full one is better the next time."""
        if not _is_damage(error):
            return
        self.close()
        with contextlib.suppress(OSError, sqlite3.Error):
            remove_database(self.path)
            self._connection = _connected(self.path)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def default_path() -> Path:
    """Where the database of this user is."""
    return cache_folder() / FILE_NAME


def remove_database(path: Path) -> int:
    """Remove a database with what belongs to it; returns the bytes that were freed.

    Raises:
        OSError: When a file cannot be removed.
    """
    freed = 0
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        try:
            size = file.stat().st_size
            file.unlink()
        except FileNotFoundError:
            continue
        freed += size
    return freed


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.is_file() and path.stat().st_size > LARGEST:
            remove_database(path)
        return _connected(path)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            return None
        with contextlib.suppress(OSError, sqlite3.Error):
            remove_database(path)
            return _connected(path)
        return None
    except OSError:
        return None


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether a file is no database, or a damaged one; a busy or full one is neither."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.OperationalError | sqlite3.ProgrammingError | sqlite3.DataError
    )


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            for table in _NAMES:
                connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.executescript(_TABLES)
        _hold_for_this_tool(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _hold_for_this_tool(connection: sqlite3.Connection) -> None:
    """Empty what another code of the program has written."""
    fingerprint = tool_fingerprint()
    if connection.execute("SELECT fingerprint FROM tool").fetchall() == [(fingerprint,)]:
        return
    with connection:
        for table in _NAMES:
            connection.execute(f"DELETE FROM {table}")
        connection.execute("INSERT INTO tool VALUES (?)", (fingerprint,))
