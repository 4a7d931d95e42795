"""The results that the cache keeps, read and written by a thread that nobody waits for.

The command line uses the same rows: a file that it checked is warm here, and the reverse. A
database that is slow, busy or damaged costs a moment at most; see ``workspace.cache``.
"""

from __future__ import annotations

import itertools
import json
import queue
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from houserules.host.finding_values import Value, kept_values
from houserules.workspace.baseline_file import Known
from houserules.workspace.cache.database import Database, default_path
from houserules.workspace.cache.results import KeptResult, ResultStore
from houserules.workspace.index.digests import (
    DigestStore,
    FactsDigest,
    KnownFile,
    result_recipe,
    stamps_digest,
    stamps_of,
)
from houserules.workspace.index.project_gatherer import Request, listed
from houserules.workspace.index.store import Stamp, stamp_of
from houserules.workspace.settings_files import ProjectSettings
from houserules.workspace.source import UnreadableSource, decode_source, read_source

PATIENCE_SECONDS = 1.0
"""How long a document that was opened waits for an answer, which takes some hundredths, before it
is analysed without. Behind a question that is overdue none is asked: something is stuck."""

_WAIT_SECONDS = 0.002
_TICK_SECONDS = 0.05
_URGENT, _LATER, _LAST = 0, 1, 2
_Jobs: TypeAlias = "queue.PriorityQueue[tuple[int, int, Callable[[_Cache], None]]]"


