"""Answers about edits that are made at once: one fix, ignore comments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from houserules.analysis.finding import Fix
from houserules.analysis.state import UnitState
from houserules.host.documents import OpenDocuments, RequestRefused
from houserules.host.fix_all import edits_answer
from houserules.host.open_document import OpenDocument
from houserules.host.project_fixing import ProjectFixes
from houserules.host.protocol import ErrorCode, Message
from houserules.workspace.fixing import Fixed, fix_one
from houserules.workspace.ignoring import ignore_in_file, ignore_on_line


class FixAnswers:
    """Computes edits on request, never eagerly."""

    def __init__(self, documents: OpenDocuments, over_files: ProjectFixes) -> None:
        """``over_files`` computes the fixes that reach further than their document."""
        self._documents = documents
        self._over_files = over_files

    def resolve(self, params: Message) -> Mapping[str, Any]:
        """The edits of one fix, computed for a unit that must not have changed.

        Raises:
            RequestRefused: When the unit is not in the document any more, or a fix over several
                files cannot be made.
        """
        document = self._ready(params["uri"])
        self._analyse(document, params)
        state, fix = self._find(document, params)
        if not fix.reach.stays_in_file:
            return self._over_files.resolve(document, state, fix)
        outcome = fix_one(document.analysis, state, fix)
        if not isinstance(outcome, Fixed):
            reason = "it would break the promise that " + outcome.promise if outcome else "nothing"
            raise RequestRefused(ErrorCode.CONTENT_MODIFIED, f"the fix does not apply: {reason}")
        return {**edits_answer(document, outcome.edits), "title": fix.title}

    def ignore(self, params: Message) -> dict[str, Any]:
        """The edit that ignores a rule on a line or in the whole file."""
        document = self._ready(params["uri"])
        if params.get("whole_file"):
            edit = ignore_in_file(document.analysis, params["rule"])
        else:
            edit = ignore_on_line(document.analysis, params["rule"], params["offset"])
        return edits_answer(document, [edit] if edit else [])

    def rule_at(self, params: Message) -> dict[str, Any] | None:
        """The rule id at an offset inside an ignore comment."""
        document = self._ready(params["uri"])
        analysis, offset = document.analysis, params["offset"]
        if not analysis.text:
            return None
        index = analysis.tree.index_at(offset)
        start = analysis.tree.start(index)
        for directive in analysis.states[index].directives:
            for rule_id, span in directive.ids:
                if span.start <= offset - start <= span.end:
                    return {"rule": rule_id, "span": [span.start + start, span.end + start]}
        return None

    def _ready(self, uri: str) -> OpenDocument:
        document = self._documents.get(uri)
        document.analysis.extract()
        return document

    @staticmethod
    def _analyse(document: OpenDocument, params: Message) -> None:
        """Of a document that shows what the cache knows, analyse first what is asked about.

        Raises:
            RequestRefused: When what was found cannot be found again yet.
        """
        analysis, index = document.analysis, params.get("index")
        if not document.kept or not isinstance(index, int) or index >= len(analysis.states):
            return
        state = analysis.states[index]
        analysis.analyse_first(state)
        if _asked_for(state, params) is None:
            # A rule of the whole module found it.
            analysis.run()
        if document.kept.waits and _asked_for(state, params) is None:
            reason = "files of the project are still being read; try again in a moment"
            raise RequestRefused(ErrorCode.REFUSED, reason)

    def _find(self, document: OpenDocument, params: Message) -> tuple[UnitState, Fix]:
        """The fix asked for: in the unit at the index if that is the one, else in the only one.

        Edits that are still to be reported shift the index; which of several equal units was
        meant cannot be told then.

        Raises:
            RequestRefused: When it is not there any more, or in several places.
        """
        states = document.analysis.states
        hint = params.get("index")
        if isinstance(hint, int) and 0 <= hint < len(states):
            fix = _asked_for(states[hint], params)
            if fix is not None:
                return states[hint], fix
        found = [(s, fix) for s in states if (fix := _asked_for(s, params)) is not None]
        if len(found) == 1:
            return found[0]
        reason = "it stands in several places now" if found else "its code has changed"
        raise RequestRefused(ErrorCode.CONTENT_MODIFIED, f"the finding moved: {reason}")


def _asked_for(state: UnitState, params: Message) -> Fix | None:
    if not state.reported or state.unit.fingerprint != params["unit"]:
        return None
    fixes = [f.fix for f, _ in state.reported if f.rule == params["rule"]]
    nth = int(params["nth"])
    return fixes[nth] if nth < len(fixes) else None
