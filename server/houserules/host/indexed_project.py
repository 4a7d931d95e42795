"""One project of an editor session with its index, and what has to be looked at for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from houserules.analysis.module import Role
from houserules.analysis.project import ProjectModule
from houserules.analysis.project_rules import ProjectRules
from houserules.analysis.ruleset import ActiveRule
from houserules.analysis.state import Key
from houserules.host.gathering import Answer, Gatherer
from houserules.workspace.index.facts import FileFacts
from houserules.workspace.index.project_index import ProjectIndex
from houserules.workspace.index.projects import renamed
from houserules.workspace.index.store import Stamp
from houserules.workspace.index.vocabulary import all_facts
from houserules.workspace.settings_files import ProjectSettings

_MOST_NAMED = 2000
"""Of more changed files than this nobody asks which: all are looked at."""
_PACKAGE_FILE = "__init__.py"
_OTHERWISE = Stamp(-1, -1)
"""The stamp of no file: whatever is there is looked at."""


class IndexedProject:
    """The single owner of an index.

    Attributes:
        settings: The settings of the project.
        index: Its facts.
        rules: The rules that are called once per project.
        total: How many Python files it has; 0 until that is known.
        gatherer: What gathers facts for it, ``None`` while nothing is wanted.
        deaths: How often the gatherer died at what is wanted now.
        reported: The findings of project rules that the front knows, by path.
        deadly: The files that processes died of.
        looked: How often all that was wanted has been looked at.
    """

    def __init__(self, settings: ProjectSettings, rules: Iterable[ActiveRule]) -> None:
        self.settings = settings
        self.index = ProjectIndex(all_facts())
        self.rules = ProjectRules(rules, self.index)
        self.total = 0
        self.gatherer: Gatherer | None = None
        self.deaths = 0
        self.reported: dict[str, Any] = {}
        self.deadly: dict[str, None] = {}
        self.looked = 0
        self._stamps: dict[str, Stamp] = {}
        self._wanted: dict[str, None] = {}
        self._everything = False
        self._packages_changed = False

    @property
    def root(self) -> Path:
        """The root of the project."""
        return self.settings.root

    @property
    def state(self) -> str:
        """How far the index is, in a word."""
        if self.index.ready:
            return "ready"
        return "failed" if self.gatherer is None else "building"

    def adopt(self, settings: ProjectSettings, rules: Iterable[ActiveRule]) -> bool:
        """Go on under other settings; whether the same files are in, in the same roles."""
        if _about_files(settings) != _about_files(self.settings):
            return False
        self.settings = settings
        self.rules = ProjectRules(rules, self.index)
        return True

    @property
    def settled(self) -> bool:
        """Whether nobody waits for the facts: they are all there, or will never be."""
        return self.index.ready or self.gatherer is None

    @property
    def stamps(self) -> dict[str, Stamp]:
        """The files as they were when their facts were gathered, by relative path."""
        return dict(self._stamps)

    # -- what has to be looked at ----------------------------------------------------------------

    def want(self, relative: Iterable[str] | None) -> None:
        """Note files to look at whatever is known of them; ``None`` for all that changed."""
        if relative is None:
            self._everything = True
        else:
            self._wanted |= dict.fromkeys(relative)
        if len(self._wanted) > _MOST_NAMED:
            self._everything = True

    @property
    def wanting(self) -> bool:
        """Whether anything has to be looked at."""
        return self._everything or bool(self._wanted)

    def take_wanted(self) -> tuple[tuple[str, ...] | None, dict[str, Stamp]]:
        """What to look at, ``None`` for everything, and what is known of the files."""
        wanted, self._wanted = self._wanted, {}
        everything, self._everything = self._everything, False
        if not everything:
            return tuple(wanted), {}
        return None, self._stamps | dict.fromkeys(wanted, _OTHERWISE)

    # -- what is found ---------------------------------------------------------------------------

    def take(self, answer: Answer, is_open: Callable[[str], bool]) -> set[Key]:
        """Take in an answer of the gatherer; the keys whose values changed.

        ``is_open`` says of which files the editor's text counts, not the disk.
        """
        match answer:
            case ["total", total]:
                self.total = max(total, len(self._stamps))
            case ["module", relative, name, is_package, role, names, facts, stamp]:
                self._stamps[relative] = Stamp(*stamp)
                if not is_open(relative):
                    module = ProjectModule(name, relative, is_package, Role(role))
                    return self.put(module, facts, names)
            case ["document", relative, facts, stamp]:
                if stamp is not None:
                    self._stamps[relative] = Stamp(*stamp)
                return self.index.put(ProjectModule(relative, relative), facts)
            case ["gone", relative]:
                self._stamps.pop(relative, None)
                if not is_open(relative):
                    return self._remove(relative)
            case ["deadly", relative]:
                self.deadly[relative] = None
            case _:
                return self._complete()
        return set()

    def put(self, module: ProjectModule, facts: FileFacts, names: Iterable[str]) -> set[Key]:
        """Put a Python file into the index; the keys whose values changed."""
        self._note_package(module.path, comes=self.index.module_at(module.path) is None)
        changed = self.index.put(module, facts, names)
        return changed | self._renamed()

    def _remove(self, relative: str) -> set[Key]:
        self._note_package(relative, comes=True)
        changed = self.index.remove(relative)
        return changed | self._renamed()

    def _note_package(self, relative: str, *, comes: bool) -> None:
        if comes and relative.rpartition("/")[2] == _PACKAGE_FILE:
            self._packages_changed = True

    def _renamed(self) -> set[Key]:
        """Follow a package that came or went: the files in it have other names now."""
        if not self.index.ready or not self._packages_changed:
            return set()
        self._packages_changed = False
        return renamed(self.index, self.settings)

    def _complete(self) -> set[Key]:
        self.deaths = 0
        self.looked += 1
        return self.index.become_ready() | self._renamed()


def _about_files(settings: ProjectSettings) -> tuple[object, ...]:
    """What decides which files are in a project, and their roles."""
    said = settings.settings
    bases = {k: v for k, v in said.bases.items() if k[0] in ("roles", "include", "exclude")}
    return (settings.root, settings.file, said.roles, said.include, said.exclude, bases)
