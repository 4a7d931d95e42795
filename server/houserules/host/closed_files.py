"""Findings in files that are not open, where settings ask for them (``diagnostics = "workspace"``).

Worked on when nothing else is to be done and nobody has typed for a moment, unit by unit. Of a
file only the stamp and the facts it read are kept; its analysis goes when its report is sent.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from houserules.analysis.project import NO_PROJECT
from houserules.analysis.state import Key
from houserules.host.blocks import splices_of
from houserules.host.documents import LARGEST_DOCUMENT, OpenDocuments
from houserules.host.indexed_project import IndexedProject
from houserules.host.indexes import ProjectIndexes
from houserules.host.keeping import Keeping
from houserules.host.open_document import OpenDocument
from houserules.host.protocol import Message, notification
from houserules.host.wanted_files import WantedFiles
from houserules.workspace.index.project_reads import keys_in, project_keys
from houserules.workspace.index.store import Stamp, is_same, stamp_of
from houserules.workspace.project_settings import EditorProjects
from houserules.workspace.source import UnreadableSource, decode_source, read_source

PAUSE_SECONDS = 0.5
"""How long nobody must have typed: opening a large file cannot be interrupted."""
_SLICE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of a checked file.

    Attributes:
        stamp: When and how large it was; ``None`` where it has to be looked at in any case.
        keys: What it read of other files.
        shown: Whether the front holds a report on it.
    """

    stamp: Stamp | None
    keys: frozenset[Key] = frozenset()
    shown: bool = False


_UNKNOWN = _Known(None)


