"""The project indexes of an editor session: filled in the background, kept in step with edits.

Gatherer processes read the files; here their answers are put into indexes between two messages,
and whatever changed is told to the open documents that read it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.module import Role
from houserules.analysis.project import ProjectModule
from houserules.analysis.project_rules import ProjectRules
from houserules.analysis.state import Key
from houserules.host.gathering import Answer, GathererProcess
from houserules.workspace.index.facts import encoded, facts_of
from houserules.workspace.index.project_index import ProjectIndex
from houserules.workspace.index.projects import described, packages_above
from houserules.workspace.index.vocabulary import all_facts, document_names
from houserules.workspace.project_settings import EditorProjects
from houserules.workspace.settings_files import ProjectSettings

_MOST_NAMED = 2000
"""Of more changed files than this nobody asks which: the project is gone through anew."""


class IndexedProject:
    """One project with its index; the single owner of both.

    Attributes:
        settings: The settings of the project.
        index: Its facts.
        rules: The rules that are called once per project.
        total: How many Python files it has; 0 until that is known.
    """

    def __init__(self, settings: ProjectSettings, rules: Iterable[Any]) -> None:
        self.settings = settings
        self.index = ProjectIndex(all_facts())
        self.rules = ProjectRules(rules, self.index)
        self.total = 0
        self.waiting: list[str] = []
        self.gatherer: GathererProcess | None = None
        self.reported: dict[str, Any] = {}

    @property
    def root(self) -> Path:
        """The root of the project."""
        return self.settings.root


class ProjectIndexes:
    """All projects that an open document belongs to."""

    def __init__(self, projects: EditorProjects, wake: Callable[[], None]) -> None:
        """``wake`` is called from other threads when there is work for ``step``."""
        self._projects = projects
        self._wake = wake
        self._by_root: dict[tuple[Path, Path | None], IndexedProject] = {}
        self._open: dict[str, tuple[IndexedProject, str]] = {}
        self._withdrawn: dict[str, None] = {}

    def project_of(self, path: Path | None) -> IndexedProject | None:
        """The project of a file, its index started; ``None`` where no rule reads other files."""
        found = self._projects.project_with_facts(path) if path is not None else None
        if found is None:
            return None
        settings, rules = found
        key = (settings.root, settings.file)
        project = self._by_root.get(key)
        if project is None:
            project = IndexedProject(settings, rules)
            self._by_root[key] = project
            self._gather(project, ())
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
            self._ask_for(project, [relative])

    def forget(self) -> None:
        """Settings may have changed: begin anew."""
        for project in self._by_root.values():
            if project.gatherer is not None:
                project.gatherer.stop()
            self._withdrawn |= dict.fromkeys(project.reported)
        self._by_root.clear()
        self._open.clear()

    def take_withdrawn(self) -> tuple[str, ...]:
        """Files whose findings of project rules are not known any more, since the last call."""
        withdrawn = tuple(self._withdrawn)
        self._withdrawn.clear()
        return withdrawn

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
        return project, project.index.put(module, facts, names)

    def files_changed(self, paths: Iterable[str]) -> None:
        """Files changed on disk: look at those that a project could hold."""
        names = document_names()
        wanted = [p for p in map(Path, paths) if p.suffix == ".py" or p.name in names]
        for project in self._by_root.values():
            open_here = {relative for p, relative in self._open.values() if p is project}
            below = [p for p in wanted if p.is_relative_to(project.root)]
            changed = [r for r in map(project.settings.relative, below) if r not in open_here]
            if changed:
                self._ask_for(project, changed)

    @property
    def pending(self) -> bool:
        """Whether ``step`` may have something to do without being woken."""
        return any(p.rules.pending and p.index.ready for p in self._by_root.values())

    def step(self) -> tuple[IndexedProject, set[Key]] | None:
        """Take one answer of a gatherer; the project and the keys whose values changed.

        ``None`` where no answer is there.
        """
        for project in self._by_root.values():
            if project.gatherer is not None:
                answer = project.gatherer.take()
                if answer is not None:
                    return project, self._take(project, answer)
        return None

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
        state = "ready" if project.index.ready else "building"
        return {"state": state, "files": len(project.index), "total": project.total}

    def totals(self) -> tuple[int, int, bool]:
        """Files known and files to know over all projects, and whether all are ready."""
        projects = self._by_root.values()
        return (
            sum(len(p.index) for p in projects),
            sum(p.total for p in projects),
            all(p.index.ready or p.gatherer is None for p in projects),
        )

    # -- gathering -----------------------------------------------------------------------------

    def _ask_for(self, project: IndexedProject, relative: list[str]) -> None:
        if project.gatherer is not None:
            project.waiting.extend(relative)
        elif len(relative) > _MOST_NAMED:
            self._gather(project, ())
        else:
            self._gather(project, tuple(dict.fromkeys(relative)))

    def _gather(self, project: IndexedProject, only: tuple[str, ...]) -> None:
        request = self._projects.gathering_request(project.settings, only, _jobs())
        try:
            project.gatherer = GathererProcess(request, self._wake)
        except OSError:
            # Without an index the rules that need it stay silent.
            project.gatherer = None

    def _take(self, project: IndexedProject, answer: Answer) -> set[Key]:
        match answer:
            case ["module", relative, name, is_package, role, names, facts]:
                if any(p is project and r == relative for p, r in self._open.values()):
                    return set()
                module = ProjectModule(name, relative, is_package, Role(role))
                return project.index.put(module, facts, names)
            case ["document", relative, facts]:
                return project.index.put(ProjectModule(relative, relative), facts)
            case ["gone", relative]:
                return project.index.remove(relative)
            case ["total", total]:
                project.total = max(project.total, total)
            case ["done"]:
                return project.index.become_ready()
            case _:
                self._ended(project)
        return set()

    def _ended(self, project: IndexedProject) -> None:
        project.gatherer = None
        waiting, project.waiting = project.waiting, []
        if waiting:
            self._ask_for(project, waiting)


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
