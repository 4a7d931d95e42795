"""What the rules that are called once per project found, kept while the facts are the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from houserules.analysis.project_rules import ProjectFinding
from houserules.text.span import Span
from houserules.workspace.cache.database import Database


class ProjectFindingStore:
    """The last findings of each project, that is of a root and its settings file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, root: Path, file: Path | None, recipe: str) -> list[ProjectFinding] | None:
        """What was found under a recipe, ``None`` if that is not known."""
        query = "SELECT findings FROM project_results WHERE project = ? AND recipe = ?"
        for (findings,) in self._database.rows(query, (_name(root, file), recipe)):
            return [
                ProjectFinding(rule, path, Span(*span), message, weak)
                for rule, path, span, message, weak in json.loads(str(findings))
            ]
        return None

    def save(
        self, root: Path, file: Path | None, recipe: str, findings: Iterable[ProjectFinding]
    ) -> None:
        """Keep what was found in place of what was found before."""
        values = [(f.rule, f.path, (f.span.start, f.span.end), f.message, f.weak) for f in findings]
        row = (_name(root, file), recipe, json.dumps(values, separators=(",", ":")))
        self._database.write("INSERT OR REPLACE INTO project_results VALUES (?, ?, ?)", [row])


def _name(root: Path, file: Path | None) -> str:
    return json.dumps([str(root), None if file is None else str(file)])
