"""Everything that was found in one document, gathered unit by unit, so that it can be kept."""

from __future__ import annotations

from collections.abc import Iterator

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.project import is_of_project
from houserules.analysis.state import Key
from houserules.host.indexed_project import IndexedProject
from houserules.host.open_document import OpenDocument
from houserules.text.lines import LineIndex
from houserules.workspace.file_report import (
    FileReport,
    ReportedFinding,
    findings_of_unit,
    in_order,
)
from houserules.workspace.reported_edits import Place


class FoundInDocument:
    """What was found in one document, gathered unit by unit."""

    def __init__(self, document: OpenDocument, project: IndexedProject | None) -> None:
        self.document = document
        self.project = project
        self.keys: set[Key] = set()
        """What was read of other files."""
        self._version = document.version
        self._found: list[ReportedFinding] = []
        self._lines = LineIndex.of(document.analysis.text)
        self._left = iter(self._units())

    @property
    def is_valid(self) -> bool:
        """Whether the document is still as it was; else it will be kept another time."""
        document = self.document
        if document.version == self._version and is_known(document):
            return True
        document.unkept = True
        return False

    def step(self) -> bool:
        """Look at one unit; whether there was one."""
        return next(self._left, None) is not None

    def report(self) -> FileReport:
        """Everything that was found."""
        text, path = self.document.analysis.text, self.document.path
        assert path is not None
        return FileReport(path, text, self._lines, in_order(self._found))

    def _units(self) -> Iterator[bool]:
        analysis = self.document.analysis
        text, lines = analysis.text, self._lines

        def place(offset: int) -> Place:
            position = lines.position(text, offset)
            return position.line + 1, position.column + 1

        self.keys |= analysis.module_rules.project_keys
        for index, state in enumerate(analysis.states):
            self.keys.update(filter(is_of_project, state.base_keys))
            self._found += findings_of_unit(analysis, index, place)
            yield True


def is_known(document: OpenDocument) -> bool:
    """Whether all that can be found in a document is known, and nothing stands in for it."""
    analysis = document.analysis
    return not (
        document.pending
        or document.kept
        or not analysis.done
        or document.path is None
        or analysis.rules.inert
        or _failed(analysis)
    )


def _failed(analysis: ModuleAnalysis) -> bool:
    """Whether a rule failed, or code was not analysed: that is looked at anew each time."""
    return bool(analysis.failures) or any(s.problem is not None for s in analysis.states)
