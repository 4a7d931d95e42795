"""The facts of one project in memory, by fact, key and file: what rules are answered from.

Pure but for its own memory. Every change says which keys have other values now, so that only
their readers are asked again; a file whose facts are the same changes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from houserules.analysis.extractor import Extractor
from houserules.analysis.project import READINESS, NotReady, ProjectModule, Reading
from houserules.analysis.state import Key
from houserules.workspace.index.facts import FileFacts, decoded
from houserules.workspace.index.packed import PackedFacts

_NOTHING: FileFacts = {}
_MOST_RECENT = 64
"""Files whose facts are kept unpacked."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file with its facts; ``names`` are the dotted names under which it can be imported."""

    module: ProjectModule
    names: tuple[str, ...]
    facts: FileFacts


class ProjectIndex:
    """Answers what rules ask of other files; see ``analysis.project``."""

    def __init__(self, facts: Iterable[Extractor[Any]]) -> None:
        """``facts`` are all facts there are; files may hold others, which nobody asks for."""
        self._facts = {fact.id: fact for fact in facts}
        self._files: dict[str, _File] = {}
        self._by_name: dict[str, set[str]] = {}
        self._holders: dict[str, dict[str, set[str]]] = {name: {} for name in self._facts}
        self._folders: dict[str, dict[str, int]] = {"": {}}
        self._recent: dict[PackedFacts, FileFacts] = {}
        self._decoded: dict[tuple[str, str, str], tuple[Any, ...]] = {}
        self.ready = False

    @property
    def module_count(self) -> int:
        """How many Python files are known; other files that hold facts do not count."""
        return sum(path.endswith(".py") for path in self._files)

    def fact(self, id: str) -> Extractor[Any] | None:  # noqa: A002 - the word of facts
        """The fact of an id, ``None`` where there is none."""
        return self._facts.get(id)

    # -- what rules ask -----------------------------------------------------------------------

    def read(self, how: Reading, fact: Extractor[Any] | None, key: Hashable) -> Any:
        """See ``analysis.project.ProjectFacts``."""
        if not self.ready:
            raise NotReady
        match how:
            case Reading.IN_MODULE:
                name, inner = cast("tuple[str, str]", key)
                return self._in_module(fact, name, inner)
            case Reading.EVERYWHERE:
                return tuple(self._everywhere(fact, str(key)))
            case Reading.ALL:
                return tuple(self._all(fact))
            case Reading.MODULE:
                file = self._named(str(key))
                return file.module if file else None
            case Reading.FOLDER:
                names = self._folders.get(str(key))
                return None if names is None else tuple(sorted(names))

    def _named(self, name: str) -> _File | None:
        paths = self._by_name.get(name, ())
        # Two files of one name: which one an import finds is decided at run time.
        return self._files[next(iter(paths))] if len(paths) == 1 else None

    def _in_module(self, fact: Extractor[Any] | None, name: str, key: str) -> Any:
        assert fact is not None
        file = self._named(name)
        return None if file is None else self._values(fact, file, key)

    def _everywhere(self, fact: Extractor[Any] | None, key: str) -> Iterator[tuple[str, Any]]:
        assert fact is not None
        for path in sorted(self._holders[fact.id].get(key, ())):
            file = self._files[path]
            for value in self._values(fact, file, key):
                yield file.module.name, value

    def _all(self, fact: Extractor[Any] | None) -> Iterator[tuple[str, str, Any]]:
        assert fact is not None
        for key in sorted(self._holders[fact.id]):
            for name, value in self._everywhere(fact, key):
                yield name, key, value

    def _values(self, fact: Extractor[Any], file: _File, key: str) -> tuple[Any, ...]:
        place = (fact.id, file.module.path, key)
        known = self._decoded.get(place)
        if known is None:
            known = decoded(fact, self._unpacked(file).get(fact.id, {}).get(key, ()))
            self._decoded[place] = known
        return known

    def _unpacked(self, file: _File) -> FileFacts:
        """The facts of a file; those that were asked for last are kept unpacked."""
        if not isinstance(file.facts, PackedFacts):
            return file.facts
        known = self._recent.get(file.facts)
        if known is None:
            known = self._recent[file.facts] = file.facts.unpacked()
            if len(self._recent) > _MOST_RECENT:
                del self._recent[next(iter(self._recent))]
        return known

    # -- what changes --------------------------------------------------------------------------

    def become_ready(self) -> set[Key]:
        """Every file is known now; returns what those wait for who asked before."""
        if self.ready:
            return set()
        self.ready = True
        return {READINESS}

    def put(self, module: ProjectModule, facts: FileFacts, names: Iterable[str] = ()) -> set[Key]:
        """Take in a file or its new facts; returns the keys whose values changed.

        Args:
            module: The file; for files that are not Python its name is its relative path.
            facts: All its facts.
            names: Dotted names beside ``module.name`` under which it can be imported.
        """
        before = self._files.get(module.path)
        after = _File(module, tuple(dict.fromkeys((module.name, *names))), facts)
        if before == after:
            return set()
        if before is not None:
            self._unlist(before)
        changed: set[Key] = set()
        self._files[module.path] = after
        for name in after.names:
            self._by_name.setdefault(name, set()).add(module.path)
        if before is None:
            changed |= self.list_file(module.path)
        if before is None or (before.module, before.names) != (module, after.names):
            changed |= self._renamed(before, after)
        changed |= self._exchange(module, before.facts if before else _NOTHING, facts)
        return changed

    def load(
        self,
        module: ProjectModule,
        text: str,
        names: Iterable[str],
        facts: FileFacts,
        held: Container[str],
    ) -> None:
        """Take in a file before anybody has asked anything.

        Args:
            module: The file.
            text: The JSON of its facts.
            names: Dotted names beside ``module.name`` under which it can be imported.
            facts: The same facts.
            held: The ids of the facts that are read over all files.
        """
        file = _File(module, tuple(dict.fromkeys((module.name, *names))), PackedFacts(text))
        self._files[module.path] = file
        for name in file.names:
            self._by_name.setdefault(name, set()).add(module.path)
        self.list_file(module.path)
        for fact_id in facts:
            if fact_id in held and fact_id in self._holders:
                holders = self._holders[fact_id]
                for key in facts[fact_id]:
                    holders.setdefault(sys.intern(key), set()).add(module.path)

    def edit(self, path: str, facts: FileFacts) -> set[Key]:
        """Take in some facts of a known file; ``[]`` for a key that it has no more.

        Returns the keys whose values changed.
        """
        file = self._files.get(path)
        if file is None:
            return set()
        changed: set[Key] = set()
        now: dict[str, Mapping[str, list[Any]]] = dict(file.facts)
        for fact_id, by_key in facts.items():
            held = dict(now.get(fact_id, {}))
            differing = [key for key, values in by_key.items() if held.get(key, []) != values]
            for key in differing:
                if by_key[key]:
                    held[key] = by_key[key]
                else:
                    del held[key]
            if differing:
                now[fact_id] = held
                changed |= self._exchange_keys(file.module, fact_id, differing, held)
        if changed:
            self._files[path] = _File(file.module, file.names, now)
        return changed

    def facts_at(self, path: str) -> FileFacts:
        """All facts of a file."""
        file = self._files.get(path)
        return file.facts if file else _NOTHING

    def remove(self, path: str) -> set[Key]:
        """Forget a file that is gone; returns the keys whose values changed."""
        changed = self.unlist_file(path)
        before = self._files.pop(path, None)
        if before is None:
            return changed
        self._unlist(before)
        changed |= self._renamed(before, None)
        changed |= self._exchange(before.module, before.facts, _NOTHING)
        return changed

    def list_file(self, path: str) -> set[Key]:
        """Note that a file exists, also one that has no facts."""
        changed: set[Key] = set()
        folder, _, name = path.rpartition("/")
        while True:
            fresh = folder not in self._folders
            names = self._folders.setdefault(folder, {})
            if name in names:
                return changed
            names[name] = 1
            changed.add((None, (Reading.FOLDER, folder)))
            if not fresh or not folder:
                return changed
            folder, _, name = folder.rpartition("/")

    def unlist_file(self, path: str) -> set[Key]:
        """Note that a file is gone; folders that hold nothing any more go with it."""
        changed: set[Key] = set()
        folder, _, name = path.rpartition("/")
        while self._folders.get(folder, {}).pop(name, None) is not None:
            changed.add((None, (Reading.FOLDER, folder)))
            if self._folders[folder] or not folder:
                break
            del self._folders[folder]
            folder, _, name = folder.rpartition("/")
        return changed

    def paths(self) -> tuple[str, ...]:
        """The files with facts, sorted."""
        return tuple(sorted(self._files))

    def files(self) -> Iterator[tuple[ProjectModule, tuple[str, ...], FileFacts]]:
        """The files as they were put in: the file, all its dotted names, its facts."""
        return ((file.module, file.names, file.facts) for file in tuple(self._files.values()))

    def paths_below(self, folder: str) -> tuple[str, ...]:
        """The files in a relative folder and in those below it; none where it is no folder."""
        found: list[str] = []
        waiting = [folder] if folder in self._folders else []
        while waiting:
            here = waiting.pop()
            inside = [f"{here}/{name}" if here else name for name in self._folders[here]]
            waiting += (path for path in inside if path in self._folders)
            found += (path for path in inside if path not in self._folders)
        return tuple(found)

    def module_at(self, path: str) -> ProjectModule | None:
        """The file at a relative path."""
        file = self._files.get(path)
        return file.module if file else None

    def _unlist(self, before: _File) -> None:
        for name in before.names:
            paths = self._by_name[name]
            paths.discard(before.module.path)
            if not paths:
                del self._by_name[name]

    @staticmethod
    def _renamed(before: _File | None, after: _File | None) -> set[Key]:
        """The keys of the names that another file, or none, has now."""
        names = {n for file in (before, after) if file for n in file.names}
        return {(None, (Reading.MODULE, name)) for name in names}

    def _exchange(self, module: ProjectModule, old: FileFacts, new: FileFacts) -> set[Key]:
        changed: set[Key] = set()
        for fact_id in self._facts:
            before, after = old.get(fact_id, {}), new.get(fact_id, {})
            if before == after:
                continue
            keys = [k for k in before.keys() | after.keys() if before.get(k) != after.get(k)]
            changed |= self._exchange_keys(module, fact_id, keys, after)
        return changed

    def _exchange_keys(
        self, module: ProjectModule, fact_id: str, keys: Iterable[str], after: Mapping[str, Any]
    ) -> set[Key]:
        """Follow other values of some keys of a file's fact, which holds ``after`` now."""
        fact = self._facts.get(fact_id)
        if fact is None:
            return set()
        changed: set[Key] = {(fact, (Reading.ALL, ""))}
        holders = self._holders[fact_id]
        for key in keys:
            self._decoded.pop((fact_id, module.path, key), None)
            self._hold(holders, key, module.path, held=key in after)
            changed.add((fact, (Reading.EVERYWHERE, key)))
            changed.update(
                (fact, (Reading.IN_MODULE, (name, key))) for name in self._names_of(module)
            )
        return changed

    def _names_of(self, module: ProjectModule) -> tuple[str, ...]:
        file = self._files.get(module.path)
        return file.names if file else (module.name,)

    @staticmethod
    def _hold(holders: dict[str, set[str]], key: str, path: str, *, held: bool) -> None:
        if held:
            holders.setdefault(key, set()).add(path)
            return
        paths = holders.get(key)
        if paths is not None:
            paths.discard(path)
            if not paths:
                del holders[key]
