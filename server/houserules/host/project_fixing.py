"""Fixes over several files for the editor: computed against what it shows, else what disks hold.

Everything that can make such a fix wrong is looked at before it is handed out: a file outside the
workspace, one that changed meanwhile, an index that is not complete.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Fix
from houserules.analysis.project import NotReady
from houserules.analysis.state import UnitState
from houserules.fixes.change import Refusal
from houserules.fixes.check import Violation
from houserules.host.documents import OpenDocuments, RequestRefused
from houserules.host.indexed_project import IndexedProject
from houserules.host.indexes import ProjectIndexes
from houserules.host.open_document import OpenDocument
from houserules.host.protocol import ErrorCode, FileEdits, ProjectEdits
from houserules.workspace.project_files import obstacle, tables_of, text_at
from houserules.workspace.project_fixing import FileChange, ProjectFixed, fix_project
from houserules.workspace.project_settings import EditorProjects
from houserules.workspace.project_sources import IndexedSources

_NO_INDEX = "the project is not indexed; try again when it is"


class ProjectFixes:
    """Computes fixes of reach project and rename for open documents."""

    def __init__(
        self,
        documents: OpenDocuments,
        projects: EditorProjects,
        indexes: ProjectIndexes,
        going_on: Callable[[], None],
    ) -> None:
        """``going_on`` is called before each file that is read: this may take long."""
        self._documents = documents
        self._projects = projects
        self._indexes = indexes
        self._going_on = going_on

    def resolve(self, document: OpenDocument, state: UnitState, fix: Fix) -> ProjectEdits:
        """The edits of a fix in all files that it reaches.

        Raises:
            RequestRefused: When it cannot be made; says why.
        """
        place = self._indexes.place_of(document.uri)
        if place is None or not place[0].index.ready:
            raise _refused(_NO_INDEX)
        project, relative = place
        opened = self._opened(project)
        sources = self._sources(project, fix, opened)
        try:
            outcome = fix_project(document.analysis, relative, state, fix, sources)
        except NotReady as error:
            raise _refused(_NO_INDEX) from error
        if isinstance(outcome, Refusal):
            raise _refused(outcome.reason)
        if isinstance(outcome, Violation):
            raise _refused(f"it would break the promise that {outcome.promise}")
        if outcome is None:
            raise _refused("there is nothing to change")
        reason = obstacle(project.root, outcome, self._projects.folders)
        if reason is not None:
            raise _refused(reason)
        return self._answer(document, project, fix, outcome, opened)

    def _answer(
        self,
        document: OpenDocument,
        project: IndexedProject,
        fix: Fix,
        fixed: ProjectFixed,
        opened: dict[str, OpenDocument],
    ) -> ProjectEdits:
        root = project.root
        return {
            "version": document.version,
            "title": fix.title,
            "files": [self._file(root, c, opened.get(c.path)) for c in fixed.changed],
            "created": [{"path": str(root / n.path), "text": n.text} for n in fixed.created],
            "renamed": [
                {"path": str(root / r.path), "new_path": str(root / r.new_path)}
                for r in fixed.renamed
            ],
        }

    def _file(self, root: Path, change: FileChange, opened: OpenDocument | None) -> FileEdits:
        edits = [(e.span.start, e.span.end, e.text) for e in change.edits]
        path = root / change.path
        if opened is not None:
            uri, version = opened.uri, opened.version
            return {"path": str(path), "edits": edits, "uri": uri, "version": version}
        if text_at(path) != change.before:
            message = f"{change.path} changed meanwhile"
            raise RequestRefused(ErrorCode.CONTENT_MODIFIED, message)
        return {"path": str(path), "edits": edits, "before": change.before}

    def _opened(self, project: IndexedProject) -> dict[str, OpenDocument]:
        """The open documents of a project by relative path."""
        found: dict[str, OpenDocument] = {}
        for uri, relative in self._indexes.open_in(project):
            document = self._documents.get(uri)
            document.analysis.extract()
            found[relative] = document
        return found

    def _sources(
        self, project: IndexedProject, fix: Fix, opened: dict[str, OpenDocument]
    ) -> IndexedSources:
        tables = frozenset(tables_of(fix))

        def read(relative: str) -> str | None:
            self._going_on()
            document = opened.get(relative)
            return text_at(project.root / relative) if document is None else document.analysis.text

        def has_tables(analysis: ModuleAnalysis) -> bool:
            return tables <= frozenset(analysis.rules.tables)

        return IndexedSources(
            project.index,
            read,
            lambda relative: (project.root / relative).exists(),
            lambda relative: self._projects.module_info(project.root / relative),
            tables,
            [(r, d.analysis) for r, d in opened.items() if has_tables(d.analysis)],
        )


def _refused(reason: str) -> RequestRefused:
    return RequestRefused(ErrorCode.REFUSED, reason)
