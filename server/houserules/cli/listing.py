"""From the workspace's reports to what is listed, and back from the JSON of a worker."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from houserules.analysis.severity import Severity
from houserules.cli.report import (
    Listed,
    ListedEdit,
    ListedFileEdits,
    ListedFix,
    ListedProjectEdits,
    Trouble,
    TroubleKind,
)
from houserules.workspace.index.project_reads import NOT_KNOWN, ProjectReads

if TYPE_CHECKING:
    from houserules.workspace.file_report import FileReport, ReportedFinding
    from houserules.workspace.reported_edits import ReportedEdit, ReportedProjectEdits

File = tuple[str, str]
"""A path, and the name under which users know it."""


@dataclasses.dataclass(frozen=True, slots=True)
class FileListing:
    """What is listed of one file.

    Attributes:
        baselined: How many findings a baseline hides.
        asked_project: Whether rules asked for facts of other files.
        hidden: Those that a baseline hides; an editor that opens the file shows them as hints.
        reads: What was asked of other files, and a digest of the answers, where that is known. A
            check in two phases may ask in another order, and so ask something in vain.
    """

    findings: tuple[Listed, ...] = ()
    errors: tuple[Trouble, ...] = ()
    baselined: int = 0
    asked_project: bool = False
    hidden: tuple[Listed, ...] = ()
    reads: ProjectReads = dataclasses.field(default=NOT_KNOWN, compare=False)


def listing_of(report: FileReport, file: str) -> FileListing:
    """The findings and errors of a file that users know as ``file``."""
    return FileListing(
        tuple(_listed(report, finding, file) for finding in report.findings),
        tuple(Trouble(file, error.line, error.message) for error in report.errors),
        report.baselined,
        report.asked_project,
        tuple(_listed(report, finding, file) for finding in report.hidden),
        report.reads,
    )


def to_json(listing: FileListing) -> dict[str, Any]:
    """Plain values for the way from a worker."""
    return dataclasses.asdict(listing)


def from_json(values: dict[str, Any]) -> FileListing:
    """The listing that a worker sent, or that is kept; see ``workspace.report_at_rest``."""
    return FileListing(
        tuple(_listed_from(finding) for finding in values["findings"]),
        tuple(_trouble_from(error) for error in values["errors"]),
        values["baselined"],
        values["asked_project"],
        tuple(_listed_from(finding) for finding in values["hidden"]),
        ProjectReads(*values["reads"]),
    )


def named(listing: FileListing, file: str) -> FileListing:
    """A listing without edits as it is for users that know the file as ``file``."""

    def renamed(findings: Iterable[Listed]) -> tuple[Listed, ...]:
        return tuple(dataclasses.replace(finding, file=file) for finding in findings)

    return dataclasses.replace(
        listing, findings=renamed(listing.findings), hidden=renamed(listing.hidden)
    )


def _trouble_from(values: dict[str, Any]) -> Trouble:
    kind = TroubleKind(values.pop("kind"))
    return Trouble(**values, kind=kind)


def _listed_from(values: dict[str, Any]) -> Listed:
    fix = values.pop("fix")
    severity = Severity(values.pop("severity"))
    return Listed(**values, severity=severity, fix=None if fix is None else _fix_from(fix))


def _fix_from(values: dict[str, Any]) -> ListedFix:
    edits, over_files = values.pop("edits"), values.pop("project_edits")
    return ListedFix(
        **values,
        edits=None if edits is None else _edits_from(edits),
        project_edits=None if over_files is None else _project_edits_from(over_files),
    )


def _edits_from(values: Iterable[dict[str, Any]]) -> tuple[ListedEdit, ...]:
    return tuple(ListedEdit(**edit) for edit in values)


def _project_edits_from(values: dict[str, Any]) -> ListedProjectEdits:
    return ListedProjectEdits(
        tuple(ListedFileEdits(f["file"], _edits_from(f["edits"])) for f in values["files"]),
        tuple((file, text) for file, text in values["created"]),
        tuple((file, new_file) for file, new_file in values["renamed"]),
    )


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
        in_unit=finding.in_unit,
    )


def _fix(finding: ReportedFinding) -> ListedFix | None:
    fix = finding.fix
    if fix is None:
        return None
    if finding.edits is None:
        return ListedFix(fix.safety.value, fix.reach.value, fix.title)
    own, over_files = _edits(finding.edits.own), finding.edits.project
    listed = None if over_files is None else _project_edits(over_files)
    return ListedFix(fix.safety.value, fix.reach.value, fix.title, own, listed)


def _edits(edits: Iterable[ReportedEdit]) -> tuple[ListedEdit, ...]:
    return tuple(ListedEdit(*edit.start, *edit.end, edit.text) for edit in edits)


def _project_edits(edits: ReportedProjectEdits) -> ListedProjectEdits:
    return ListedProjectEdits(
        tuple(ListedFileEdits(file.file, _edits(file.edits)) for file in edits.files),
        tuple((new.file, new.text) for new in edits.created),
        tuple((renamed.file, renamed.new_file) for renamed in edits.renamed),
    )
