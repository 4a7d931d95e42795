"""What a check found, kept until something it rests on is another.

A result is good for its recipe: the file as it was, the rules and options in force, what is known
of the module, and, if rules looked at other files, the facts of the whole project.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from houserules.workspace.cache.database import Database


class KeptResult(NamedTuple):
    """A result at rest.

    Attributes:
        recipe: What it was computed from, but for other files.
        project: Stands for the facts of the project; ``""`` where no rule asked for them.
        listing: The result, JSON-able.
    """

    recipe: str
    project: str
    listing: dict[str, Any]


class ResultStore:
    """The last result of each file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def usable(self) -> bool:
        """Whether anything can be kept."""
        return self._database.usable

    def load(self, paths: Iterable[str]) -> dict[str, KeptResult]:
        """The kept results of files."""
        wanted = frozenset(paths)
        if not wanted:
            return {}
        rows = self._database.rows(
            "SELECT path, recipe, report FROM results WHERE path >= ? AND path <= ?",
            (min(wanted), max(wanted)),
        )
        found: dict[str, KeptResult] = {}
        for path, recipe, report in rows:
            if path in wanted:
                project, listing = json.loads(cast("str", report))
                found[cast("str", path)] = KeptResult(cast("str", recipe), project, listing)
        return found

    def save(self, results: Iterable[tuple[str, KeptResult]]) -> None:
        """Keep results in place of earlier ones."""
        self._database.write(
            "INSERT OR REPLACE INTO results VALUES (?, ?, ?)",
            [
                (
                    path,
                    kept.recipe,
                    json.dumps([kept.project, kept.listing], separators=(",", ":")),
                )
                for path, kept in results
            ],
        )
