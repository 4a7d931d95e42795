"""What was found in a file, and what fixing it comes to: values, and how they are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Fix
from houserules.analysis.fingerprint import Fingerprint, fingerprints
from houserules.analysis.severity import Severity
from houserules.analysis.state import UnitState
from houserules.fixes.safety import Reach, Safety
from houserules.syntax.problems import ProblemKind
from houserules.text.lines import LineIndex
from houserules.workspace.fixing import Fixed, fix_one
from houserules.workspace.source import SourceText, UnreadableSource

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FixSummary:
    """What a finding's fix would be, without its edits."""

    title: str
    safety: Safety
    reach: Reach


@dataclass(frozen=True, slots=True)
class ReportedEdit:
    """One replacement; lines and columns from 1, in code points."""

    start: Place
    end: Place
    text: str


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding in a file; lines and columns from 1, in code points, the end exclusive.

    Attributes:
        fingerprint: What it is known by wherever its code moves.
    """

    rule: str
    message: str
    severity: Severity
    start: Place
    end: Place
    fix: FixSummary | None
    fingerprint: Fingerprint
    edits: tuple[ReportedEdit, ...] | None = None


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
    """

    path: Path
    text: str
    lines: LineIndex
    findings: tuple[ReportedFinding, ...] = ()
    errors: tuple[ReportedError, ...] = ()
    baselined: int = 0
    asked_project: bool = False


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


def file_report(path: Path, analysis: ModuleAnalysis, *, edits: bool = False) -> FileReport:
    """Everything that was found in an analysed file; ``edits`` works out those of fixes, too."""
    text = analysis.text
    lines = LineIndex.of(text)

    def place(offset: int) -> Place:
        position = lines.position(text, offset)
        return position.line + 1, position.column + 1

    findings: list[ReportedFinding] = []
    for index, state in enumerate(analysis.states):
        start = analysis.tree.start(index)
        known_by = fingerprints(state, (f for f, _ in state.reported), analysis.parse)
        for (finding, severity), fingerprint in zip(state.reported, known_by, strict=True):
            span = finding.span.shifted(start)
            fix = finding.fix
            findings.append(
                ReportedFinding(
                    finding.rule,
                    finding.message,
                    severity,
                    place(span.start),
                    place(span.end),
                    FixSummary(fix.title, fix.safety, fix.reach) if fix else None,
                    fingerprint,
                    _edits(analysis, state, fix, place) if fix and edits else None,
                )
            )
    findings.sort(key=lambda f: (f.start, f.end, f.rule, f.message))
    errors = list(syntax_errors(analysis))
    for offset, failure in analysis.failures:
        line = lines.line_of(offset) + 1
        errors.append(ReportedError(line, f"rule {failure.rule} failed: {failure.message}"))
    return FileReport(path, text, lines, tuple(findings), tuple(errors))


def _edits(
    analysis: ModuleAnalysis, state: UnitState, fix: Fix, place: Callable[[int], Place]
) -> tuple[ReportedEdit, ...]:
    outcome = fix_one(analysis, state, fix)
    if not isinstance(outcome, Fixed):
        return ()
    return tuple(
        ReportedEdit(place(e.span.start), place(e.span.end), e.text) for e in outcome.edits
    )
