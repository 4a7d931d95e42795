"""Which open documents are looked up in the cache, and when what was found in them is kept.

Looked up is a document when it is opened. Kept is what was found when all of it is known, nothing
failed, nothing else is to be done and nobody has typed for a moment; the thread behind
``KeptResults`` then sees whether the file holds the same text.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from houserules.analysis.state import Key
from houserules.host.documents import OpenDocuments
from houserules.host.found_in_document import FoundInDocument, is_known
from houserules.host.indexed_project import IndexedProject
from houserules.host.indexes import ProjectIndexes
from houserules.host.kept_findings import KeptFindings
from houserules.host.kept_results import KeptResults
from houserules.host.look_up import DocumentNow, FactsNow
from houserules.host.open_document import OpenDocument
from houserules.workspace.file_report import (
    without_known,
)
from houserules.workspace.index.project_reads import (
    NOT_KNOWN,
    Answers,
    ProjectReads,
    project_keys,
)
from houserules.workspace.project_settings import EditorProjects
from houserules.workspace.report_at_rest import at_rest

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
        self._facts: dict[IndexedProject, FactsNow] = {}
        self._work: FoundInDocument | None = None
        self._quiet_from = 0.0
        self._timer: threading.Timer | None = None

    # -- what happens --------------------------------------------------------------------------

    def configured(self) -> None:
        """Settings are known."""
        self._facts.clear()
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
            if document.uri == uri and document.unkept and is_known(document):
                self._closed[document] = self._project_of(document)

    def show(self, document: OpenDocument) -> bool:
        """Let what was looked up stand in for the analysis, if anything was found."""
        return self._show(document, self._project_of(document))

    # -- files that are not open -----------------------------------------------------------------

    def look_up(self, document: OpenDocument, project: IndexedProject | None) -> None:
        """Ask what is kept of a file that is not open."""
        now = self._now(document, project)
        document.look_up = self._results.look_up(now) if now else None

    def show_closed(self, document: OpenDocument, project: IndexedProject | None) -> bool:
        """Let what was looked up of a file that is not open stand in for its analysis."""
        look_up = document.look_up
        if not self._show(document, project):
            return False
        now = self._now(document, project) if look_up and look_up.doubtful else None
        if now and look_up and look_up.kept:
            self._results.renew(now, look_up.kept)
        return True

    def keep_closed(self, document: OpenDocument, project: IndexedProject | None) -> None:
        """Keep what was found in a file that is not open, if that can be done at once."""
        if self._projects.uses_cache and is_known(document) and _is_ready(project):
            self._closed[document] = project

    def facts_changed(self, project: IndexedProject, changed: set[Key]) -> None:
        """Facts are others now: what is found in files that are not open does not follow."""
        self._facts.pop(project, None)
        for document in [d for d, p in self._closed.items() if p is project]:
            if changed & project_keys(document.analysis):
                del self._closed[document]
        work = self._work
        if work and work.project is project and changed & project_keys(work.document.analysis):
            self._work = None

    def _show(self, document: OpenDocument, project: IndexedProject | None) -> bool:
        look_up, document.look_up = document.look_up, None
        found = look_up.found if look_up else None
        if not look_up or found is None or not KeptFindings.fit(document.analysis, found):
            return False
        if look_up.doubtful and not _still_hold(look_up.reads, project):
            return False
        document.stand_in(found, waits=look_up.rests_on_project)
        # What holds for other facts, too, is noted so.
        document.unkept = look_up.doubtful
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
            if document.unkept and is_known(document) and _is_ready(project):
                return self._begin(document, project)
        return self._keep_stamps()

    def _begin(self, document: OpenDocument, project: IndexedProject | None) -> bool:
        document.unkept = False
        self._work = FoundInDocument(document, project)
        return True

    def _finish(self, work: FoundInDocument) -> None:
        self._work = None
        document = work.document
        now = self._now(document, work.project)
        asked = bool(work.keys)
        if now is None or (asked and (now.facts is None or work.project is None)):
            return
        reads = Answers(work.project.index).reads_of(work.keys) if work.project else NOT_KNOWN
        report = without_known(work.report(), now.known)
        self._results.keep(now, at_rest(replace(report, asked_project=asked)), reads)

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
        if project is None:
            facts = None
        elif document.uri:
            facts = self._facts_now(project, ((path, analysis.text),))
        else:
            facts = self._facts_of(project)
        return DocumentNow(path, analysis.text, *recipe, facts)

    def _facts_of(self, project: IndexedProject) -> FactsNow:
        """The facts for files that are not open: the same object while they are the same."""
        known = self._facts.get(project)
        if known is None or known.files is None or known.settings is not project.settings:
            known = self._facts[project] = self._facts_now(project, ())
        return known

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


def _still_hold(reads: ProjectReads, project: IndexedProject | None) -> bool:
    """Whether other files still say what they said when a result was kept."""
    if project is None or not project.index.ready:
        return False
    return Answers(project.index).still_hold(reads)


def _is_ready(project: IndexedProject | None) -> bool:
    """Whether all facts of a project are there, and no file of it is being looked at."""
    return project is None or (project.index.ready and project.gatherer is None)
