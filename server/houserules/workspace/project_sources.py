"""The files of a project read when a fix over several files is computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.extractor import Extractor
from houserules.analysis.module import ModuleInfo
from houserules.analysis.project import Reading
from houserules.analysis.project_sources import ModuleSource, UnreadableProject
from houserules.analysis.ruleset import compile_rules
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.imported_names import IMPORTED_NAMES
from houserules.syntax.cache import ParseCache
from houserules.workspace.index.project_index import ProjectIndex

ReadText = Callable[[str], str | None]
"""Relative path → the text of a file as it is now, ``None`` where it cannot be read."""


class IndexedSources:
    """The files that an index knows; each is read and analysed at most once.

    Made for one fix and thrown away with it: it holds the texts it has read.
    """

    def __init__(
        self,
        index: ProjectIndex,
        read: ReadText,
        exists: Callable[[str], bool],
        module_info: Callable[[str], ModuleInfo],
        tables: Iterable[Extractor[Any]],
        opened: Iterable[tuple[str, ModuleAnalysis]] = (),
    ) -> None:
        """Nothing is read until asked.

        Args:
            index: The index of the project.
            read: Reads a file by relative path.
            exists: Whether there is a file or folder at a relative path.
            module_info: What is known of a Python file by relative path.
            tables: What fixes read, beside what import edits need.
            opened: Files that are analysed already, by relative path; they hold the tables.
        """
        self._index = index
        self._read = read
        self._exists = exists
        self._module_info = module_info
        self._rules = compile_rules(
            (), also_extract=(BINDINGS, IMPORTED_NAMES, *tables), on_ignores={}
        )
        self._texts: dict[str, str | None] = {}
        self._sources: dict[str, ModuleSource | None] = {}
        self._parse = ParseCache().parse
        for path, analysis in opened:
            module = index.module_at(path)
            if module is not None:
                self._texts[path] = analysis.text
                self._sources[path] = ModuleSource(module, analysis)

    def module(self, name: str) -> ModuleSource | None:
        """See ``ProjectSources``."""
        module = self._index.read(Reading.MODULE, None, name)
        return self.at(module.path) if module is not None else None

    def at(self, path: str) -> ModuleSource | None:
        """See ``ProjectSources``."""
        if path not in self._sources:
            self._sources[path] = self._analysed(path)
        return self._sources[path]

    def mentioning(self, words: Iterable[str]) -> Iterator[ModuleSource]:
        """See ``ProjectSources``."""
        wanted = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
        for path in self._index.paths():
            if not path.endswith(".py"):
                continue
            text = self._text(path)
            if text is None:
                raise UnreadableProject(f"{path} cannot be read")
            if not wanted.search(text):
                continue
            source = self.at(path)
            if source is None:
                raise UnreadableProject(f"{path} cannot be read")
            for state in source.analysis.states:
                if state.problem is not None and wanted.search(state.unit.text):
                    raise UnreadableProject(f"{path} does not parse where it mentions the name")
            yield source

    def documents(self) -> Iterator[str]:
        """See ``ProjectSources``."""
        return (path for path in self._index.paths() if not path.endswith(".py"))

    def document(self, path: str) -> str | None:
        """See ``ProjectSources``."""
        return None if path.endswith(".py") else self._text(path)

    def exists(self, path: str) -> bool:
        """See ``ProjectSources``."""
        return self._exists(path)

    def _text(self, path: str) -> str | None:
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _analysed(self, path: str) -> ModuleSource | None:
        module, text = self._index.module_at(path), self._text(path)
        if module is None or text is None:
            return None
        analysis = ModuleAnalysis(
            self._rules, self._module_info(path), self._parse, project=self._index
        )
        analysis.open(text)
        analysis.extract()
        return ModuleSource(module, analysis)
