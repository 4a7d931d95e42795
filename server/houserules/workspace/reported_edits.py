"""The edits of a finding's fix as reports show them: in the file itself, or over several files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Fix
from houserules.analysis.state import UnitState
from houserules.text.lines import LineIndex
from houserules.text.span import TextEdit
from houserules.workspace.files import display_path
from houserules.workspace.fixing import Fixed, fix_one
from houserules.workspace.project_fixing import ProjectFixed
from houserules.workspace.project_mending import NotMade, ProjectMending

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReportedEdit:
    """One replacement; lines and columns from 1, in code points."""

    start: Place
    end: Place
    text: str


@dataclass(frozen=True, slots=True)
class ReportedFileEdits:
    """What a fix edits in one file."""

    file: str
    edits: tuple[ReportedEdit, ...]


@dataclass(frozen=True, slots=True)
class ReportedNewFile:
    """A file that a fix makes."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportedRename:
    """A file that gets another path, after all edits."""

    file: str
    new_file: str


@dataclass(frozen=True, slots=True)
class ReportedProjectEdits:
    """A fix over several files, the finding's own among them; files by the names users know."""

    files: tuple[ReportedFileEdits, ...] = ()
    created: tuple[ReportedNewFile, ...] = ()
    renamed: tuple[ReportedRename, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedEdits:
    """The edits of a fix: ``own`` where it stays in the file, else ``project``; none if refused."""

    own: tuple[ReportedEdit, ...] = ()
    project: ReportedProjectEdits | None = None


@dataclass(frozen=True, slots=True)
class EditsOfFixes:
    """Works out the edits of the fixes of one file.

    Attributes:
        analysis: The file.
        lines: The lines of its text.
        path: Its absolute path.
        root: The root of its project.
        folder: The working folder, which users' names of files are relative to.
        mending: Works out fixes over several files.
    """

    analysis: ModuleAnalysis
    lines: LineIndex
    path: Path
    root: Path
    folder: Path
    mending: ProjectMending

    def of(self, state: UnitState, fix: Fix) -> ReportedEdits:
        """The edits of one fix."""
        if fix.reach.stays_in_file:
            outcome = fix_one(self.analysis, state, fix)
            if not isinstance(outcome, Fixed):
                return ReportedEdits()
            return ReportedEdits(placed(self.analysis.text, self.lines, outcome.edits))
        fixed = self.mending.worked_out(self.path, self.analysis, state, fix)
        return ReportedEdits() if isinstance(fixed, NotMade) else self._over_files(fixed)

    def _over_files(self, fixed: ProjectFixed) -> ReportedEdits:
        only = fixed.changed[0] if len(fixed.changed) == 1 else None
        if only and self.root / only.path == self.path and not (fixed.created or fixed.renamed):
            return ReportedEdits(placed(only.before, self.lines, only.edits))
        named = self._named
        edited = (
            ReportedFileEdits(named(c.path), placed(c.before, LineIndex.of(c.before), c.edits))
            for c in fixed.changed
        )
        created = (ReportedNewFile(named(n.path), n.text) for n in fixed.created)
        renamed = (ReportedRename(named(r.path), named(r.new_path)) for r in fixed.renamed)
        return ReportedEdits(
            project=ReportedProjectEdits(tuple(edited), tuple(created), tuple(renamed))
        )

    def _named(self, relative: str) -> str:
        return display_path(self.root / relative, self.folder)


def placed(text: str, lines: LineIndex, edits: Iterable[TextEdit]) -> tuple[ReportedEdit, ...]:
    """Edits of a text with lines and columns."""

    def place(offset: int) -> Place:
        position = lines.position(text, offset)
        return position.line + 1, position.column + 1

    return tuple(ReportedEdit(place(e.span.start), place(e.span.end), e.text) for e in edits)
