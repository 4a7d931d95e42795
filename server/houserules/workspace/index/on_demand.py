"""The facts of a project for an analysis that may never ask, or asks before they are known."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.extractor import Extractor
from houserules.analysis.project import NotReady, Reading
from houserules.workspace.index.project_index import ProjectIndex
from houserules.workspace.index.project_reads import Answers, ProjectReads, project_keys


class Deferred:
    """Facts that nobody knows yet, until all are gathered and can be taken up."""

    def __init__(self, make: Callable[[], ProjectIndex], answers: Callable[[], Answers]) -> None:
        self._make = make
        self._answers = answers
        self._index: ProjectIndex | None = None
        self.asked = False
        """Whether anybody asked."""

    def read(self, how: Reading, fact: Extractor[Any] | None, key: Hashable) -> Any:
        """See ``analysis.project.ProjectFacts``."""
        self.asked = True
        if self._index is None:
            raise NotReady
        return self._index.read(how, fact, key)

    def take_up(self) -> None:
        """Answer from now on: the facts of all files are in the store."""
        self._index = self._make()

    def reads_of(self, analysis: ModuleAnalysis) -> ProjectReads:
        """What the findings of an analysed file rest on, once facts are taken up."""
        return self._answers().reads_of(project_keys(analysis))


class OnDemand:
    """Facts that nobody gathers before somebody asks."""

    def __init__(self, make: Callable[[], ProjectIndex], answers: Callable[[], Answers]) -> None:
        self._make = make
        self._answers = answers
        self._index: ProjectIndex | None = None

    def read(self, how: Reading, fact: Extractor[Any] | None, key: Hashable) -> Any:
        """See ``analysis.project.ProjectFacts``."""
        if self._index is None:
            self._index = self._make()
        return self._index.read(how, fact, key)

    @property
    def asked(self) -> bool:
        """Whether anybody asked."""
        return self._index is not None

    def reads_of(self, analysis: ModuleAnalysis) -> ProjectReads:
        """What the findings of an analysed file rest on; those of fixes are not among it."""
        return self._answers().reads_of(project_keys(analysis))
