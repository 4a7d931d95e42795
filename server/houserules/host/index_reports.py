"""What the front is told of project indexes: how far they are, and what project rules found."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from houserules.analysis.severity import Severity
from houserules.host.indexed_project import IndexedProject
from houserules.host.indexes import ProjectIndexes
from houserules.host.protocol import Message, notification
from houserules.text.lines import LineIndex
from houserules.workspace.baseline_file import Known, in_baseline
from houserules.workspace.project_findings import FoundInFile, fingerprint_of, found_in_files

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


def project_reports(
    projects: Iterable[IndexedProject], known_of: Callable[[Path], Known]
) -> Iterator[dict[str, Any]]:
    """For each file whose findings of project rules changed: all of them.

    Args:
        projects: The projects whose rules ran.
        known_of: What the baseline holds of a file; that is shown as hints.
    """
    for project in projects:
        found = {
            str(f.path): _problems(f, known_of(f.path))
            for f in found_in_files(project.settings, project.rules)
        }
        for path in sorted(found.keys() | project.reported.keys()):
            problems = found.get(path, [])
            if problems != project.reported.get(path, []):
                yield {"path": path, "problems": problems}
        project.reported = found


def _problems(found: FoundInFile, known: Known) -> list[dict[str, Any]]:
    lines = LineIndex.of(found.text)
    problems: list[dict[str, Any]] = []
    hints = in_baseline((fingerprint_of(found, finding) for finding, _ in found.findings), known)
    for (finding, severity), hint in zip(found.findings, hints, strict=True):
        start = lines.position(found.text, finding.span.start)
        end = lines.position(found.text, finding.span.end)
        problems.append(
            {
                "line": start.line,
                "column": start.column,
                "end_line": end.line,
                "end_column": end.column,
                "message": finding.message,
                "severity": int(Severity.HINT if hint else severity),
                "rule": finding.rule,
            }
        )
    return problems
