"""The rows of the cache as the host uses them: found, kept, told apart from what does not hold.

On the thread of ``kept_results``; a file is read here to see whether it holds the text that the
editor has.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from houserules.host.look_up import DocumentNow, FactsNow, LookUp
from houserules.workspace.cache.database import Database
from houserules.workspace.cache.results import KeptResult, ResultStore
from houserules.workspace.index.digests import (
    DigestStore,
    FactsDigest,
    result_recipe,
    stamps_digest,
    stamps_of,
)
from houserules.workspace.index.project_gatherer import listed
from houserules.workspace.index.project_reads import ProjectReads
from houserules.workspace.index.store import Stamp, stamp_of
from houserules.workspace.source import UnreadableSource, decode_source, read_source

_TICK_SECONDS = 0.05


class KeptRows:
    """Rows, files and digests of one database."""

    def __init__(self, database: Database) -> None:
        self._results = ResultStore(database)
        self._digests = DigestStore(database)
        self._facts: dict[tuple[Path, Path | None], FactsDigest] = {}
        self._digested: tuple[FactsNow, str] | None = None
        self._noted: FactsNow | None = None

    def answer(self, question: LookUp, document: DocumentNow) -> None:
        """Answer with what is kept of a document, which may hang on what other files say."""
        stamp, kept = stamp_of(document.path), self._kept(document.path)
        if stamp is None or kept is None or kept.recipe != _recipe(document, stamp):
            question.answer(None)
            return
        doubtful = bool(kept.project) and kept.project != self._facts_of(document.facts)
        same = _stamp_if(document.path, document.text) == stamp
        question.answer(kept if same else None, doubtful=doubtful)

    def keep(self, document: DocumentNow, listing: dict[str, Any], reads: ProjectReads) -> None:
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
        result = KeptResult(_recipe(document, stamp), project, reads, listing)
        before = self._kept(document.path)
        if before is None or json.dumps(before) != json.dumps(result):
            self._results.save([(str(document.path), result)])

    def renew(self, document: DocumentNow, kept: KeptResult) -> None:
        """Note that a result holds for other facts, too."""
        digest = self._digest_of(document.facts) if document.facts else None
        if digest is not None:
            self._results.renew([(str(document.path), kept)], digest)

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
        if facts is self._noted:
            return
        self._noted = facts
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
        # Files that are not open are asked about in a row, with the same facts.
        if self._digested is not None and self._digested[0] is facts:
            return self._digested[1]
        key = (facts.settings.root, facts.settings.file)
        digest = self._facts.get(key)
        if digest is None or digest.facts != frozenset(facts.read):
            digest = self._facts[key] = FactsDigest(facts.read)
        self._digested = (facts, digest.of(facts.files))
        return self._digested[1]


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
