"""The project indexes of an editor session: filled in the background, kept in step with edits.

A gatherer process reads the files, of one project after the other; here its answers are put into
indexes between two messages, and whatever changed is told to the open documents that read it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.state import Key
from houserules.host.gathering import ENDED, Gatherer
from houserules.host.indexed_project import IndexedProject
from houserules.workspace.index.facts import encoded, facts_of
from houserules.workspace.index.listing import described, packages_above
from houserules.workspace.index.project_index import ProjectIndex
from houserules.workspace.index.store import Stamp
from houserules.workspace.index.vocabulary import document_names, may_be_document
from houserules.workspace.project_settings import EditorProjects


class ProjectIndexes:
    """All projects that an open document belongs to."""

    def __init__(self, projects: EditorProjects, wake: Callable[[], None]) -> None:
        """``wake`` is called from other threads when there is work for ``step``."""
        self._projects = projects
        self._wake = wake
        self._by_root: dict[tuple[Path, Path | None], IndexedProject] = {}
        self._open: dict[str, tuple[IndexedProject, str]] = {}
        self._former: dict[tuple[Path, Path | None], IndexedProject] = {}
        self._gatherer = Gatherer(wake)
        self._queue: dict[IndexedProject, None] = {}
        self._busy: IndexedProject | None = None
        self._asked: tuple[str, ...] | None = None
        self._notices: list[str] = []

    def project_of(self, path: Path | None) -> IndexedProject | None:
        """The project of a file, its index started; ``None`` where no rule reads other files."""
        found = self._projects.project_with_facts(path) if path is not None else None
        if found is None:
            return None
        settings, rules = found
        key = (settings.root, settings.file)
        project = self._by_root.get(key)
        if project is None:
            project = self._former.pop(key, None)
            if project is None or not project.adopt(settings, rules):
                if project is not None:
                    self._former[key] = project
                project = IndexedProject(settings, rules)
            self._by_root[key] = project
            self._look_at(project, None)
        return project

    def opened(self, uri: str, path: Path | None) -> ProjectIndex | None:
        """Note that a document is open; its facts come from the editor from now on."""
        project = self.project_of(path)
        if project is None or path is None:
            self._open.pop(uri, None)
            return None
        self._open[uri] = (project, project.settings.relative(path))
        return project.index

    def holds(self, project: IndexedProject, uri: str) -> bool:
        """Whether an open document belongs to a project."""
        return self._open.get(uri, (None, ""))[0] is project

    def place_of(self, uri: str) -> tuple[IndexedProject, str] | None:
        """The project of an open document and its relative path."""
        return self._open.get(uri)

    def open_in(self, project: IndexedProject) -> list[tuple[str, str]]:
        """The open documents of a project, with their relative paths."""
        return [(uri, relative) for uri, (p, relative) in self._open.items() if p is project]

    def closed(self, uri: str) -> None:
        """Note that a document is closed: what the disk holds counts again."""
        project, relative = self._open.pop(uri, (None, ""))
        if project is not None:
            self._look_at(project, (relative,))

    def forget(self) -> None:
        """Settings may have changed: each document says anew to which project it belongs.

        Indexes whose files are the same are kept, and looked through for nested settings files.
        """
        self._former |= self._by_root
        self._by_root.clear()
        self._open.clear()

    def take_withdrawn(self) -> tuple[str, ...]:
        """Files whose findings of project rules are not known any more, since the last call."""
        former, self._former = self._former.values(), {}
        for project in former:
            self._drop(project)
        reported = {p for project in self._by_root.values() for p in project.reported}
        return tuple(p for f in former for p in f.reported if p not in reported)

    def take_notices(self) -> tuple[str, ...]:
        """What the user has to know of files that could not be read, since the last call."""
        notices = tuple(self._notices)
        self._notices.clear()
        return notices

    def look_around(self) -> None:
        """Look for changed files on disk, for editors that do not tell."""
        for project in self._by_root.values():
            self._look_at(project, None)

    def take_in(self, uri: str, analysis: ModuleAnalysis) -> tuple[IndexedProject | None, set[Key]]:
        """Take in the facts of an open document; the keys whose values changed."""
        project, relative = self._open.get(uri, (None, ""))
        if project is None or not analysis.extracted:
            return None, set()
        changed = analysis.take_changed_facts()
        if changed is not None:
            if not changed:
                return None, set()
            return project, project.index.edit(relative, _facts_at(analysis, changed))
        own = {e.id for e in analysis.rules.tables if e.fact is not None}
        before = project.index.facts_at(relative)
        facts = {i: f for i, f in before.items() if i not in own} | facts_of(analysis)
        module, names = described(
            project.settings, relative, packages_above(project.root, relative)
        )
        return project, project.put(module, facts, names)

    @property
    def documents_read(self) -> frozenset[str]:
        """The names of files that are not Python and that rules read."""
        return document_names()

    def files_changed(self, paths: Iterable[str]) -> None:
        """Files or whole folders changed on disk: look at those that a project could hold."""
        files: list[Path] = []
        folders: list[Path] = []
        for path in map(Path, paths):
            (files if path.suffix == ".py" or may_be_document(path.name) else folders).append(path)
        new = [p for p in folders if p.is_dir()]
        for project in self._by_root.values():
            if any(p.is_relative_to(project.root) for p in new):
                self._look_at(project, None)
            open_here = {relative for p, relative in self._open.values() if p is project}
            below = [project.settings.relative(p) for p in files if p.is_relative_to(project.root)]
            for folder in folders:
                if folder.is_relative_to(project.root):
                    below += project.index.paths_below(project.settings.relative(folder))
            looked_at = [r for r in below if r not in open_here]
            if looked_at:
                self._look_at(project, looked_at)

    @property
    def pending(self) -> bool:
        """Whether ``step`` may have something to do without being woken."""
        return any(p.rules.pending and p.index.ready for p in self._by_root.values())

    def step(self) -> tuple[IndexedProject, set[Key]] | None:
        """Take one answer of a gatherer; the project and the keys whose values changed.

        ``None`` where no answer is there.
        """
        answer = self._gatherer.take()
        project = self._busy
        if answer is None or project is None:
            return None
        if answer is ENDED:
            self._died(project)
            return project, set()
        if answer[0] == "deadly" and answer[1] not in project.deadly:
            self._notices.append(
                f"{project.root / answer[1]} is left out where rules look at several files: "
                "the process that reads it dies"
            )
        changed = project.take(answer, lambda relative: self._is_open(project, relative))
        if answer[0] == "done":
            self._next()
        return project, changed

    def run_project_rules(self) -> list[IndexedProject]:
        """Run the project rules that have to run; the projects whose findings may differ now."""
        ran = [p for p in self._by_root.values() if p.rules.pending and p.index.ready]
        for project in ran:
            project.rules.run()
        return ran

    def state_of(self, path: Path | None) -> dict[str, Any] | None:
        """What the status says of the index of a file's project."""
        project = self.project_of(path)
        if project is None:
            return None
        return {"state": project.state, "files": project.index.module_count, "total": project.total}

    def totals(self) -> tuple[int, int, bool]:
        """Files known and files to know over all projects, and whether all are ready."""
        projects = self._by_root.values()
        return (
            sum(p.index.module_count for p in projects),
            sum(p.total for p in projects),
            all(p.index.ready or p.gatherer is None for p in projects),
        )

    # -- gathering -----------------------------------------------------------------------------

    def _look_at(self, project: IndexedProject, relative: Iterable[str] | None) -> None:
        """Have files of a project looked at, ``None`` for all that changed, when it is its turn."""
        project.want(relative)
        project.gatherer = self._gatherer
        self._queue[project] = None
        if self._busy is None:
            self._next()

    def _next(self) -> None:
        """Let the gatherer go on with the project that waits longest."""
        if self._busy is not None and not self._busy.wanting:
            self._busy.gatherer = None
        self._busy = next(iter(self._queue), None)
        if self._busy is not None:
            del self._queue[self._busy]
            self._ask(self._busy, *self._busy.take_wanted())

    def _ask(
        self, project: IndexedProject, only: tuple[str, ...] | None, known: dict[str, Stamp]
    ) -> None:
        self._asked = only
        isolated = project.deaths > 0
        self._gatherer.ask(
            self._projects.gathering_request(
                project.settings, only, known, _jobs(), isolated=isolated
            )
        )

    def _died(self, project: IndexedProject) -> None:
        """Try once more, each file in a process that may die; then go without."""
        project.deaths += 1
        if project.deaths == 1:
            project.want(self._asked)
            self._ask(project, *project.take_wanted())
            return
        project.deaths = 0
        self._notices.append(
            f"the files of {project.root} could not be read: rules that look at several files are "
            "silent there"
        )
        self._next()

    def _drop(self, project: IndexedProject) -> None:
        self._queue.pop(project, None)
        project.gatherer = None
        if self._busy is project:
            self._gatherer.stop()
            self._busy = None
            self._next()

    def _is_open(self, project: IndexedProject, relative: str) -> bool:
        return any(p is project and r == relative for p, r in self._open.values())


def _facts_at(
    analysis: ModuleAnalysis, keys: Iterable[Key]
) -> Mapping[str, Mapping[str, list[Any]]]:
    found: dict[str, dict[str, list[Any]]] = {}
    for extractor, key in keys:
        assert extractor is not None
        values = analysis.tables.lookup(extractor, key, set())
        found.setdefault(extractor.id, {})[str(key)] = encoded(values)
    return found


def _jobs() -> int:
    return max(1, (os.cpu_count() or 2) - 1)
