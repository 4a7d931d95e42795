"""A workspace: files under their settings, checked and fixed; what the command line works through.

Reads files; writes them only through ``workspace.write``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from houserules import __version__
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding, Fix
from houserules.analysis.module import Role
from houserules.analysis.severity import Severity
from houserules.analysis.state import UnitState
from houserules.fixes.safety import Reach, Safety
from houserules.settings.deferral import Deferral
from houserules.settings.model import Settings, SettingsLayer
from houserules.syntax.cache import ParseCache
from houserules.syntax.problems import ProblemKind
from houserules.text.lines import LineIndex
from houserules.workspace.catalog import rule_catalog
from houserules.workspace.files import SourceFile, display_path, python_files
from houserules.workspace.fixing import Fixed, fix_all, fix_one
from houserules.workspace.ruff_files import RuffFiles
from houserules.workspace.rule_sets import RuleSets
from houserules.workspace.settings_files import ProjectSettings, SettingsFiles
from houserules.workspace.source import (
    SourceText,
    UnreadableSource,
    decode_source,
    is_generated,
    read_source,
)

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
    """A finding in a file; lines and columns from 1, in code points, the end exclusive."""

    rule: str
    message: str
    severity: Severity
    start: Place
    end: Place
    fix: FixSummary | None
    edits: tuple[ReportedEdit, ...] | None = None


@dataclass(frozen=True, slots=True)
class ReportedError:
    """Something that could not be done in a file."""

    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in a file."""

    path: Path
    text: str
    lines: LineIndex
    findings: tuple[ReportedFinding, ...] = ()
    errors: tuple[ReportedError, ...] = ()


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


class Workspace:
    """Files and settings below and around a working folder."""

    def __init__(
        self,
        folder: Path,
        command_line: SettingsLayer | None = None,
        config: Path | None = None,
    ) -> None:
        """Nothing is read until asked.

        Args:
            folder: The working folder.
            command_line: Settings above those of the files.
            config: A settings file to use instead of the nearest one.
        """
        self.folder = folder.absolute()
        overrides = (command_line,) if command_line else ()
        catalog = rule_catalog()
        ruff = RuffFiles()
        self._settings = SettingsFiles(self.folder, catalog, __version__, overrides, config, ruff)
        self._rule_sets = RuleSets(catalog, ruff)

    def files(self, paths: Sequence[Path]) -> list[SourceFile]:
        """The files to check below paths; a file that is named is always among them."""
        found: dict[Path, None] = {}
        for path in paths:
            absolute = path if path.is_absolute() else self.folder / path
            if absolute.is_dir():
                found.update(dict.fromkeys(python_files(absolute, self._wanted)))
            else:
                found[absolute] = None
        return [SourceFile(p, display_path(p, self.folder)) for p in found]

    def settings_for(self, path: Path) -> Settings:
        """The settings that govern a file."""
        return self._project(path).settings

    def project_for(self, path: Path) -> ProjectSettings:
        """The settings that govern a file, with where they stand."""
        return self._project(path)

    def deferrals(self, path: Path, *, folder: bool = False) -> tuple[Deferral, ...]:
        """What ruff says of the rules active in a file, or, with ``folder``, in a folder."""
        absolute = path if path.is_absolute() else self.folder / path
        project = self._project(absolute / "any.py" if folder else absolute)
        if folder:
            return self._rule_sets.deferrals(project, absolute)
        return self._rule_sets.deferrals(project, absolute.parent, absolute)

    def explain_role(self, path: Path) -> tuple[Role, str | None]:
        """The role of a file and the glob that gave it."""
        project = self._project(path)
        return project.settings.role_of(project.relative(path.absolute()))

    def check_file(
        self, path: Path, data: bytes | None = None, *, edits: bool = False
    ) -> FileReport:
        """Check a file, or other bytes in its place.

        Args:
            path: The file, which decides settings and role.
            data: What to check instead of the file's contents.
            edits: Whether to work out the edits of fixes.
        """
        try:
            source = decode_source(read_source(path) if data is None else data)
        except UnreadableSource as error:
            return _unreadable(path, error)
        if is_generated(source.text):
            return _untouched(path, source)
        return _report(path, self._analysed(path, source), edits=edits)

    def fix_file(
        self,
        path: Path,
        data: bytes | None = None,
        *,
        unsafe: bool = False,
        skeletons: bool = False,
    ) -> FixReport:
        """Work out the fixed contents of a file, to a fixed point; see ``FixReport``."""
        try:
            before = read_source(path) if data is None else data
            source = decode_source(before)
        except UnreadableSource as error:
            failed = _unreadable(path, error)
            return FixReport(path, data or b"", data or b"", (), failed, failed.errors)
        if is_generated(source.text):
            left = _untouched(path, source)
            return FixReport(path, before, before, (), left, (), source.text, source.text)
        analysis = self._analysed(path, source)
        broken = _syntax_errors(analysis)
        if broken:
            left = _report(path, analysis)
            return FixReport(path, before, before, (), left, broken, source.text, source.text)

        def eligible(finding: Finding, fix: Fix) -> bool:
            allowed = fix.safety is Safety.SAFE or (
                unsafe if fix.safety is Safety.UNSAFE else skeletons
            )
            return allowed and (unsafe or fix.reach.stays_in_file)

        outcome = fix_all(analysis, eligible)
        return _fix_report(path, before, source, outcome, analysis)

    def _wanted(self, path: Path) -> bool:
        project = self._project(path)
        return project.settings.covers(project.relative(path))

    def _project(self, path: Path) -> ProjectSettings:
        return self._settings.for_file(path if path.is_absolute() else self.folder / path)

    def _analysed(self, path: Path, source: SourceText) -> ModuleAnalysis:
        absolute = path if path.is_absolute() else self.folder / path
        project = self._project(absolute)
        analysis = ModuleAnalysis(
            self._rule_sets.rules_for(project, absolute),
            self._rule_sets.module_info(project, absolute),
            ParseCache(max_characters=64_000_000).parse,
        )
        analysis.open(source.text)
        analysis.run()
        return analysis


