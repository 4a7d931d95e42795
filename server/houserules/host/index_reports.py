"""What the front is told of project indexes: how far they are, and what project rules found."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from houserules.host.indexes import IndexedProject, ProjectIndexes
from houserules.host.protocol import Message, notification
from houserules.text.lines import LineIndex
from houserules.workspace.project_findings import FoundInFile, found_in_files

_EVERY = 0.2
"""Seconds between two messages about how far an index is."""


class IndexProgress:
    """Says now and then how far the indexes are."""

    def __init__(self) -> None:
        self._said_at = 0.0
        self._under_way = False

    def of(self, indexes: ProjectIndexes) -> list[Message]:
        """The message that is due, if any."""
        done, total, ready = indexes.totals()
        now = time.monotonic()
        if ready and not self._under_way:
            return []
        if not ready and now - self._said_at < _EVERY:
            return []
        self._said_at, self._under_way = now, not ready
        return [notification("progress", {"done": done, "total": total, "ready": ready})]


def project_reports(projects: Iterable[IndexedProject]) -> Iterator[dict[str, Any]]:
    """For each file whose findings of project rules changed: all of them."""
    for project in projects:
        found = {str(f.path): _problems(f) for f in found_in_files(project.settings, project.rules)}
        for path in sorted(found.keys() | project.reported.keys()):
            problems = found.get(path, [])
            if problems != project.reported.get(path, []):
                yield {"path": path, "problems": problems}
        project.reported = found


def _problems(found: FoundInFile) -> list[dict[str, Any]]:
    lines = LineIndex.of(found.text)
    problems: list[dict[str, Any]] = []
    for finding, severity in found.findings:
        start = lines.position(found.text, finding.span.start)
        end = lines.position(found.text, finding.span.end)
        problems.append(
            {
                "line": start.line,
                "column": start.column,
                "end_line": end.line,
                "end_column": end.column,
                "message": finding.message,
                "severity": int(severity),
                "rule": finding.rule,
            }
        )
    return problems