@dataclass(frozen=True, slots=True)
class FactsNow:
    """What is known of a project at a moment, to be digested elsewhere.

    Attributes:
        settings: The project.
        read: The ids of the facts that its rules read of Python files.
        files: All its files, ``None`` while some are not known.
        stamps: Its files as they were read, by relative path.
        walk: How to find its files on disk.
        opened: Those that are open: relative path, path, text.
    """

    settings: ProjectSettings
    read: tuple[str, ...]
    files: tuple[KnownFile, ...] | None
    stamps: Mapping[str, Stamp]
    walk: Request
    opened: tuple[tuple[str, Path, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentNow:
    """A document at a moment, and what its findings rest on.

    Attributes:
        path: Its file.
        text: Its text.
        rules: The rules in force; see ``RuleSets.recipe_of``.
        known: What the baseline knows of it.
        facts: What its project knows; ``None`` where no rule reads other files.
    """

    path: Path
    text: str
    rules: str
    known: Known
    facts: FactsNow | None


class LookUp:
    """A question under way."""

    def __init__(self) -> None:
        self._answered = threading.Event()
        self._until = time.monotonic() + PATIENCE_SECONDS
        self.found: dict[int, list[Value]] | None = None
        """The findings by unit, once they are there; ``None`` where none are kept."""
        self.rests_on_project = False
        """Whether rules asked for facts of other files."""

    @property
    def is_overdue(self) -> bool:
        """Whether there is no answer where there should be one."""
        return not self._answered.is_set() and time.monotonic() > self._until

    def wait(self, should_yield: Callable[[], bool]) -> bool:
        """Wait for the answer; whether waiting came to an end, be it for lack of patience."""
        while not self._answered.wait(_WAIT_SECONDS) and not self.is_overdue:
            if should_yield():
                return False
        return True

    def answer(self, kept: KeptResult | None) -> None:
        """Answer with what is kept. A row that makes no sense is as good as none."""
        if kept is not None:
            try:
                self.found = kept_values(kept.listing)
            except (KeyError, TypeError, ValueError):
                self.found = None
            self.rests_on_project = bool(kept.project)
        self._answered.set()


class KeptResults:
    """Asks and feeds the thread, which starts when it is first needed and ends with its owner."""

    def __init__(self) -> None:
        self._jobs: _Jobs = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._last: LookUp | None = None
        self._started = False

    def warm_up(self) -> None:
        """Open the database before somebody asks for anything in it."""
        self._put(_LATER, lambda cache: None)

    def look_up(self, document: DocumentNow) -> LookUp | None:
        """Ask for what is kept of a document that was opened."""
        if self._last is not None and self._last.is_overdue:
            return None
        question = self._last = LookUp()
        self._put(_URGENT, lambda cache: question.answer(cache.find(document)))
        return question

    def keep(self, document: DocumentNow, listing: dict[str, Any]) -> None:
        """Keep what was found in a document, if its file holds the same text."""
        self._put(_LATER, lambda cache: cache.keep(document, listing))

    def keep_stamps(self, facts: FactsNow) -> None:
        """Keep with which facts the files of a project go, as they are."""
        self._put(_LATER, lambda cache: cache.keep_stamps(facts))

    def _put(self, priority: int, job: Callable[[_Cache], None]) -> None:
        self._jobs.put((priority, next(self._numbers), job))
        if not self._started:
            self._started = True
            threading.Thread(target=_serve, args=(self._jobs,), name="cache", daemon=True).start()
            weakref.finalize(self, self._jobs.put, (_LAST, 0, _stop))


def _serve(jobs: _Jobs) -> None:
    database = Database(default_path())
    cache = _Cache(database)
    try:
        while True:
            _, _, job = jobs.get()
            job(cache)
    except _Stopped:
        database.close()


def _stop(_: _Cache) -> None:
    raise _Stopped


class _Stopped(Exception):
    """Nobody is there any more who could ask."""


class _Cache:
    """The thread's side: rows, files and digests."""

    def __init__(self, database: Database) -> None:
        self._results = ResultStore(database)
        self._digests = DigestStore(database)
        self._facts: dict[tuple[Path, Path | None], FactsDigest] = {}

    def find(self, document: DocumentNow) -> KeptResult | None:
        """What is kept of a document and still holds."""
        stamp, kept = stamp_of(document.path), self._kept(document.path)
        if stamp is None or kept is None or kept.recipe != _recipe(document, stamp):
            return None
        if kept.project and kept.project != self._facts_of(document.facts):
            return None
        return kept if _stamp_if(document.path, document.text) == stamp else None

    def keep(self, document: DocumentNow, listing: dict[str, Any]) -> None:
        """Keep a result, and what goes with the files of its project."""
        stamp = _stamp_if(document.path, document.text)
        if stamp is not None and stamp.content:
            # Written just now, as by a save: in a moment its stamp is the one that stays.
            time.sleep(_TICK_SECONDS)
            stamp = _stamp_if(document.path, document.text)
        if stamp is None or not _storable(document.path):
            return
        facts = document.facts if listing["asked_project"] else None
        project = self._digest_of(facts) if facts else ""
        if project is None:
            return
        # First: where there is a result, it can be told whether it holds.
        if facts is not None:
            self._keep_digest(facts, project)
        result = KeptResult(_recipe(document, stamp), project, listing)
        before = self._kept(document.path)
        if before is None or json.dumps(before) != json.dumps(result):
            self._results.save([(str(document.path), result)])

    def keep_stamps(self, facts: FactsNow) -> None:
        """Keep what goes with the files of a project."""
        digest = self._digest_of(facts)
        if digest is not None:
            self._keep_digest(facts, digest)

    def _kept(self, path: Path) -> KeptResult | None:
        if not _storable(path):
            return None
        try:
            return self._results.load([str(path)]).get(str(path))
        except ValueError:
            return None  # a damaged row is as good as none

    def _keep_digest(self, facts: FactsNow, digest: str) -> None:
        """Keep which facts go with the files as they are, if the editor holds the same texts."""
        stamps = dict(facts.stamps)
        for relative, path, text in facts.opened:
            stamp = _stamp_if(path, text)
            if stamp is None:
                return
            stamps[relative] = stamp
        name = stamps_digest(facts.settings, facts.read, stamps)
        if self._digests.facts(facts.settings, name) != digest:
            self._digests.save(facts.settings, name, digest)

    def _facts_of(self, facts: FactsNow | None) -> str | None:
        """The digest of the facts of a project, ``None`` while that cannot be told."""
        if facts is None or facts.files is not None:
            return None if facts is None else self._digest_of(facts)
        if any(_stamp_if(path, text) is None for _, path, text in facts.opened):
            return None
        settings, listing = listed(facts.walk)
        stamps = stamps_of(listing.modules | listing.documents)
        return self._digests.facts(settings, stamps_digest(settings, facts.read, stamps))

    def _digest_of(self, facts: FactsNow) -> str | None:
        if facts.files is None:
            return None
        key = (facts.settings.root, facts.settings.file)
        digest = self._facts.get(key)
        if digest is None or digest.facts != frozenset(facts.read):
            digest = self._facts[key] = FactsDigest(facts.read)
        return digest.of(facts.files)


def _recipe(document: DocumentNow, stamp: Stamp) -> str:
    return result_recipe(stamp, document.rules, document.known)


def _stamp_if(path: Path, text: str) -> Stamp | None:
    """The stamp of a file that holds a text, ``None`` where it holds another or is gone."""
    stamp = stamp_of(path)
    try:
        held = None if stamp is None else decode_source(read_source(path)).text
    except UnreadableSource:
        return None
    return stamp if held == text and stamp_of(path) == stamp else None


def _storable(path: Path) -> bool:
    """A file name that is no UTF-8 has surrogates, which sqlite does not take."""
    return not any("\ud800" <= c <= "\udfff" for c in str(path))
