"""What is asked of the cache about a document, and what the answer rests on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from houserules.host.finding_values import Value, kept_values
from houserules.workspace.baseline_file import Known
from houserules.workspace.cache.results import KeptResult
from houserules.workspace.index.digests import KnownFile
from houserules.workspace.index.project_gatherer import Request
from houserules.workspace.index.project_reads import NOT_KNOWN, ProjectReads
from houserules.workspace.index.store import Stamp
from houserules.workspace.settings_files import ProjectSettings

PATIENCE_SECONDS = 1.0
"""How long a document that was opened waits for an answer, which takes some hundredths, before it
is analysed without. Behind a question that is overdue none is asked: something is stuck."""

_WAIT_SECONDS = 0.002


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
        self.kept: KeptResult | None = None
        """The result as it is kept."""
        self.doubtful = False
        """Whether it holds only if other files still say the same."""

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

    def answer(self, kept: KeptResult | None, *, doubtful: bool = False) -> None:
        """Answer with what is kept. A row that makes no sense is as good as none."""
        if kept is not None:
            self.kept, self.doubtful = kept, doubtful
            try:
                self.found = kept_values(kept.listing)
            except (KeyError, TypeError, ValueError):
                self.found = None
        self._answered.set()

    @property
    def rests_on_project(self) -> bool:
        """Whether rules asked for facts of other files."""
        return self.kept is not None and bool(self.kept.project)

    @property
    def reads(self) -> ProjectReads:
        """What rules asked for."""
        return self.kept.reads if self.kept else NOT_KNOWN
