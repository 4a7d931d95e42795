"""The results that the cache keeps, read and written by a thread that nobody waits for.

The command line uses the same rows: a file that it checked is warm here, and the reverse. A
database that is slow, busy or damaged costs a moment at most; see ``workspace.cache``.
"""

from __future__ import annotations

import itertools
import queue
import threading
import weakref
from collections.abc import Callable
from typing import Any, TypeAlias

from houserules.host.kept_rows import KeptRows
from houserules.host.look_up import DocumentNow, FactsNow, LookUp
from houserules.workspace.cache.database import Database, default_path
from houserules.workspace.cache.results import KeptResult
from houserules.workspace.index.project_reads import ProjectReads

_URGENT, _LATER, _LAST = 0, 1, 2
_Jobs: TypeAlias = "queue.PriorityQueue[tuple[int, int, Callable[[KeptRows], None]]]"


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
        self._put(_URGENT, lambda cache: cache.answer(question, document))
        return question

    def keep(self, document: DocumentNow, listing: dict[str, Any], reads: ProjectReads) -> None:
        """Keep what was found in a document, if its file holds the same text.

        Args:
            document: The document.
            listing: What was found; see ``report_at_rest``.
            reads: What was asked of other files.
        """
        self._put(_LATER, lambda cache: cache.keep(document, listing, reads))

    def renew(self, document: DocumentNow, kept: KeptResult) -> None:
        """Note that a result holds for the facts as they are now, too."""
        self._put(_LATER, lambda cache: cache.renew(document, kept))

    def keep_stamps(self, facts: FactsNow) -> None:
        """Keep with which facts the files of a project go, as they are."""
        self._put(_LATER, lambda cache: cache.keep_stamps(facts))

    def _put(self, priority: int, job: Callable[[KeptRows], None]) -> None:
        self._jobs.put((priority, next(self._numbers), job))
        if not self._started:
            self._started = True
            threading.Thread(target=_serve, args=(self._jobs,), name="cache", daemon=True).start()
            weakref.finalize(self, self._jobs.put, (_LAST, 0, _stop))


def _serve(jobs: _Jobs) -> None:
    database = Database(default_path())
    cache = KeptRows(database)
    try:
        while True:
            _, _, job = jobs.get()
            job(cache)
    except _Stopped:
        database.close()


def _stop(_: KeptRows) -> None:
    raise _Stopped


class _Stopped(Exception):
    """Nobody is there any more who could ask."""
