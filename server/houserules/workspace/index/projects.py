"""The facts of projects as their files are on disk, and the indexes that are filled with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from houserules.analysis.module import Role
from houserules.analysis.project import ProjectModule
from houserules.analysis.state import Key
from houserules.workspace.cache.database import Database
from houserules.workspace.index.digests import DigestStore, FactsDigest, stamps_digest, stamps_of
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
from houserules.workspace.index.on_demand import Deferred, OnDemand
from houserules.workspace.index.project_index import ProjectIndex
from houserules.workspace.index.project_reads import Answers
from houserules.workspace.index.store import FactStore, Stamp, is_same, stamp_of
from houserules.workspace.index.vocabulary import all_facts, document_facts, facts_read_everywhere
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
        text: The JSON of the facts, if it was at hand.
    """

    relative: str
    facts: FileFacts | None
    stamp: Stamp
    fresh: bool = False
    deadly: bool = False
    text: str = ""


def renamed(index: ProjectIndex, project: ProjectSettings) -> set[Key]:
    """Work out all dotted names anew, after a package came or went; the keys that changed."""
    paths = [path for path in index.paths() if path.endswith(".py")]
    packages = packages_of(paths)
    changed: set[Key] = set()
    for relative in paths:
        module, names = described(project, relative, packages)
        changed |= index.put(module, index.facts_at(relative), names)
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
        self, settings_of: Callable[[Path], ProjectSettings], database: Database | None
    ) -> None:
        """``settings_of`` says which settings govern a file; ``None`` keeps nothing."""
        self._settings_of = settings_of
        self.keep_in(database)
        self._gatherer: Gatherer | None = None
        self._indexes: dict[tuple[Path, Path | None], ProjectIndex] = {}
        self._listings: dict[tuple[Path, Path | None], Listing] = {}
        self._same_facts: dict[Path, Stamp] = {}
        """Files that changed, but not their facts, with the stamps that they had before."""
        self._missing: dict[tuple[Path, Path | None], Mapping[Path, Stamp]] = {}
        self._digests: dict[tuple[Path, Path | None], str | None] = {}
        self._answers: dict[tuple[Path, Path | None], Answers] = {}
        self._held: dict[Path, str] = {}

    def keep_in(self, database: Database | None) -> None:
        """Keep facts in another database from now on."""
        self._store = None if database is None else FactStore(database)
        self._digest_store = None if database is None else DigestStore(database)

    def on_demand(self, project: ProjectSettings) -> OnDemand:
        """The facts of a project, gathered when the first of them is asked for."""
        return OnDemand(lambda: self.index_of(project), lambda: self.answers_of(project))

    def deferred(self, project: ProjectSettings) -> Deferred:
        """The facts of a project, to be asked for when others have gathered them."""
        return Deferred(lambda: self.index_of(project), lambda: self.answers_of(project))

    def missing(self, project: ProjectSettings) -> Mapping[Path, Stamp]:
        """The Python files of a project whose facts have to be gathered; looked for once."""
        key = (project.root, project.file)
        if key not in self._missing:
            kept = self._store.stamps_below(project.root) if self._store else {}
            stamps = ((path, stamp_of(path)) for path in self.listing(project).modules.values())
            self._missing[key] = {
                path: stamp
                for path, stamp in stamps
                if stamp is not None and not is_same(kept.get(str(path), ""), path, stamp)
            }
        return self._missing[key]

    def keep(self, rows: Iterable[tuple[Path, Stamp, FileFacts | None]]) -> None:
        """Keep facts that somebody gathered from files as they were when they had these stamps."""
        if self._store is None:
            return
        rows = list(rows)
        before = self._store.of(path for path, _, _ in rows)
        for path, _, facts in rows:
            stamp, text = before.get(str(path), ("", ""))
            loaded = _loaded(text)
            if loaded is not None and loaded.value == facts:
                self._same_facts[path] = Stamp.from_text(stamp)
        self._store.save(rows)
        # Some may be known now: those of projects whose files have changed, but not their facts.
        self._digests = {key: digest for key, digest in self._digests.items() if digest}

    def index_of(self, project: ProjectSettings, jobs: int = 1) -> ProjectIndex:
        """The index of a project, complete."""
        key = (project.root, project.file)
        if key not in self._indexes:
            index = ProjectIndex(all_facts())
            listing = self.listing(project)
            packages, held = packages_of(listing.modules), facts_read_everywhere()
            for file in self.read_files(project, listing, jobs, complete=True):
                module, names = described(project, file.relative, packages)
                facts = file.facts or _NOTHING
                index.load(module, file.text or json.dumps(facts), names, facts, held)
            for relative, path in listing.documents.items():
                put_document(index, relative, path)
            self._indexes[key] = index
            for path, text in self._held.items():
                owner = self._settings_of(path)
                if (owner.root, owner.file) == key:
                    self.refresh(project, path, text)
            index.become_ready()
        return self._indexes[key]

    def answers_of(self, project: ProjectSettings) -> Answers:
        """The digests of what the index of a project answers."""
        key = (project.root, project.file)
        if key not in self._answers:
            self._answers[key] = Answers(self.index_of(project))
        return self._answers[key]

    def hold(self, path: Path, text: str) -> None:
        """Let a text count instead of what a file holds, in every index made from now on."""
        self._held[path] = text

    def digest(self, project: ProjectSettings, facts: Collection[str]) -> str:
        """Stands for everything that the index of a project can answer; made once.

        ``facts`` are the ids of those that rules of the project read of Python files.
        """
        known = self.known_digest(project, facts)
        if known is None:
            stamps = self._stamps(project, facts)
            known = FactsDigest(facts).of(self.index_of(project).files())
            # A file that was written meanwhile may have been read before or after.
            if self._digest_store and stamps == self._stamps(project, facts):
                self._digest_store.save(project, stamps, known)
            self._digests[project.root, project.file] = known
        return known

    def known_digest(self, project: ProjectSettings, facts: Collection[str]) -> str | None:
        """The same where it can be told without any facts, else ``None``."""
        key = (project.root, project.file)
        if key not in self._digests:
            self._digests[key] = self._stored_digest(project, facts)
        return self._digests[key]

    def _stored_digest(self, project: ProjectSettings, facts: Collection[str]) -> str | None:
        if self._digest_store is None:
            return None
        stamps = self._stamps(project, facts)
        known = self._digest_store.facts(project, stamps)
        if known is None and self._same_facts:
            known = self._digest_store.facts(project, self._stamps(project, facts, before=True))
            if known is not None:
                self._digest_store.save(project, stamps, known)
        return known

    def _stamps(
        self, project: ProjectSettings, facts: Collection[str], *, before: bool = False
    ) -> str:
        """The digest of the stamps; ``before`` takes files with the same facts for unchanged."""
        listing = self.listing(project)
        paths = listing.modules | listing.documents
        stamps = stamps_of(paths)
        if before:
            same = ((r, self._same_facts.get(path)) for r, path in paths.items())
            stamps |= {relative: stamp for relative, stamp in same if stamp is not None}
        return stamps_digest(project, facts, stamps)

    def refresh(self, project: ProjectSettings, path: Path, text: str | None) -> None:
        """Take in what a file of a project holds now; ``None`` where it is gone."""
        index, relative = self.index_of(project), project.relative(path)
        self._answers.pop((project.root, project.file), None)
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
            facts = _loaded(row[1]) if row and is_same(row[0], path, stamp) else None
            if facts is None:
                stale[path] = (relative, stamp)
            else:
                text = "" if row is None or facts.value is None else row[1]
                yield FileOnDisk(relative, facts.value, stamp, text=text)
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
    ) -> dict[str, tuple[str, str]]:
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
