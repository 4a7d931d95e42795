"""The documents that are open in the editor, each with its analysis."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from houserules.analysis.changes import Changes
from houserules.analysis.counters import Counters
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.memo import ResultMemo
from houserules.analysis.module import ModuleInfo
from houserules.analysis.project import NO_PROJECT, ProjectFacts
from houserules.analysis.ruleset import RuleSet, no_rules
from houserules.analysis.state import Key
from houserules.host.indexed_project import IndexedProject
from houserules.host.indexes import ProjectIndexes
from houserules.host.open_document import OpenDocument
from houserules.host.protocol import ErrorCode
from houserules.syntax.cache import ParseCache
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.problems import Problem, ProblemKind
from houserules.syntax.unit import Unit
from houserules.text.span import Span, TextEdit
from houserules.workspace.project_settings import EditorProjects

LARGEST_DOCUMENT = 5_000_000
"""Code points; a larger document is kept in step but not checked, and the user is told."""

_NO_RULES = no_rules()


class RequestRefused(Exception):
    """A request that cannot be answered, with the code that the protocol has for it."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class OpenDocuments:
    """All open documents; the most recently touched one is worked on first."""

    def __init__(
        self,
        projects: EditorProjects,
        memo: ResultMemo,
        breadcrumb: Callable[[str], None],
        indexes: ProjectIndexes,
    ) -> None:
        self._projects = projects
        self._indexes = indexes
        self._memo = memo
        self._breadcrumb = breadcrumb
        self._cache = ParseCache()
        self._poisoned: frozenset[str] = frozenset()
        self._open: dict[str, OpenDocument] = {}
        self._order: list[str] = []
        self.when_facts_change: Callable[[IndexedProject, set[Key]], None] = _ignore
        """Told of changed facts like the open documents are."""

    def open(self, uri: str, path: str | None, version: int, text: str) -> None:
        """Take in a document, or a new text of one."""
        location = Path(path) if path else None
        analysis = ModuleAnalysis(
            *self._rules(location, text),
            self._parse,
            self._memo,
            Counters(),
            before_unit=self._note,
            project=self._indexes.opened(uri, location),
        )
        analysis.open(text)
        document = self._open[uri] = OpenDocument(uri, location, version, analysis)
        document.hold_against(self._projects.known_findings(location))
        self._touch(uri)

    def edit(self, uri: str, version: int, edits: Sequence[TextEdit]) -> None:
        """Follow edits that apply one after the other."""
        document = self._open.get(uri)
        if document is None:
            return
        analysis = document.analysis
        for edit in edits:
            old = analysis.text
            new = f"{old[: edit.span.start]}{edit.text}{old[edit.span.end :]}"
            analysis.edit(new, edit)
            if (len(old) > LARGEST_DOCUMENT) != (len(new) > LARGEST_DOCUMENT):
                analysis.configure(*self._rules(document.path, new))
        document.version = version
        document.pending = document.unkept = True
        document.look_up = None
        self._touch(uri)
        self.take_in_facts(document)

    def analysis_of(self, path: Path, text: str, facts: ProjectFacts) -> ModuleAnalysis:
        """The analysis of a file that is not open, sharing nothing with those of open ones."""
        cache = ParseCache()
        analysis = ModuleAnalysis(
            *self._rules(path, text),
            lambda unit: self._parse_in(cache, unit),
            before_unit=self._note,
            project=facts,
        )
        analysis.open(text)
        return analysis

    def paths(self) -> Iterator[Path]:
        """The files that are open."""
        return (d.path for d in self._open.values() if d.path is not None)

    def path_of(self, uri: str) -> Path | None:
        """The file of an open document."""
        document = self._open.get(uri)
        return document.path if document else None

    def is_open(self, path: Path) -> bool:
        """Whether a file is open."""
        return any(path == opened for opened in self.paths())

    def take_in_facts(self, document: OpenDocument) -> None:
        """Let others know what a document says of itself now."""
        project, changed = self._indexes.take_in(document.uri, document.analysis)
        if project is not None:
            self.facts_changed(project, changed)

    def facts_changed(self, project: IndexedProject, changed: set[Key]) -> None:
        """Facts of a project are others now: ask their readers in open documents again."""
        for document in self._of(project):
            # The last answer may bring no change, but it ends the wait for changes.
            if document.kept and project.settled:
                document.pending = True
        if not changed:
            return
        project.rules.project_changed(changed)
        self.when_facts_change(project, changed)
        for document in self._of(project):
            document.unkept = True
            if document.analysis.project_changed(changed):
                document.pending = True

    def _of(self, project: IndexedProject) -> list[OpenDocument]:
        return [d for d in self._open.values() if self._indexes.holds(project, d.uri)]

    def release(self, document: OpenDocument, changes: Changes) -> Changes:
        """Let an analysis that is done take the place of what was kept; see ``OpenDocument``."""
        place = self._indexes.place_of(document.uri)
        return document.release(changes, facts_settled=place is None or place[0].settled)

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._open.pop(uri, None)
        self._indexes.closed(uri)
        if uri in self._order:
            self._order.remove(uri)

    def reconfigure(self) -> None:
        """Settings may have changed: put the rules of each document in force anew."""
        self._indexes.forget()
        for document in self._open.values():
            index = self._indexes.opened(document.uri, document.path)
            rules = self._rules(document.path, document.analysis.text)
            before = document.analysis.sequence
            document.analysis.configure(*rules, NO_PROJECT if index is None else index)
            if document.analysis.sequence is not before:
                document.kept = None
            document.hold_against(self._projects.known_findings(document.path))
            document.look_up = None
            document.pending = document.unkept = True

    def poison(self, fingerprints: Iterable[str]) -> None:
        """Name the units that killed a host: they are left opaque."""
        poisoned = frozenset(fingerprints)
        if poisoned != self._poisoned:
            self._poisoned = poisoned
            # What was found before a unit turned out to be deadly is not to be trusted either.
            self._memo = ResultMemo()

    def next_pending(self) -> OpenDocument | None:
        """The document to work on next: one that shows all it can is no hurry."""
        pending = [d for uri in reversed(self._order) if (d := self._open[uri]).pending]
        return min(pending, key=lambda d: d.in_background, default=None)

    def saved(self, paths: Iterable[str]) -> None:
        """Files were written: what is found in those that are open can be kept."""
        written = frozenset(paths)
        for document in self._open.values():
            if document.path is not None and str(document.path) in written:
                document.unkept = True

    def __iter__(self) -> Iterator[OpenDocument]:
        return iter(tuple(self._open.values()))

    def get(self, uri: str) -> OpenDocument:
        """An open document.

        Raises:
            RequestRefused: When it is not open.
        """
        document = self._open.get(uri)
        if document is None:
            raise RequestRefused(ErrorCode.UNKNOWN_DOCUMENT, "the document is not open")
        return document

    def status(self, uri: str | None) -> dict[str, Any]:
        """What the status command shows."""
        document = self._open.get(uri) if uri else None
        path = document.path if document else None
        active, implemented = self._projects.counts(path)
        return {
            "profile": ", ".join(self._projects.profiles(path)) or None,
            "rules_active": active,
            "rules_implemented": implemented,
            "documents": len(self._open),
            "settings_file": self._projects.file_of(path),
            "role": str(document.analysis.module.role) if document else None,
            "index": self._indexes.state_of(path),
        }

    def debug(self, uri: str | None) -> dict[str, Any]:
        """Counters of a document and a digest of its text as it arrived, for contributors."""
        document = self._open.get(uri) if uri else None
        if document is None:
            return {}
        text = document.analysis.text.encode("utf-8", "surrogatepass")
        return {
            **document.analysis.counters.as_dict(),
            "units": len(document.analysis.states),
            "text_sha256": hashlib.sha256(text).hexdigest(),
        }

    def _touch(self, uri: str) -> None:
        if self._order and self._order[-1] == uri:
            return
        if uri in self._order:
            self._order.remove(uri)
        self._order.append(uri)

    def _rules(self, path: Path | None, text: str) -> tuple[RuleSet, ModuleInfo]:
        if len(text) > LARGEST_DOCUMENT or self._projects.is_generated(text):
            return _NO_RULES, ModuleInfo()
        return self._projects.rules_for(path)

    def _note(self, unit: Unit) -> None:
        self._breadcrumb(unit.fingerprint)

    def _parse(self, unit: Unit) -> ParsedUnit:
        return self._parse_in(self._cache, unit)

    def _parse_in(self, cache: ParseCache, unit: Unit) -> ParsedUnit:
        if self._poisoned and unit.fingerprint in self._poisoned:
            message = "an earlier attempt to analyse it ended the analysis process"
            end = len(unit.text)
            span = Span(unit.item_start, end)
            return ParsedUnit(unit, None, Problem(ProblemKind.INTERNAL, message, span))
        return cache.parse(unit)


def _ignore(project: IndexedProject, changed: set[Key]) -> None:
    del project, changed
