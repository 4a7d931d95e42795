"""The sources of a project, for fixes that reach further than their file.

Only fixes read sources; what rules find rests on facts. Reading them is slow and happens when a
fix is computed, never before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.project import ProjectModule
from houserules.analysis.rewrite import RewritePass


@dataclass(frozen=True, slots=True, eq=False)
class ModuleSource:
    """A Python file of the project, extracted.

    Attributes:
        module: The file.
        analysis: Its text, units and tables.
    """

    module: ProjectModule
    analysis: ModuleAnalysis

    def units(self, project: ProjectSources) -> Iterator[RewritePass]:
        """A pass for every unit, in order; changes made with one go into an ``Elsewhere``."""
        for state in tuple(self.analysis.states):
            yield RewritePass(self.analysis, state, project)


class ProjectSources(Protocol):
    """Reads the files of a project as they are now, unsaved ones as the editor has them."""

    def module(self, name: str) -> ModuleSource | None:
        """The file of a module by dotted name; ``None`` where there is none, or it is unreadable."""
        ...

    def at(self, path: str) -> ModuleSource | None:
        """The Python file at a relative path; ``None`` where there is none, or it is unreadable."""
        ...

    def mentioning(self, words: Iterable[str]) -> Iterable[ModuleSource]:
        """The Python files whose text holds any of the words, by path, the fix's own included.

        Raises:
            UnreadableProject: When a file that may mention them cannot be read.
        """
        ...

    def documents(self) -> Iterable[str]:
        """The relative paths of project files that are not Python and that facts are read from."""
        ...

    def document(self, path: str) -> str | None:
        """The text of a file that is not Python, ``None`` where there is none."""
        ...

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder at a relative path."""
        ...


class UnreadableProject(Exception):
    """A file of the project cannot be read or does not parse; says which. No fix is made then."""
