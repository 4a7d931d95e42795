"""What was found in a file, and what fixing it comes to: values, and how they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.fingerprint import Fingerprint, fingerprints
from houserules.analysis.severity import Severity
from houserules.fixes.safety import Reach, Safety
from houserules.syntax.problems import ProblemKind
from houserules.text.lines import LineIndex
from houserules.workspace.baseline_file import Known, in_baseline
from houserules.workspace.fixing import Fixed
from houserules.workspace.in_unit import InUnit, in_unit
from houserules.workspace.index.project_reads import NOT_KNOWN, ProjectReads
from houserules.workspace.reported_edits import EditsOfFixes, Place, ReportedEdits
from houserules.workspace.source import SourceText, UnreadableSource


@dataclass(frozen=True, slots=True)
class FixSummary:
    """What a finding's fix would be, without its edits."""

    title: str
    safety: Safety
    reach: Reach


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding in a file; lines and columns from 1, in code points, the end exclusive.

    Attributes:
        fingerprint: What it is known by wherever its code moves.
        edits: Those of its fix, where they were asked for.
        in_unit: Where it is in its unit, of findings in Python files.
    """

    rule: str
    message: str
    severity: Severity
    start: Place
    end: Place
    fix: FixSummary | None
    fingerprint: Fingerprint
    edits: ReportedEdits | None = None
    in_unit: InUnit | None = None


@dataclass(frozen=True, slots=True)
class ReportedError:
    """Something that could not be done in a file."""

    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in a file.

    Attributes:
        path: The file.
        text: Its text.
        lines: Its lines.
        findings: What was found and is not hidden.
        errors: What could not be done.
        baselined: How many findings are hidden by the baseline.
        asked_project: Whether a rule asked for facts of other files.
        reads: What was asked of them, where that is known.
        hidden: What was found and is hidden by the baseline.
    """

    path: Path
    text: str
    lines: LineIndex
    findings: tuple[ReportedFinding, ...] = ()
    errors: tuple[ReportedError, ...] = ()
    baselined: int = 0
    asked_project: bool = False
    hidden: tuple[ReportedFinding, ...] = ()
    reads: ProjectReads = NOT_KNOWN


@dataclass(frozen=True, slots=True)
class FixReport:
    """What fixing a file comes to; nothing is written yet.

    Attributes:
        path: The file.
        before: Its bytes.
        after: The bytes it should hold.
        applied: The rules of the fixes applied, one item a fix.
        remaining: What is left to find afterwards.
        errors: What could not be done; then ``after`` equals ``before``.
        text: Its text.
        fixed: Its text after fixing.
    """

    path: Path
    before: bytes
    after: bytes
    applied: tuple[str, ...]
    remaining: FileReport
    errors: tuple[ReportedError, ...] = ()
    text: str = ""
    fixed: str = ""


def unreadable(path: Path, error: UnreadableSource) -> FileReport:
    """The report on a file that could not be read."""
    return FileReport(path, "", LineIndex.of(""), errors=(ReportedError(error.line, str(error)),))


def untouched(path: Path, source: SourceText) -> FileReport:
    """The report on a file that is left alone."""
    return FileReport(path, source.text, LineIndex.of(source.text))


def fix_report(
    path: Path, before: bytes, source: SourceText, outcome: Fixed, analysis: ModuleAnalysis
) -> FixReport:
    """What fixing came to; the file is left as it was where that would break it."""
    left = file_report(path, analysis)
    errors = [
        ReportedError(
            None, f"a fix of {v.rule} was dropped: it would break the promise that {v.promise}"
        )
        for v in outcome.refused
    ]
    broken = syntax_errors(analysis)
    try:
        after = source.encode(outcome.text) if outcome.text != source.text else before
    except UnicodeEncodeError:
        broken = (ReportedError(None, f"the fixed text cannot be encoded as {source.encoding}"),)
        after = before
    if broken:
        return FixReport(path, before, before, (), left, broken, source.text, source.text)
    return FixReport(
        path, before, after, outcome.applied, left, tuple(errors), source.text, outcome.text
    )


def syntax_errors(analysis: ModuleAnalysis) -> tuple[ReportedError, ...]:
    """The places that do not parse."""
    lines = LineIndex.of(analysis.text)
    found: list[ReportedError] = []
    for index, state in enumerate(analysis.states):
        problem = state.problem
        if problem is not None and problem.kind is ProblemKind.SYNTAX:
            line = lines.line_of(analysis.tree.start(index) + problem.span.start) + 1
            found.append(ReportedError(line, f"syntax error: {problem.message}"))
    return tuple(found)


def file_report(
    path: Path, analysis: ModuleAnalysis, edits: EditsOfFixes | None = None
) -> FileReport:
    """Everything that was found in an analysed file; ``edits`` works out those of fixes, too."""
    text = analysis.text
    lines = LineIndex.of(text)

    def place(offset: int) -> Place:
        position = lines.position(text, offset)
        return position.line + 1, position.column + 1

    findings = in_order(
        finding
        for index in range(len(analysis.states))
        for finding in findings_of_unit(analysis, index, place, edits)
    )
    errors = list(syntax_errors(analysis))
    for offset, failure in analysis.failures:
        line = lines.line_of(offset) + 1
        errors.append(ReportedError(line, f"rule {failure.rule} failed: {failure.message}"))
    return FileReport(path, text, lines, findings, tuple(errors))


def findings_of_unit(
    analysis: ModuleAnalysis,
    index: int,
    place: Callable[[int], Place],
    edits: EditsOfFixes | None = None,
) -> Iterator[ReportedFinding]:
    """What was found in the unit at an index; ``place`` gives line and column of an offset."""
    state = analysis.states[index]
    start = analysis.tree.start(index)
    known_by = fingerprints(state, (f for f, _ in state.reported), analysis.parse)
    for (finding, severity), fingerprint in zip(state.reported, known_by, strict=True):
        span = finding.span.shifted(start)
        fix = finding.fix
        yield ReportedFinding(
            finding.rule,
            finding.message,
            severity,
            place(span.start),
            place(span.end),
            FixSummary(fix.title, fix.safety, fix.reach) if fix else None,
            fingerprint,
            edits.of(state, fix) if fix and edits else None,
            in_unit(analysis, index, finding),
        )


def in_order(findings: Iterable[ReportedFinding]) -> tuple[ReportedFinding, ...]:
    """Findings in the order of their places."""
    return tuple(sorted(findings, key=lambda f: (f.start, f.end, f.rule, f.message)))


def without_known(report: FileReport, known: Known) -> FileReport:
    """A report with the findings that a baseline knows of set apart."""
    if not known:
        return report
    answers = in_baseline((f.fingerprint for f in report.findings), known)
    pairs = tuple(zip(report.findings, answers, strict=True))
    hidden = tuple(finding for finding, hide in pairs if hide)
    left = tuple(finding for finding, hide in pairs if not hide)
    return replace(report, findings=left, hidden=hidden, baselined=len(hidden))
