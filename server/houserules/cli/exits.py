"""What the process's exit code says."""

from __future__ import annotations

from houserules.analysis.severity import Severity
from houserules.cli.report import Report

CLEAN = 0
FINDINGS = 1
ERROR = 2
INTERRUPTED = 130


def exit_code(report: Report, fail_on: Severity, *, exit_zero: bool = False) -> int:
    """The code for a finished report: what could not be done weighs more than what was found."""
    if report.errors:
        return ERROR
    if exit_zero:
        return CLEAN
    loud = any(finding.severity <= fail_on for finding in report.findings)
    return FINDINGS if loud else CLEAN