def _unreadable(path: Path, error: UnreadableSource) -> FileReport:
    return FileReport(path, "", LineIndex.of(""), errors=(ReportedError(error.line, str(error)),))


def _untouched(path: Path, source: SourceText) -> FileReport:
    return FileReport(path, source.text, LineIndex.of(source.text))


def _fix_report(
    path: Path, before: bytes, source: SourceText, outcome: Fixed, analysis: ModuleAnalysis
) -> FixReport:
    left = _report(path, analysis)
    errors = [
        ReportedError(
            None, f"a fix of {v.rule} was dropped: it would break the promise that {v.promise}"
        )
        for v in outcome.refused
    ]
    broken = _syntax_errors(analysis)
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


def _syntax_errors(analysis: ModuleAnalysis) -> tuple[ReportedError, ...]:
    lines = LineIndex.of(analysis.text)
    found: list[ReportedError] = []
    for index, state in enumerate(analysis.states):
        problem = state.problem
        if problem is not None and problem.kind is ProblemKind.SYNTAX:
            line = lines.line_of(analysis.tree.start(index) + problem.span.start) + 1
            found.append(ReportedError(line, f"syntax error: {problem.message}"))
    return tuple(found)


def _report(path: Path, analysis: ModuleAnalysis, *, edits: bool = False) -> FileReport:
    text = analysis.text
    lines = LineIndex.of(text)

    def place(offset: int) -> Place:
        position = lines.position(text, offset)
        return position.line + 1, position.column + 1

    findings: list[ReportedFinding] = []
    for index, state in enumerate(analysis.states):
        start = analysis.tree.start(index)
        for finding, severity in state.reported:
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
                    _edits(analysis, state, fix, place) if fix and edits else None,
                )
            )
    findings.sort(key=lambda f: (f.start, f.end, f.rule, f.message))
    errors = list(_syntax_errors(analysis))
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
