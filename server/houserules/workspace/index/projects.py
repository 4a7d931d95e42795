"""The facts of projects as their files are on disk, and the indexes that are filled with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from houserules.analysis.extractor import Extractor
from houserules.analysis.module import Role
from houserules.analysis.project import ProjectModule, Reading
from houserules.analysis.state import Key
from houserules.workspace.index.facts import FileFacts, facts_of_document
from houserules.workspace.index.gatherer import Gatherer
from houserules.workspace.index.listing import (
    Listing,
    described,
    list_project,
    packages_above,
    packages_of,
    read_document,
)
from houserules.workspace.index.project_index import ProjectIndex
from houserules.workspace.index.store import FactStore, Stamp, stamp_of
from houserules.workspace.index.vocabulary import all_facts, document_facts
from houserules.workspace.index.workers import Gathered, WorkersFailed, gather
from houserules.workspace.settings_files import ProjectSettings

WORTH_WORKERS = 64
"""Starting workers costs about as much as gathering the facts of this many files."""
_BATCH = 200
_NOTHING: FileFacts = {}


@dataclass(frozen=True, slots=True)
class FileOnDisk:
    """A Python file as it was found.

    Attributes:
        relative: Its path below the root of its project.
        facts: Its facts, ``None`` where it has none.
        stamp: What shows whether it is still the same.
        fresh: Whether it had to be parsed.
        deadly: Whether processes died of it.
    """

    relative: str
    facts: FileFacts | None
    stamp: Stamp
    fresh: bool = False
    deadly: bool = False


def renamed(index: ProjectIndex, project: ProjectSettings) -> set[Key]:
    """Work out all dotted names anew, after a package came or went; the keys that changed."""
    paths = [path for path in index.paths() if path.endswith(".py")]
    packages = packages_of(paths)
    changed: set[Key] = set()
    for relative in paths:
        module, names = described(project, relative, packages)
        changed |= index.put(module, index.facts_at(relative), names)
    return changed


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
        self._digests: dict[tuple[Path, Path | None], str] = {}

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

    def digest(self, project: ProjectSettings) -> str:
        """Stands for everything that the index of a project can answer; made once."""
        key = (project.root, project.file)
        if key not in self._digests:
            listing = self.listing(project)
            facts = sorted((p, f or {}) for p, f, _ in self.gathered(project))
            texts = [(p, read_document(path)) for p, path in sorted(listing.documents.items())]
            roles = [described(project, p, ())[0] for p, _ in facts]
            self._digests[key] = digest_of(facts, texts, roles)
        return self._digests[key]

    def refresh(self, project: ProjectSettings, path: Path, text: str | None) -> None:
        """Take in what a file of a project holds now; ``None`` where it is gone."""
        index, relative = self.index_of(project), project.relative(path)
        if text is None:
            index.remove(relative)
        elif path.suffix != ".py":
            module = ProjectModule(relative, relative)
            index.put(module, facts_of_document(document_facts(relative), text))
        elif project.settings.covers(relative):
            if self._gatherer is None:
                self._gatherer = Gatherer()
            module, names = described(project, relative, packages_above(project.root, relative))
            index.put(module, self._gatherer.facts_of_text(text), names)

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
        for file in self.read_files(project, listing, jobs, complete=complete):
            yield file.relative, file.facts, file.fresh

    def read_files(
        self,
        project: ProjectSettings,
        listing: Listing,
        jobs: int = 1,
        *,
        complete: bool = False,
        isolated: bool = False,
    ) -> Iterator[FileOnDisk]:
        """The Python files of a listing with their facts; those that are gone are left out.

        Args:
            project: The project.
            listing: The files.
            jobs: How many processes gather what the store does not have.
            complete: Whether these are all files, so that others in the store are gone.
            isolated: Whether no file is parsed in this process, be it slower.

        Raises:
            WorkersFailed: When ``isolated`` and no process can be kept alive.
        """
        kept = self._kept(project.root, listing.modules.values(), complete=complete)
        stale: dict[Path, tuple[str, Stamp]] = {}
        for relative, path in listing.modules.items():
            stamp = stamp_of(path)
            row = kept.pop(str(path), None)
            if stamp is None:
                continue
            facts = _loaded(row[1]) if row is not None and row[0] == stamp else None
            if facts is None:
                stale[path] = (relative, stamp)
            else:
                yield FileOnDisk(relative, facts.value, stamp)
        if complete:
            self._forget_gone(kept)
        fresh: list[tuple[Path, Stamp, FileFacts | None]] = []
        for path, facts, deadly in self._gather(list(stale), jobs, isolated=isolated):
            relative, stamp = stale[path]
            fresh.append((path, stamp, facts))
            if self._store and len(fresh) >= _BATCH:
                self._store.save(fresh)
                fresh.clear()
            yield FileOnDisk(relative, facts, stamp, fresh=True, deadly=deadly)
        if self._store:
            self._store.save(fresh)

    def _kept(
        self, root: Path, paths: Collection[Path], *, complete: bool
    ) -> dict[str, tuple[Stamp, str]]:
        if self._store is None:
            return {}
        few = not complete and len(paths) < _BATCH
        return self._store.of(paths) if few else self._store.below(root)

    def _forget_gone(self, rows: Iterable[str]) -> None:
        if self._store:
            self._store.forget(path for path in rows if not Path(path).exists())

    def _gather(self, paths: list[Path], jobs: int, *, isolated: bool) -> Iterator[Gathered]:
        if paths and (isolated or (jobs > 1 and len(paths) >= WORTH_WORKERS)):
            left = dict.fromkeys(paths)
            try:
                for gathered in gather(paths, jobs):
                    del left[gathered.path]
                    yield gathered
            except WorkersFailed:
                if isolated:
                    raise
            paths = list(left)
        if self._gatherer is None:
            self._gatherer = Gatherer()
        for path in paths:
            yield Gathered(path, self._gatherer.facts(path))


class _Loaded(NamedTuple):
    """The facts of a row, which may be that there are none."""

    value: FileFacts | None


def _loaded(row: str) -> _Loaded | None:
    try:
        return _Loaded(json.loads(row))
    except ValueError:
        return None  # a damaged row is as good as none


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

    @property
    def asked(self) -> bool:
        """Whether anybody asked."""
        return self._index is not None


def digest_of(*values: object) -> str:
    """A short name for values that have the same ``repr`` in every process."""
    return hashlib.blake2b(repr(values).encode("utf-8", "replace"), digest_size=16).hexdigest()
