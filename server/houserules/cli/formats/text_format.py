"""For people: place, rule and message, the line with the marked part, the fix, a summary."""

from __future__ import annotations

import unicodedata

import click

from houserules.analysis.severity import Severity
from houserules.cli.printable import printable
from houserules.cli.report import Listed, Report, Trouble

_WIDEST = 80
_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "blue",
    Severity.HINT: "cyan",
}


def render(report: Report, *, colour: bool) -> str:
    """Findings, errors that stderr does not have, and a last line that sums up."""
    blocks = [_finding(finding) for finding in report.findings]
    blocks += [trouble_line(error) for error in report.errors if not error.said]
    text = "".join(block + "\n" for block in blocks) + summary(report) + "\n"
    return text if colour else click.unstyle(text)


def summary(report: Report) -> str:
    """One line about the whole run."""
    files = count(report.files, "file")
    known = f", {report.baselined} in the baseline" if report.baselined else ""
    parts: list[str] = []
    if report.findings:
        fixable = f" ({report.fixable} fixable with `houserules fix`)" if report.fixable else ""
        parts.append(f"{count(len(report.findings), 'finding')} in {files}{fixable}")
    if report.errors:
        parts.append(f"{count(len(report.errors), 'error')}")
    if not parts:
        return click.style(f"No findings in {files}{known}.", fg="green")
    return click.style(", ".join(parts) + f"{known}.", bold=True)


def trouble_line(error: Trouble) -> str:
    """One line about something that could not be done."""
    place = printable(error.file) + ("" if error.line is None else f":{error.line}")
    label = click.style("error", fg="red", bold=True)
    return f"{click.style(place, bold=True)}: {label} {printable(error.message)}"


def _finding(finding: Listed) -> str:
    colour = _COLOURS[finding.severity]
    place = click.style(f"{printable(finding.file)}:{finding.line}:{finding.column}", bold=True)
    severity = click.style(finding.severity.label, fg=colour)
    rule = click.style(finding.rule, fg=colour, bold=True)
    lines = [f"{place}: {severity} {rule} {printable(finding.message)}"]
    lines += _excerpt(finding, colour)
    if finding.fix is not None:
        note = "" if finding.fix.safety == "safe" else f" ({finding.fix.safety})"
        lines.append(click.style(f"    = fix: {printable(finding.fix.title)}{note}", fg="green"))
    return "\n".join(lines)


def _excerpt(finding: Listed, colour: str) -> list[str]:
    if not finding.source.strip():
        return []
    start = finding.column - 1
    end = finding.end_column - 1 if finding.line == finding.end_line else len(finding.source)
    first = max(0, start - _WIDEST // 2) if len(finding.source) > _WIDEST else 0
    shown = printable(finding.source[first : first + _WIDEST])
    marked = shown[start - first : max(end, start + 1) - first]
    number = str(finding.line)
    margin = click.style(" " * len(number) + " |", fg="blue")
    before = " " * _width(shown[: start - first])
    carets = click.style("^" * max(1, _width(marked)), fg=colour, bold=True)
    return [
        click.style(f"{number} |", fg="blue") + f" {shown.rstrip()}",
        f"{margin} {before}{carets}",
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def count(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
