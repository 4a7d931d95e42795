"""Workflow commands of GitHub Actions: annotations on the lines of a pull request."""

from __future__ import annotations

from houserules.analysis.severity import Severity
from houserules.cli.printable import printable
from houserules.cli.report import Listed, Report, Trouble

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}


def render(report: Report, *, colour: bool) -> str:
    """One line per finding and per error."""
    del colour
    lines = [_finding(finding) for finding in report.findings]
    lines += [_trouble(error) for error in report.errors]
    return "".join(line + "\n" for line in lines)


def _finding(finding: Listed) -> str:
    place = {
        "title": f"houserules ({finding.rule})",
        "file": finding.file,
        "line": str(finding.line),
        "endLine": str(finding.end_line),
    }
    if finding.line == finding.end_line:
        # GitHub takes columns only where both are on the same line; its last one is inclusive.
        place["col"] = str(finding.column)
        place["endColumn"] = str(max(finding.column, finding.end_column - 1))
    where = f"{finding.file}:{finding.line}:{finding.column}"
    message = f"{where}: {finding.rule}: {finding.message}"
    return _command(_COMMANDS[finding.severity], place, message)


def _trouble(error: Trouble) -> str:
    place = {"title": "houserules", "file": error.file}
    if error.line is not None:
        place["line"] = str(error.line)
    return _command("error", place, error.message)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    lines = (printable(line) for line in text.replace("%", "%25").splitlines())
    return "%0A".join(lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
