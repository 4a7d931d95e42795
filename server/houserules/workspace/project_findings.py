"""Findings of project rules, which stand in files that are not Python, as settings let them be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from houserules.analysis.fingerprint import Fingerprint
from houserules.analysis.project_rules import ProjectFinding, ProjectRules
from houserules.analysis.severity import Severity
from houserules.text.lines import LineIndex
from houserules.workspace.cache.database import Database
from houserules.workspace.cache.project_results import ProjectFindingStore
from houserules.workspace.file_report import FileReport, ReportedError, ReportedFinding
from houserules.workspace.index.listing import read_document
from houserules.workspace.settings_files import ProjectSettings


@dataclass(frozen=True, slots=True)
class FoundInFile:
    """What project rules found in one file.

    Attributes:
        path: The file.
        text: Its text; empty where it cannot be read.
        findings: With the severity that settings give them, by place.
    """

    path: Path
    text: str
    findings: tuple[tuple[ProjectFinding, Severity], ...]


def found_in_files(project: ProjectSettings, rules: ProjectRules) -> Iterator[FoundInFile]:
    """What the rules of a project found, by file.

    ``exclude``, ``per-file-ignores`` and the file scopes of profiles hold for these files, too;
    ``include`` says which Python files are checked, and leaves them alone.
    """
    settings = project.settings
    by_path: dict[str, list[tuple[ProjectFinding, Severity]]] = {}
    for finding, active in rules.findings:
        if not settings.excludes(finding.path) and finding.rule in settings.rules_for(finding.path):
            severity = active.severity_of(finding.weak)
            by_path.setdefault(finding.path, []).append((finding, severity))
    for relative, findings in by_path.items():
        path = project.root / relative
        yield FoundInFile(path, read_document(path) or "", tuple(findings))


def run_remembering(
    rules: ProjectRules, database: Database | None, project: ProjectSettings, recipe: str
) -> None:
    """Run the rules of a project, or take what they found before under the same recipe.

    ``recipe`` stands for the rules and for the facts of all files of the project.
    """
    store = None if database is None else ProjectFindingStore(database)
    kept = store and store.load(project.root, project.file, recipe)
    if kept is not None:
        rules.take(kept)
        return
    rules.run()
    if store and not rules.failures:
        found = [finding for finding, _ in rules.findings]
        store.save(project.root, project.file, recipe, found)


def reports_of(project: ProjectSettings, rules: ProjectRules) -> Iterator[FileReport]:
    """The same as reports, and one on the settings file about rules that failed."""
    for found in found_in_files(project, rules):
        lines = LineIndex.of(found.text)
        yield FileReport(
            found.path,
            found.text,
            lines,
            tuple(_reported(found, lines, f, severity) for f, severity in found.findings),
        )
    errors = tuple(
        ReportedError(None, f"rule {failure.rule} failed: {failure.message}")
        for failure in rules.failures
    )
    if errors:
        path = project.file or project.root
        yield FileReport(path, "", LineIndex.of(""), errors=errors)


def below(reports: Iterable[FileReport], folders: Iterable[Path]) -> Iterator[FileReport]:
    """The reports on files that are, or are below, one of some paths."""
    wanted = tuple(folders)
    for report in reports:
        if report.errors or any(report.path.is_relative_to(folder) for folder in wanted):
            yield report


def _reported(
    found: FoundInFile, lines: LineIndex, finding: ProjectFinding, severity: Severity
) -> ReportedFinding:
    start, end = (
        (position.line + 1, position.column + 1)
        for offset in finding.span
        for position in (lines.position(found.text, offset),)
    )
    known_by = fingerprint_of(found, finding)
    return ReportedFinding(finding.rule, finding.message, severity, start, end, None, known_by)


def fingerprint_of(found: FoundInFile, finding: ProjectFinding) -> Fingerprint:
    """What a finding is known by, wherever its line goes."""
    marked = found.text[finding.span.start : finding.span.end]
    return Fingerprint("", finding.rule, " ".join(marked.split()))
