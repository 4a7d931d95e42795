"""What a check found, kept until something it rests on is another.

A result is good for its recipe: the file as it was, the rules and options in force, what is known
of the module. Where rules looked at other files, it is good as long as the facts of the project are
the same, or what it asked of them is answered in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from houserules.workspace.cache.database import Database
from houserules.workspace.index.project_reads import ProjectReads

_COLUMNS = "path, recipe, project, answers, questions, report"


class KeptResult(NamedTuple):
    """A result at rest.

    Attributes:
        recipe: What it was computed from, but for other files.
        project: Stands for the facts of the project; ``""`` where no rule asked for them.
        reads: What rules asked of the project.
        listing: The result, JSON-able.
    """

    recipe: str
    project: str
    reads: ProjectReads
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
            f"SELECT {_COLUMNS} FROM results WHERE path >= ? AND path <= ?",
            (min(wanted), max(wanted)),
        )
        found: dict[str, KeptResult] = {}
        for row in rows:
            path, recipe, project, answers, questions, report = cast("tuple[str, ...]", row)
            if path not in wanted:
                continue
            try:
                listing = json.loads(report)
            except ValueError:
                continue  # damaged: the file is checked, and the row replaced
            if isinstance(listing, dict):
                found[path] = KeptResult(
                    recipe,
                    project,
                    ProjectReads(questions, answers),
                    cast("dict[str, Any]", listing),
                )
        return found

    def save(self, results: Iterable[tuple[str, KeptResult]]) -> None:
        """Keep results in place of earlier ones."""
        self._database.write(
            f"INSERT OR REPLACE INTO results ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    path,
                    kept.recipe,
                    kept.project,
                    kept.reads.answers,
                    kept.reads.questions,
                    json.dumps(kept.listing, separators=(",", ":")),
                )
                for path, kept in results
            ],
        )

    def renew(self, results: Iterable[tuple[str, KeptResult]], project: str) -> None:
        """Note that results hold for other facts, too: what they asked is answered as before."""
        self._database.write(
            "UPDATE results SET project = ? WHERE path = ? AND recipe = ? AND answers = ?",
            [(project, path, kept.recipe, kept.reads.answers) for path, kept in results],
        )