class ClosedFiles:
    """The files of a session that are not open, and whose turn it is."""

    def __init__(
        self,
        projects: EditorProjects,
        indexes: ProjectIndexes,
        documents: OpenDocuments,
        keeping: Keeping,
        wake: Callable[[], None],
    ) -> None:
        """``wake`` is called from another thread when there is work for ``step`` again."""
        self._projects = projects
        self._indexes = indexes
        self._documents = documents
        self._keeping = keeping
        self._wanted = WantedFiles(projects, documents)
        self._wake = wake
        self._known: dict[Path, _Known] = {}
        self._readers: defaultdict[Key, set[Path]] = defaultdict(set)
        self._queue: dict[Path, None] = {}
        self._walk: Iterator[Path] = iter(())
        self._unseen: set[Path] | None = None
        self._waiting: dict[IndexedProject, dict[Path, None]] = {}
        self._work: _Work | None = None
        self._complete = True
        self._walked: tuple[Path, ...] = ()
        self._told_active: bool | None = None
        self._quiet_from = 0.0
        self._timer: threading.Timer | None = None

    # -- what happens --------------------------------------------------------------------------

    def begin_anew(self) -> None:
        """Settings or folders may have changed: look at every file again."""
        self._known = {p: _Known(None, shown=k.shown) for p, k in self._known.items()}
        self._readers.clear()
        self._queue.clear()
        self._waiting.clear()
        self._work = None
        self.look_around()

    def look_around(self) -> None:
        """Walk the folders for files that are new, changed or gone."""
        self._walked = self._wanted.roots()
        self._walk = self._wanted.files(self._walked)
        self._unseen = set(self._known)
        self._complete = False

    def typed(self) -> None:
        """Somebody is typing: leave them alone."""
        self._quiet_from = time.monotonic() + PAUSE_SECONDS

    def opened(self, path: Path | None) -> None:
        """A file is open: the editor's text counts, and reports on it are another matter."""
        if path is None:
            return
        self._forget(path)
        self._queue.pop(path, None)
        if self._work is not None and self._work.path == path:
            self._work = None
        if not set(self._wanted.roots()) <= set(self._walked):
            # The first document of a project that asks for reports on all its files.
            self.look_around()

    def closed(self, path: Path | None) -> None:
        """A file is closed: what the disk holds counts again, and is told in any case."""
        if path is not None and self._wanted.wants(path):
            self._known[path] = _Known(None, shown=True)
            self._enqueue(path)

    def files_changed(self, paths: Iterable[str]) -> None:
        """Files or whole folders changed on disk."""
        folders: set[Path] = set()
        for path in map(Path, paths):
            if path.suffix != ".py":
                folders.add(path)
            elif path in self._known or self._wanted.wants(path):
                self._enqueue(path)
        for path in self._known if folders else ():
            if not folders.isdisjoint(path.parents):
                self._enqueue(path)
        walked = [f for f in folders if any(f.is_relative_to(root) for root in self._walked)]
        if any(folder.is_dir() for folder in walked):
            self.look_around()

    def facts_changed(self, project: IndexedProject, changed: set[Key]) -> None:
        """Facts of a project are others now: check their readers again."""
        self._keeping.facts_changed(project, changed)
        work = self._work
        if work and work.project is project and changed & project_keys(work.document.analysis):
            # A part of it was found with the facts as they were.
            self._enqueue(work.path)
        if project.index.ready:
            self._queue |= self._waiting.pop(project, {})
        for key in changed & self._readers.keys():
            for path in self._readers[key]:
                self._enqueue(path)

    # -- work ----------------------------------------------------------------------------------

    def step(self, should_yield: Callable[[], bool]) -> list[Message] | None:
        """Work for a moment, or until a message waits; ``None`` when there is nothing to do now."""
        if self._work is None and not self._queue and self._complete:
            return None
        if self._is_typing():
            return None
        until = time.monotonic() + _SLICE_SECONDS
        sent: list[Message] = []
        while not should_yield() and time.monotonic() < until:
            if self._work is not None:
                sent += self._go_on(self._work, should_yield)
            elif self._queue:
                path = next(iter(self._queue))
                del self._queue[path]
                sent += self._begin(path)
            elif not self._look_further():
                if self._waiting:
                    # The index wakes whoever works here when it has something new.
                    return sent or None
                self._complete = True
                active = bool(self._walked)
                if active or self._told_active is not False:
                    sent.append(_report([], active=active, complete=True))
                self._told_active = active
                return sent or None
        return sent

    def _is_typing(self) -> bool:
        left = self._quiet_from - time.monotonic()
        if left <= 0:
            return False
        if self._timer is None or not self._timer.is_alive():
            self._timer = threading.Timer(left, self._wake)
            self._timer.daemon = True
            self._timer.start()
        return True

    def _look_further(self) -> bool:
        """Take the next file of the walk; whether there was one."""
        path = next(self._walk, None)
        if path is not None:
            if self._unseen is not None:
                self._unseen.discard(path)
            before = self._known.get(path, _UNKNOWN).stamp
            now = stamp_of(path)
            if before is None or now is None or not is_same(before.text, path, now):
                self._enqueue(path)
            return True
        if self._unseen:
            for gone in self._unseen:
                self._enqueue(gone)
            self._unseen = None
            return True
        for project in [p for p in self._waiting if p.gatherer is None]:
            # Its index will never be complete: what needs it stays silent.
            self._queue |= self._waiting.pop(project)
        return bool(self._queue)

    def _begin(self, path: Path) -> list[Message]:
        """Start to work on a file, or say at once what there is to say."""
        stamp = stamp_of(path)
        if stamp is None or not self._wanted.wants(path):
            return self._gone(path)
        project = self._indexes.project_of(path)
        if project is not None and not project.index.ready and project.gatherer is not None:
            self._waiting.setdefault(project, {})[path] = None
            self._complete = False
            return []
        try:
            text = decode_source(read_source(path)).text
        except UnreadableSource:
            return self._gone(path)
        if len(text) > LARGEST_DOCUMENT:
            return self._gone(path)
        facts = NO_PROJECT if project is None else project.index
        document = OpenDocument("", path, 0, self._documents.analysis_of(path, text, facts))
        document.hold_against(self._projects.known_findings(path))
        self._keeping.look_up(document, project)
        self._work = _Work(path, stamp, document, project)
        return []

    def _go_on(self, work: _Work, should_yield: Callable[[], bool]) -> list[Message]:
        """Take what is kept of a file, else analyse a unit of it."""
        document, look_up = work.document, work.document.look_up
        if look_up is None:
            if document.analysis.step():
                return []
            document.pending = False
            self._keeping.keep_closed(document, work.project)
            found = any(state.reported for state in document.analysis.states)
            return self._finish(work, project_keys(document.analysis), found=found)
        if not look_up.wait(should_yield) or not self._keeping.show_closed(document, work.project):
            return []
        index = work.project.index if work.project else None
        keys = keys_in(look_up.reads.questions, index) if index else ()
        return self._finish(work, keys, found=bool(look_up.found))

    def _finish(self, work: _Work, keys: Iterable[Key], *, found: bool) -> list[Message]:
        self._work = None
        document = work.document
        changes = document.drain()
        failures = document.failures()
        found = found or bool(failures)
        before = self._forget(work.path)
        known = self._known[work.path] = _Known(work.stamp, frozenset(keys), shown=found)
        for key in known.keys:
            self._readers[key].add(work.path)
        if not found:
            return _cleared(work.path, active=True) if before.shown else []
        file = {
            "path": str(work.path),
            "text": document.analysis.text,
            "splices": splices_of(document.analysis, changes, document.baselined, document.kept),
            "failures": failures,
        }
        return [_report([file], active=True, complete=False)]

    def _gone(self, path: Path) -> list[Message]:
        return _cleared(path, active=bool(self._walked)) if self._forget(path).shown else []

    def _forget(self, path: Path) -> _Known:
        known = self._known.pop(path, _Known(None))
        for key in known.keys:
            readers = self._readers.get(key)
            if readers is not None:
                readers.discard(path)
                if not readers:
                    del self._readers[key]
        return known

    def _enqueue(self, path: Path) -> None:
        if self._work is not None and self._work.path == path:
            self._work = None
        self._queue[path] = None


@dataclass(slots=True, eq=False)
class _Work:
    """The file at work."""

    path: Path
    stamp: Stamp
    document: OpenDocument
    project: IndexedProject | None


def _cleared(path: Path, *, active: bool) -> list[Message]:
    file: Message = {"path": str(path), "text": "", "splices": [], "failures": []}
    return [_report([file], active=active, complete=False)]


def _report(files: list[Message], *, active: bool, complete: bool) -> Message:
    return notification(
        "workspace_report", {"files": files, "active": active, "complete": complete}
    )
