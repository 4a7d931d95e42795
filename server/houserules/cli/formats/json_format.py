"""One JSON object with findings, errors and a summary.

With ``--edits`` a fix holds ``edits`` of the finding's own file. One that also changes other files
holds none there, so that nobody makes half of it, but ``project_edits``: ``files`` with the edits
of each, the own file among them, ``created`` files with their text, and ``renamed`` files with
their new name; edits come before new names. ``fixable`` counts what findings offer, and with
``--edits`` only what was not refused when it was worked out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from houserules.cli.printable import printable_json
from houserules.cli.report import Listed, ListedEdit, ListedFix, ListedProjectEdits, Report

VERSION = 1


def render(report: Report, *, colour: bool) -> str:
    """The report as JSON."""
    del colour
    return printable_json(as_object(report), indent=2) + "\n"


def as_object(report: Report) -> dict[str, Any]:
    """The report as values that JSON knows."""
    return {
        "version": VERSION,
        "findings": [_finding(finding) for finding in report.findings],
        "errors": [
            {"file": error.file, "line": error.line, "message": error.message}
            for error in report.errors
        ],
        "summary": {
            "files": report.files,
            "findings": len(report.findings),
            "fixable": report.fixable,
            "seconds": round(report.seconds, 3),
        },
    }


def _finding(finding: Listed) -> dict[str, Any]:
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "rule": finding.rule,
        "message": finding.message,
        "severity": finding.severity.label,
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _fix(fix: ListedFix) -> dict[str, Any]:
    found: dict[str, Any] = {"safety": fix.safety, "reach": fix.reach, "title": fix.title}
    if fix.edits is not None:
        found["edits"] = _edits(fix.edits)
    if fix.project_edits is not None:
        found["project_edits"] = _project_edits(fix.project_edits)
    return found


def _edits(edits: Iterable[ListedEdit]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(edit) for edit in edits]


def _project_edits(edits: ListedProjectEdits) -> dict[str, Any]:
    return {
        "files": [{"file": file.file, "edits": _edits(file.edits)} for file in edits.files],
        "created": [{"file": file, "text": text} for file, text in edits.created],
        "renamed": [{"file": file, "new_file": new_file} for file, new_file in edits.renamed],
    }
