"""What a result asked of its project, kept beside it: the questions, and a digest of the answers.

When any fact of a project changes, the digest of all of them is another. A result then stands if
the questions it asked have the answers they had, be an answer that there is no such name; so only
the files that read what changed are checked again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from houserules.analysis.project import Reading, is_of_project

if TYPE_CHECKING:
    from houserules.analysis.engine import ModuleAnalysis
    from houserules.analysis.extractor import Extractor
    from houserules.analysis.state import Key

_BYTES = 16
_SHORT = 64

Question = tuple[Reading, str, Hashable]
"""How the project is read, the id of the fact or ``""``, the key; see ``analysis.project``."""


class ProjectReads(NamedTuple):
    """What a result asked of its project.

    Attributes:
        questions: All questions as a text, in an order that depends on nothing else; ``""`` where
            not all are known, so that they cannot be asked again.
        answers: The digest of their answers, in the same order.
    """

    questions: str = ""
    answers: str = ""


NOT_KNOWN = ProjectReads()
"""What stands for questions of which not all are known."""


class Index(Protocol):
    """Who answers; see ``project_index``."""

    def read(self, how: Reading, fact: Extractor[Any] | None, key: Hashable) -> Any:
        """See ``analysis.project.ProjectFacts``."""
        ...

    def fact(self, id: str) -> Extractor[Any] | None:  # noqa: A002 - the word of facts
        """The fact of an id, ``None`` where there is none."""
        ...


def project_keys(analysis: ModuleAnalysis) -> set[Key]:
    """The keys of other files that what was found in a file rests on, once it is analysed."""
    keys = {key for state in analysis.states for key in state.base_keys if is_of_project(key)}
    return keys | analysis.module_rules.project_keys


def questions_text(keys: Iterable[Key]) -> str:
    """Keys of a project as a text that is the same for the same keys."""
    grouped: dict[str, dict[str, dict[str, list[str]]]] = {}
    for fact, inner in keys:
        how, key = cast("tuple[Reading, Hashable]", inner)
        module, name = cast("tuple[str, str]", key) if how is Reading.IN_MODULE else ("", key)
        by_module = grouped.setdefault(how.value, {}).setdefault(fact.id if fact else "", {})
        by_module.setdefault(str(module), []).append(str(name))
    for by_fact in grouped.values():
        for by_module in by_fact.values():
            for names in by_module.values():
                names.sort()
    return json.dumps(grouped, sort_keys=True, separators=(",", ":"))


def questions_in(text: str) -> Iterator[Question]:
    """The questions of a text, in its order."""
    for how, by_fact in json.loads(text or "{}").items():
        reading = Reading(how)
        in_module = reading is Reading.IN_MODULE
        for fact, by_module in by_fact.items():
            for module, names in by_module.items():
                for name in names:
                    yield reading, fact, (module, name) if in_module else name


def keys_in(text: str, index: Index) -> Iterator[Key]:
    """The keys whose questions are in a text; see ``analysis.project.base_keys``."""
    for how, fact, key in questions_in(text):
        yield index.fact(fact) if fact else None, (how, key)


class Answers:
    """What an index that does not change answers, each question asked once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[Question, bytes] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Answer the questions of many results, those about one module in a row.

        An index unpacks the facts of a module when it is asked about it.
        """
        questions = {question for text in set(texts) for question in questions_in(text)}
        for question in sorted(questions - self._known.keys(), key=_place):
            self._answer(question)

    def digest(self, questions: str) -> str:
        """The digest of the answers to the questions of a text."""
        digest = hashlib.blake2b(digest_size=_BYTES)
        for question in questions_in(questions):
            digest.update(self._known.get(question) or self._answer(question))
        return digest.hexdigest()

    def reads_of(self, keys: Iterable[Key]) -> ProjectReads:
        """Keys that were read, with the digest of what is answered now."""
        questions = questions_text(keys)
        return ProjectReads(questions, self.digest(questions))

    def still_hold(self, reads: ProjectReads) -> bool:
        """Whether all questions are known and have the answers that they had."""
        return bool(reads.questions) and self.digest(reads.questions) == reads.answers

    def _answer(self, question: Question) -> bytes:
        how, fact, key = question
        answer = self._index.read(how, self._index.fact(fact) if fact else None, key)
        # Facts are plain values, which have the same ``repr`` in every process.
        text = repr(answer).encode("utf-8", "surrogatepass")
        if len(text) > _SHORT:
            text = b"#" + hashlib.blake2b(text, digest_size=_BYTES).digest()
        known = self._known[question] = b"%d:%s" % (len(text), text)
        return known


def _place(question: Question) -> tuple[str, str, str]:
    how, fact, key = question
    module = cast("tuple[str, str]", key)[0] if how is Reading.IN_MODULE else ""
    return module, how.value, fact
