"""The analysis of open documents behind the host protocol: messages in, messages out.

Runs in the host process, or in-process for tests. It owns all documents; whoever calls it decides
when: ``handle`` is quick, ``step`` works in slices and stops as soon as a message waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from houserules.analysis.changes import Changes
from houserules.analysis.memo import ResultMemo
from houserules.host.blocks import splices_of
from houserules.host.closed_files import ClosedFiles
from houserules.host.documents import LARGEST_DOCUMENT, OpenDocuments, RequestRefused
from houserules.host.fix_all import FixAllJobs
from houserules.host.fixing import FixAnswers
from houserules.host.index_reports import IndexProgress, project_reports
from houserules.host.indexes import ProjectIndexes
from houserules.host.keeping import Keeping
from houserules.host.open_document import OpenDocument
from houserules.host.project_fixing import ProjectFixes
from houserules.host.protocol import ErrorCode, Message, failure, notification, reply
from houserules.text.span import Span, TextEdit
from houserules.workspace.project_settings import EditorProjects, ProfileNotWritten

_PARTIAL_AFTER = 0.01
_PARTIAL_EVERY = 0.25
"""Seconds of work on one version before what is done so far is reported, and between reports."""


class Service:
    """See ``host.protocol`` for the messages."""

    def __init__(
        self,
        breadcrumb: Callable[[str], None] = lambda unit: None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        """Nothing is read until a document is opened.

        Args:
            breadcrumb: Told the fingerprint of each unit before work on it begins.
            wake: Called, from any thread, when ``step`` has something to do without a message.
        """
        self._projects = EditorProjects()
        self._indexes = ProjectIndexes(self._projects, wake)
        self._documents = OpenDocuments(self._projects, ResultMemo(), breadcrumb, self._indexes)
        self._keeping = Keeping(self._projects, self._indexes, self._documents, wake)
        self._closed = ClosedFiles(
            self._projects, self._indexes, self._documents, self._keeping, wake
        )
        self._documents.when_facts_change = self._closed.facts_changed
        self._progress = IndexProgress()
        self._watched: frozenset[str] = frozenset()
        over_files = ProjectFixes(
            self._documents, self._projects, self._indexes, lambda: breadcrumb("")
        )
        self._fixes = FixAnswers(self._documents, over_files)
        self._fix_all = FixAllJobs(self._documents)
        self._notifications = {
            "configure": self._configure,
            "open": self._open,
            "edit": self._edit,
            "close": self._close,
            "files_changed": self._files_changed,
            "restate": self._restate,
            "cancel": self._fix_all.cancel,
        }
        self._requests: dict[str, Callable[[Message], Any]] = {
            "resolve_fix": self._fixes.resolve,
            "ignore_edits": self._fixes.ignore,
            "rule_at": self._fixes.rule_at,
            "status": self._status,
            "debug": self._debug,
            "write_profile": self._write_profile,
        }

        # Answered by a later step.
        self._jobs: dict[str, Callable[[int, Message], None]] = {"fix_all": self._fix_all.begin}

    def handle(self, message: Message) -> list[Message]:
        """Take in one message; replies and notifications come back."""
        method, params = message["method"], cast("Message", message.get("params") or {})
        number = message.get("id")
        if number is None:
            taken = self._notifications.get(method)
            return taken(params) if taken else []
        begin, answer = self._jobs.get(method), self._requests.get(method)
        try:
            if begin is not None:
                begin(number, params)
                return []
            if answer is None:
                raise RequestRefused(ErrorCode.UNKNOWN_METHOD, f"no request is called {method}")
            return [reply(number, answer(params)), *self._settings_reports()]
        except RequestRefused as refused:
            return [failure(number, refused.code, str(refused))]

    def step(self, should_yield: Callable[[], bool]) -> list[Message] | None:
        """Work on the document that was touched last, until it is done or a message waits.

        Returns:
            Reports to send, ``None`` when there is nothing to do.
        """
        document = self._documents.next_pending()
        if self._fix_all.pending and (document is None or document.in_background):
            return self._fix_all.step(should_yield)
        if document is None:
            sent = self._step_of_index(should_yield)
            if sent is None and self._keeping.step(should_yield):
                return []
            return self._closed.step(should_yield) if sent is None else sent
        if document.look_up is not None:
            return self._show_kept(document, should_yield)
        analysis = document.analysis
        started = time.monotonic()
        while True:
            if not analysis.step():
                return self._report(document)
            if should_yield():
                return []
            elapsed = time.monotonic() - started
            if elapsed > (
                _PARTIAL_EVERY if document.reported_version == document.version else _PARTIAL_AFTER
            ):
                return self._report(document)

    def _show_kept(self, document: OpenDocument, should_yield: Callable[[], bool]) -> list[Message]:
        """Report all that the cache knows of a document, if it knows any; the rest comes behind."""
        assert document.look_up is not None
        if not document.look_up.wait(should_yield) or not self._keeping.show(document):
            return []
        return [self._message(document, document.drain(), done=True, failures=[])]

    def _step_of_index(self, should_yield: Callable[[], bool]) -> list[Message] | None:
        """Take in facts until a document has to be worked on, a message waits, or none is left."""
        until = time.monotonic() + _PARTIAL_AFTER
        sent: list[Message] = []
        took = False
        while (taken := self._indexes.step()) is not None:
            took = True
            project, changed = taken
            self._documents.facts_changed(project, changed)
            if should_yield() or time.monotonic() > until or self._documents.next_pending():
                break
        else:
            if self._indexes.pending:
                ran = self._indexes.run_project_rules()
                reports = project_reports(ran, self._projects.known_findings)
                sent += [notification("project_report", report) for report in reports]
                took = True
        sent += self._progress.of(self._indexes)
        for text in self._indexes.take_notices():
            sent.append(notification("notice", {"level": "warning", "message": text}))
        return sent if took or sent else None

    def _report(self, document: OpenDocument) -> list[Message]:
        self._documents.take_in_facts(document)
        changes = document.drain()
        document.pending = not changes.done
        if changes.done:
            changes = self._documents.release(document, changes)
        failures = document.failures() if changes.done else []
        nothing_new = not (changes.removed or changes.inserted or changes.updated or failures)
        if nothing_new and document.complete_at == document.version:
            return []
        return [self._message(document, changes, done=changes.done, failures=failures)]

    @staticmethod
    def _message(
        document: OpenDocument, changes: Changes, *, done: bool, failures: list[Message]
    ) -> Message:
        document.reported_version = document.version
        # A failure is said again each time: whether it was said before need not be known then.
        document.complete_at = document.version if done and not failures else None
        return notification(
            "report",
            {
                "uri": document.uri,
                "version": document.version,
                "splices": splices_of(
                    document.analysis, changes, document.baselined, document.kept
                ),
                "done": done,
                "failures": failures,
            },
        )

    # -- notifications ---------------------------------------------------------------------

    def _configure(self, params: Message) -> list[Message]:
        self._projects.configure(params.get("folders") or (), params.get("editor") or {})
        self._documents.poison(params.get("poisoned") or ())
        self._reconfigure()
        self._keeping.configured()
        problems = [*(params.get("problems") or ()), *self._projects.editor_problems]
        said = notification("editor_problems", {"problems": problems})
        return [said, *self._settings_reports()]

    def _reconfigure(self) -> None:
        self._documents.reconfigure()
        self._closed.begin_anew()

    def _open(self, params: Message) -> list[Message]:
        text = params["text"]
        self._documents.open(params["uri"], params.get("path"), params["version"], text)
        self._keeping.opened(self._documents.get(params["uri"]))
        self._closed.opened(self._documents.path_of(params["uri"]))
        if len(text) <= LARGEST_DOCUMENT:
            return self._settings_reports()
        message = f"a document of over {LARGEST_DOCUMENT:,} characters is not checked"
        notice = notification("notice", {"level": "warning", "message": message})
        return [notice, *self._settings_reports()]

    def _edit(self, params: Message) -> list[Message]:
        edits = [TextEdit(Span(start, end), text) for start, end, text in params["edits"]]
        self._closed.typed()
        self._keeping.typed()
        self._documents.edit(params["uri"], params["version"], edits)
        return []

    def _close(self, params: Message) -> list[Message]:
        path = self._documents.path_of(params["uri"])
        self._keeping.closing(params["uri"])
        self._documents.close(params["uri"])
        self._closed.closed(path)
        return []

    def _files_changed(self, params: Message) -> list[Message]:
        paths = params.get("paths") or ()
        if self._projects.concerns_settings(paths):
            self._projects.forget()
            self._reconfigure()
        else:
            self._documents.saved(paths)
            self._indexes.files_changed(paths)
            self._closed.files_changed(paths)
        return self._settings_reports()

    def _restate(self, params: Message) -> list[Message]:
        """Look for changed files on disk, for editors that do not tell."""
        if self._projects.restate():
            self._reconfigure()
        else:
            self._indexes.look_around()
            self._closed.look_around()
        return self._settings_reports()

    def _settings_reports(self) -> list[Message]:
        settings = (
            notification("settings_report", {"path": path, "problems": problems})
            for path, problems in self._projects.fresh_problems()
        )
        withdrawn = (
            notification("project_report", {"path": path, "problems": []})
            for path in self._indexes.take_withdrawn()
        )
        return [*settings, *withdrawn, *self._watch_more()]

    def _watch_more(self) -> list[Message]:
        """Name files for the editor to watch that it has not been told of."""
        wanted = self._indexes.documents_read | self._projects.baseline_names
        fresh = sorted(wanted - self._watched)
        if not fresh:
            return []
        self._watched |= wanted
        return [notification("watch", {"globs": [f"**/{name}" for name in fresh]})]

    # -- requests ----------------------------------------------------------------------------

    def _status(self, params: Message) -> Any:
        return self._documents.status(params.get("uri"))

    def _debug(self, params: Message) -> Any:
        return self._documents.debug(params.get("uri"))

    def _write_profile(self, params: Message) -> Any:
        try:
            path = self._projects.write_profile(params["folder"], params["profile"])
        except ProfileNotWritten as error:
            raise RequestRefused(ErrorCode.INVALID_PARAMS, str(error)) from error
        self._reconfigure()
        return {"path": path}
