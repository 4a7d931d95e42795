"""What was found in a file as plain values, the way the cache keeps it.

One shape for both who keep results: it is what the command line sends home from its workers, with
no name of the file, which depends on the working folder.
"""

from __future__ import annotations

from typing import Any

from houserules.workspace.file_report import FileReport, ReportedFinding
from houserules.workspace.index.project_reads import NOT_KNOWN


def at_rest(report: FileReport) -> dict[str, Any]:
    """A report without errors and without edits of fixes, JSON-able."""
    return {
        "findings": [_at_rest(report, finding) for finding in report.findings],
        "errors": [],
        "baselined": report.baselined,
        "asked_project": report.asked_project,
        "hidden": [_at_rest(report, finding) for finding in report.hidden],
        "reads": list(NOT_KNOWN),
    }


def _at_rest(report: FileReport, finding: ReportedFinding) -> dict[str, Any]:
    line, column = finding.start
    end_line, end_column = finding.end
    source = report.lines.line_span(line - 1)
    fix = finding.fix and {
        "safety": finding.fix.safety.value,
        "reach": finding.fix.reach.value,
        "title": finding.fix.title,
        "edits": None,
        "project_edits": None,
    }
    return {
        "file": "",
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "rule": finding.rule,
        "message": finding.message,
        "severity": int(finding.severity),
        "fix": fix,
        "source": report.text[source.start : source.end],
        "scope": finding.fingerprint.scope,
        "code": finding.fingerprint.code,
        "in_unit": finding.in_unit,
    }
