"""All fixes of a document as a piece of work that keystrokes interrupt and a client can cancel."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from houserules.analysis.finding import Finding, Fix
from houserules.host.documents import OpenDocuments, RequestRefused
from houserules.host.error_log import log_error
from houserules.host.open_document import OpenDocument
from houserules.host.protocol import ErrorCode, Message, failure, reply
from houserules.text.span import TextEdit
from houserules.workspace.fixing import Fixed, fix_step_by_step, safe_in_file

_STEP_SECONDS = 0.05


def edits_answer(document: OpenDocument, edits: Sequence[TextEdit]) -> dict[str, Any]:
    """Edits of a document as the protocol has them, with the version that they are for."""
    return {
        "version": document.version,
        "edits": [[e.span.start, e.span.end, e.text] for e in edits],
    }


@dataclass(frozen=True, slots=True)
class _Job:
    """A request that is worked on, for one version of a document."""

    uri: str
    version: int
    steps: Generator[None, None, Fixed]


class FixAllJobs:
    """Requests for all fixes, the oldest first."""

    def __init__(self, documents: OpenDocuments) -> None:
        self._documents = documents
        self._jobs: dict[int, _Job] = {}

    @property
    def pending(self) -> bool:
        """Whether an answer is owed."""
        return bool(self._jobs)

    def begin(self, number: int, params: Message) -> None:
        """Take in a request for all safe fixes of a document, or for those of one rule.

        Raises:
            RequestRefused: When the document is not open.
        """
        document = self._documents.get(params["uri"])
        rule = params.get("rule")

        def eligible(finding: Finding, fix: Fix) -> bool:
            return safe_in_file(finding, fix) and (rule is None or finding.rule == rule)

        steps = fix_step_by_step(document.analysis.fork(), eligible)
        self._jobs[number] = _Job(document.uri, document.version, steps)

    def cancel(self, params: Mapping[str, Any]) -> list[Message]:
        """Drop a request that nobody waits for any more."""
        self._jobs.pop(params.get("id", -1), None)
        return []

    def step(self, should_yield: Callable[[], bool]) -> list[Message]:
        """Work on the oldest request until it is done, a message waits, or some time has passed."""
        number, job = next(iter(self._jobs.items()))
        try:
            document = self._documents.get(job.uri)
            if document.version != job.version:
                reason = "the document was edited meanwhile"
                raise RequestRefused(ErrorCode.CONTENT_MODIFIED, reason)
            fixed = _advanced(job.steps, should_yield)
            if fixed is None:
                return []
            answer = reply(number, edits_answer(document, fixed.edits))
        except RequestRefused as refused:
            answer = failure(number, refused.code, str(refused))
        except Exception as error:
            # A request changes nothing, so its failure is an answer.
            log_error(error)
            answer = failure(number, ErrorCode.INTERNAL, type(error).__name__)
        del self._jobs[number]
        return [answer]


def _advanced(
    steps: Generator[None, None, Fixed], should_yield: Callable[[], bool]
) -> Fixed | None:
    """Go on until all is fixed, ``None`` where there was no time for it."""
    until = time.monotonic() + _STEP_SECONDS
    try:
        while not should_yield() and time.monotonic() < until:
            next(steps)
    except StopIteration as end:
        return end.value
    return None
