"""The indexes of projects: which files they hold, and how they are filled.

A project is a folder with its settings, without the folders below it that have their own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from houserules.analysis.extractor import Extractor
from houserules.analysis.module import Role
from houserules.analysis.project import ProjectModule, Reading
from houserules.analysis.state import Key
from houserules.workspace.files import TooManyFiles, python_files
from houserules.workspace.index.facts import FileFacts, facts_of_document
from houserules.workspace.index.gatherer import Gatherer
from houserules.workspace.index.project_index import ProjectIndex
from houserules.workspace.index.store import FactStore, Stamp, stamp_of
from houserules.workspace.index.vocabulary import all_facts, document_facts, document_names
from houserules.workspace.index.workers import gather
from houserules.workspace.module_names import module_name, other_names
from houserules.workspace.settings_files import ProjectSettings

WORTH_WORKERS = 64
"""Starting workers costs about as much as gathering the facts of this many files."""
_BATCH = 200
_LARGEST_DOCUMENT = 1 << 20
_NOTHING: FileFacts = {}


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a project.

    Attributes:
        modules: Its Python files by relative path.
        documents: Its other files that may hold facts, by relative path.
    """

    modules: dict[str, Path]
    documents: dict[str, Path]


def list_project(
    project: ProjectSettings, settings_of: Callable[[Path], ProjectSettings]
) -> Listing:
    """Walk a project; ``settings_of`` says which settings govern a file."""
    modules: dict[str, Path] = {}
    documents: dict[str, Path] = {}

    def wanted(path: Path) -> bool:
        found = settings_of(path)
        if (found.root, found.file) != (project.root, project.file):
            return False
        relative = project.relative(path)
        if path.suffix != ".py":
            documents[relative] = path
            return False
        return found.settings.covers(relative)

    try:
        for path in python_files(project.root, wanted, document_names()):
            modules[project.relative(path)] = path
    except TooManyFiles:
        # What is known of a part of a project proves nothing about the rest.
        return Listing({}, {})
    return Listing(modules, documents)


def described(
    project: ProjectSettings, relative: str, packages: Container[str]
) -> tuple[ProjectModule, tuple[str, ...]]:
    """A Python file as an index takes it: the module, and its other names."""
    role, _ = project.settings.role_of(relative)
    is_package = relative.endswith("__init__.py")
    module = ProjectModule(module_name(relative), relative, is_package, role)
    return module, other_names(relative, packages)


def packages_of(relative_paths: Iterable[str]) -> set[str]:
    """The relative folders that hold an ``__init__.py``."""
    return {p.rpartition("/")[0] for p in relative_paths if p.rpartition("/")[2] == "__init__.py"}


def packages_above(root: Path, relative: str) -> set[str]:
    """The folders above a file, up to the root of its project, that hold an ``__init__.py``."""
    folders = relative.split("/")[:-1]
    above = ("/".join(folders[:length]) for length in range(len(folders), 0, -1))
    return {folder for folder in above if (root / folder / "__init__.py").is_file()}


def fill(
    index: ProjectIndex,
    project: ProjectSettings,
    listing: Listing,
    facts: Callable[[str], FileFacts | None],
) -> set[Key]:
    """Put every file of a listing into an index; returns the keys whose values changed.

    ``facts`` gives the facts of a Python file by relative path, ``None`` where it has none.
    """
    packages = packages_of(listing.modules)
    changed: set[Key] = set()
    for relative in listing.modules:
        module, names = described(project, relative, packages)
        changed |= index.put(module, facts(relative) or _NOTHING, names)
    for relative, path in listing.documents.items():
        changed |= put_document(index, relative, path)
    return changed


def put_document(index: ProjectIndex, relative: str, path: Path) -> set[Key]:
    """Put a file that is not Python into an index, or take it out where it is gone."""
    text = read_document(path)
    if text is None:
        return index.remove(relative)
    module = ProjectModule(relative, relative, False, Role.OTHER)
    return index.put(module, facts_of_document(document_facts(relative), text))


