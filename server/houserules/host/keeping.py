"""Which open documents are looked up in the cache, and when what was found in them is kept.

Looked up is a document when it is opened. Kept is what was found when all of it is known, nothing
failed, nothing else is to be done and nobody has typed for a moment; the thread behind
``KeptResults`` then sees whether the file holds the same text.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.project import is_of_project
from houserules.host.documents import OpenDocuments
from houserules.host.indexed_project import IndexedProject
from houserules.host.indexes import ProjectIndexes
from houserules.host.kept_findings import KeptFindings
from houserules.host.kept_results import DocumentNow, FactsNow, KeptResults
from houserules.host.open_document import OpenDocument
from houserules.text.lines import LineIndex
from houserules.workspace.file_report import (
    FileReport,
    ReportedFinding,
    findings_of_unit,
    in_order,
    without_known,
)
from houserules.workspace.project_settings import EditorProjects
from houserules.workspace.report_at_rest import at_rest
from houserules.workspace.reported_edits import Place

_PAUSE_SECONDS = 0.5
_SLICE_SECONDS = 0.005


class Keeping:
    """Joins open documents and the cache."""

    def __init__(
        self,
        projects: EditorProjects,
        indexes: ProjectIndexes,
        documents: OpenDocuments,
        wake: Callable[[], None],
    ) -> None:
        """``wake`` is called from another thread when there is work for ``step`` again."""
        self._projects = projects
        self._indexes = indexes
        self._documents = documents
        self._wake = wake
        self._results = KeptResults()
        self._closed: dict[OpenDocument, IndexedProject | None] = {}
        self._looked: dict[IndexedProject, int] = {}
        self._work: _Work | None = None
        self._quiet_from = 0.0
        self._timer: threading.Timer | None = None

    # -- what happens --------------------------------------------------------------------------

    def configured(self) -> None:
        """Settings are known."""
        if self._projects.uses_cache:
            self._results.warm_up()

    def opened(self, document: OpenDocument) -> None:
        """Ask what is kept of a document."""
        now = self._now(document, self._project_of(document))
        if now is not None:
            document.look_up = self._results.look_up(now)

    def typed(self) -> None:
        """Somebody is typing: leave them alone."""
        self._quiet_from = time.monotonic() + _PAUSE_SECONDS

    def closing(self, uri: str) -> None:
        """Keep what was found in a document that is about to be closed."""
        for document in self._documents:
            if document.uri == uri and document.unkept and _is_known(document):
                self._closed[document] = self._project_of(document)

    def show(self, document: OpenDocument) -> bool:
        """Let what was looked up stand in for the analysis, if anything was found."""
        look_up, document.look_up = document.look_up, None
        found = look_up.found if look_up else None
        if not look_up or found is None or not KeptFindings.fit(document.analysis, found):
            return False
        document.stand_in(found, waits=look_up.rests_on_project)
        return True

    # -- work ----------------------------------------------------------------------------------

    def step(self, should_yield: Callable[[], bool]) -> bool:
        """Work for a moment, or until a message waits; whether there was anything to do now."""
        if not self._projects.uses_cache or not self._choose():
            return False
        if self._is_typing():
            return False
        until = time.monotonic() + _SLICE_SECONDS
        while self._work is not None and not should_yield() and time.monotonic() < until:
            if not self._work.is_valid:
                self._work = None
            elif not self._work.step():
                self._finish(self._work)
        return True

    def _choose(self) -> bool:
        """Choose what to keep next; whether there is anything."""
        if self._work is not None:
            return True
        for document, project in self._closed.items():
            if _is_ready(project):
                del self._closed[document]
                return self._begin(document, project)
        for document in self._documents:
            project = self._project_of(document)
            if document.unkept and _is_known(document) and _is_ready(project):
                return self._begin(document, project)
        return self._keep_stamps()

    def _begin(self, document: OpenDocument, project: IndexedProject | None) -> bool:
        document.unkept = False
        self._work = _Work(document, project)
        return True

    def _finish(self, work: _Work) -> None:
        self._work = None
        document = work.document
        now = self._now(document, work.project)
        if now is None or (work.asks_project and now.facts is None):
            return
        report = without_known(work.report(), now.known)
        self._results.keep(now, at_rest(replace(report, asked_project=work.asks_project)))

    def _keep_stamps(self) -> bool:
        """Keep with which facts the files of a project go, after it was looked through."""
        for document in self._documents:
            project = self._project_of(document)
            if project and _is_ready(project) and self._looked.get(project) != project.looked:
                self._looked[project] = project.looked
                self._results.keep_stamps(self._facts_now(project, ()))
                return True
        return False

    def _now(self, document: OpenDocument, project: IndexedProject | None) -> DocumentNow | None:
        """A document with what its findings rest on; ``None`` where nothing is found or kept."""
        analysis, path = document.analysis, document.path
        if path is None or analysis.rules.inert or not self._projects.uses_cache:
            return None
        recipe = self._projects.recipe_for(path)
        if recipe is None:
            return None
        own = (path, analysis.text)
        facts = self._facts_now(project, (own,)) if project else None
        return DocumentNow(path, analysis.text, *recipe, facts)

    def _facts_now(self, project: IndexedProject, also: tuple[tuple[Path, str], ...]) -> FactsNow:
        settings = project.settings
        opened = [self._documents.get(uri) for uri, _ in self._indexes.open_in(project)]
        texts = {d.path: d.analysis.text for d in opened if d.path is not None} | dict(also)
        return FactsNow(
            settings,
            self._projects.facts_read_in(settings),
            tuple(project.index.files()) if project.index.ready else None,
            project.stamps,
            self._projects.gathering_request(settings, None, {}, 1, isolated=False),
            tuple((settings.relative(path), path, text) for path, text in texts.items()),
        )

    def _project_of(self, document: OpenDocument) -> IndexedProject | None:
        place = self._indexes.place_of(document.uri)
        return place[0] if place else None

    def _is_typing(self) -> bool:
        left = self._quiet_from - time.monotonic()
        if left <= 0:
            return False
        if self._timer is None or not self._timer.is_alive():
            self._timer = threading.Timer(left, self._wake)
            self._timer.daemon = True
            self._timer.start()
        return True


class _Work:
    """What was found in one document, gathered unit by unit."""

    def __init__(self, document: OpenDocument, project: IndexedProject | None) -> None:
        self.document = document
        self.project = project
        self.asks_project = False
        self._version = document.version
        self._found: list[ReportedFinding] = []
        self._lines = LineIndex.of(document.analysis.text)
        self._left = iter(self._units())

    @property
    def is_valid(self) -> bool:
        """Whether the document is still as it was; else it will be kept another time."""
        document = self.document
        if document.version == self._version and _is_known(document):
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

        self.asks_project = analysis.module_rules.asks_project
        for index, state in enumerate(analysis.states):
            self.asks_project = self.asks_project or any(map(is_of_project, state.base_keys))
            self._found += findings_of_unit(analysis, index, place)
            yield True


def _is_known(document: OpenDocument) -> bool:
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


def _is_ready(project: IndexedProject | None) -> bool:
    """Whether all facts of a project are there, and no file of it is being looked at."""
    return project is None or (project.index.ready and project.gatherer is None)
