"""From the workspace's reports to what is listed, and back from the JSON of a worker."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from houserules.analysis.severity import Severity
from houserules.cli.report import Listed, ListedEdit, ListedFix, Trouble

if TYPE_CHECKING:
    from houserules.workspace.file_report import FileReport, ReportedFinding


@dataclasses.dataclass(frozen=True, slots=True)
class FileListing:
    """What is listed of one file; ``asked_project`` if rules asked for facts of other files."""

    findings: tuple[Listed, ...] = ()
    errors: tuple[Trouble, ...] = ()
    baselined: int = 0
    asked_project: bool = False


def listing_of(report: FileReport, file: str) -> FileListing:
    """The findings and errors of a file that users know as ``file``."""
    return FileListing(
        tuple(_listed(report, finding, file) for finding in report.findings),
        tuple(Trouble(file, error.line, error.message) for error in report.errors),
        report.baselined,
        report.asked_project,
    )


def to_json(listing: FileListing) -> dict[str, Any]:
    """Plain values for the way from a worker."""
    return dataclasses.asdict(listing)


def from_json(values: dict[str, Any]) -> FileListing:
    """The listing that a worker sent."""
    return FileListing(
        tuple(_listed_from(finding) for finding in values["findings"]),
        tuple(Trouble(**error) for error in values["errors"]),
        values["baselined"],
        values["asked_project"],
    )


def _listed_from(values: dict[str, Any]) -> Listed:
    fix = values.pop("fix")
    severity = Severity(values.pop("severity"))
    return Listed(**values, severity=severity, fix=None if fix is None else _fix_from(fix))


def _fix_from(values: dict[str, Any]) -> ListedFix:
    edits = values.pop("edits")
    given = None if edits is None else tuple(ListedEdit(**edit) for edit in edits)
    return ListedFix(**values, edits=given)


def _listed(report: FileReport, finding: ReportedFinding, file: str) -> Listed:
    line, column = finding.start
    end_line, end_column = finding.end
    first_line = report.lines.line_span(line - 1)
    return Listed(
        file=file,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        rule=finding.rule,
        message=finding.message,
        severity=finding.severity,
        fix=_fix(finding),
        source=report.text[first_line.start : first_line.end],
        scope=finding.fingerprint.scope,
        code=finding.fingerprint.code,
    )


def _fix(finding: ReportedFinding) -> ListedFix | None:
    fix = finding.fix
    if fix is None:
        return None
    edits = None
    if finding.edits is not None:
        edits = tuple(ListedEdit(*edit.start, *edit.end, edit.text) for edit in finding.edits)
    return ListedFix(fix.safety.value, fix.reach.value, fix.title, edits)
