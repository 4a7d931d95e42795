"""What the front is told of project indexes: how far they are, and what project rules found."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from houserules.host.indexes import IndexedProject, ProjectIndexes
from houserules.host.protocol import Message, notification
from houserules.text.lines import LineIndex
from houserules.workspace.index.projects import read_document

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
        found: dict[str, list[dict[str, Any]]] = {}
        for finding, active in project.rules.findings:
            path = project.root / finding.path
            text = read_document(path) or ""
            lines = LineIndex.of(text)
            start, end = (
                lines.position(text, finding.span.start),
                lines.position(text, finding.span.end),
            )
            found.setdefault(str(path), []).append(
                {
                    "line": start.line,
                    "column": start.column,
                    "end_line": end.line,
                    "end_column": end.column,
                    "message": finding.message,
                    "severity": int(active.severity_of(finding.weak)),
                    "rule": finding.rule,
                }
            )
        for path in sorted(found.keys() | project.reported.keys()):
            problems = found.get(path, [])
            if problems != project.reported.get(path, []):
                yield {"path": str(Path(path)), "problems": problems}
        project.reported = found
