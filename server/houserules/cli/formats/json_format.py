"""One JSON object with findings, errors and a summary."""

from __future__ import annotations

import dataclasses
from typing import Any

from houserules.cli.printable import printable_json
from houserules.cli.report import Listed, ListedFix, Report

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
        found["edits"] = [dataclasses.asdict(edit) for edit in fix.edits]
    return found