def read_document(path: Path) -> str | None:
    """The text of a project file that is not Python; ``None`` where it cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_DOCUMENT:
            return None
        # Line breaks stay as they are: spans count them.
        return path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError:
        return None


class ProjectFactsOnDisk:
    """The facts of projects as their files are now, kept in a store between runs."""

    def __init__(
        self, settings_of: Callable[[Path], ProjectSettings], store: FactStore | None
    ) -> None:
        """``settings_of`` says which settings govern a file."""
        self._settings_of = settings_of
        self._store = store
        self._gatherer: Gatherer | None = None
        self._indexes: dict[tuple[Path, Path | None], ProjectIndex] = {}
        self._listings: dict[tuple[Path, Path | None], Listing] = {}

    def on_demand(self, project: ProjectSettings) -> OnDemand:
        """The facts of a project, gathered when the first of them is asked for."""
        return OnDemand(lambda: self.index_of(project))

    def index_of(self, project: ProjectSettings, jobs: int = 1) -> ProjectIndex:
        """The index of a project, complete."""
        key = (project.root, project.file)
        if key not in self._indexes:
            index = ProjectIndex(all_facts())
            facts = {p: f for p, f, _ in self.gathered(project, jobs)}
            fill(index, project, self.listing(project), facts.get)
            index.become_ready()
            self._indexes[key] = index
        return self._indexes[key]

    def listing(self, project: ProjectSettings) -> Listing:
        """The files of a project, walked once."""
        key = (project.root, project.file)
        if key not in self._listings:
            self._listings[key] = list_project(project, self._settings_of)
        return self._listings[key]

    def gathered(
        self,
        project: ProjectSettings,
        jobs: int = 1,
        listing: Listing | None = None,
        *,
        complete: bool = True,
    ) -> Iterator[tuple[str, FileFacts | None, bool]]:
        """The facts of Python files, and whether they had to be gathered.

        Args:
            project: The project.
            jobs: How many processes gather what the store does not have.
            listing: The files; by default all of the project.
            complete: Whether these are all files, so that others in the store are gone.
        """
        listing = listing or self.listing(project)
        known = self._store.below(project.root) if self._store else {}
        stale: dict[Path, tuple[str, Stamp]] = {}
        for relative, path in listing.modules.items():
            stamp = stamp_of(path)
            row = known.pop(str(path), None)
            if stamp is None:
                continue
            if row is not None and row[0] == stamp:
                yield relative, json.loads(row[1]), False
            else:
                stale[path] = (relative, stamp)
        if complete:
            self._forget_gone(known)
        fresh: list[tuple[Path, Stamp, FileFacts | None]] = []
        for path, facts in self._gather(list(stale), jobs):
            relative, stamp = stale[path]
            fresh.append((path, stamp, facts))
            if self._store and len(fresh) >= _BATCH:
                self._store.save(fresh)
                fresh.clear()
            yield relative, facts, True
        if self._store:
            self._store.save(fresh)

    def _forget_gone(self, rows: Iterable[str]) -> None:
        if self._store:
            self._store.forget(path for path in rows if not Path(path).exists())

    def _gather(self, paths: list[Path], jobs: int) -> Iterator[tuple[Path, FileFacts | None]]:
        if jobs > 1 and len(paths) >= WORTH_WORKERS:
            yield from gather(paths, jobs)
            return
        if self._gatherer is None:
            self._gatherer = Gatherer()
        for path in paths:
            yield path, self._gatherer.facts(path)


class OnDemand:
    """Facts that nobody gathers before somebody asks."""

    def __init__(self, make: Callable[[], ProjectIndex]) -> None:
        self._make = make
        self._index: ProjectIndex | None = None

    def read(self, how: Reading, fact: Extractor[Any] | None, key: Hashable) -> Any:
        """See ``analysis.project.ProjectFacts``."""
        if self._index is None:
            self._index = self._make()
        return self._index.read(how, fact, key)


def worker_jobs() -> int:
    """How many processes gather facts on this machine."""
    return max(1, os.cpu_count() or 1)
