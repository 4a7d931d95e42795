"""The tables of a module: contributions merged by key, derived results, who read what.

One mutable owner per document. Changes are pushed from keys to readers; nothing here ever
sweeps all units on an edit.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from houserules.analysis.extractor import Extractor, UndeclaredRead
from houserules.analysis.module import ModuleInfo
from houserules.analysis.project import READINESS, FactReading, NotReady, ProjectFacts, base_keys
from houserules.analysis.state import Key, UnitState

_MANY_HOLDERS = 8
"""Values of keys with more holders are remembered: merging them for each reader is quadratic."""


class Tables:
    """Contributions of units by key, with derived results remembered on top."""

    def __init__(
        self,
        extractors: Iterable[Extractor[Any]],
        order: Callable[[], dict[int, int]],
        module: ModuleInfo,
        project: ProjectFacts,
    ) -> None:
        """``order`` gives the index of every unit state by its ``id``; asked rarely."""
        self._extractors = tuple(extractors)
        self.module = module
        self._project = project
        self._order = order
        self._holders: dict[Extractor[Any], dict[Hashable, list[UnitState]]] = {
            e: {} for e in self._extractors
        }
        self._merged: dict[Key, Any] = {}
        self._derived: dict[Key, tuple[Any, frozenset[Key]]] = {}
        self._derived_from: dict[Key, set[Key]] = {}
        self._deriving: set[Key] = set()

    def replace(self, removed: Sequence[UnitState], inserted: Sequence[UnitState]) -> set[Key]:
        """Exchange the contributions of units; returns the keys whose values changed."""
        changed: set[Key] = set()
        gone = set(removed)
        for extractor in self._extractors:
            before = _grouped(extractor, removed)
            after = _grouped(extractor, inserted)
            holders = self._holders[extractor]
            for key in before:
                holders[key] = [s for s in holders[key] if s not in gone]
            for state in inserted:
                for key in state.contributions.get(extractor, ()):
                    holders.setdefault(key, []).append(state)
            for key in before.keys() | after.keys():
                # Also where the values are equal: what is not compared in them may differ.
                self._merged.pop((extractor, key), None)
                if not holders[key]:
                    del holders[key]
                if before.get(key) != after.get(key):
                    changed.add((extractor, key))
        self.forget_derived(changed)
        return changed

    def forget_derived(self, changed: Iterable[Key]) -> None:
        """Forget what was derived from keys whose values changed."""
        for key in changed:
            for derived in self._derived_from.pop(key, ()):
                self._derived.pop(derived, None)

    def keys(self, extractor: Extractor[Any]) -> Iterable[Hashable]:
        """The keys that some unit contributes to."""
        return self._holders[extractor].keys()

    def holders(self, extractor: Extractor[Any], key: Hashable) -> Sequence[UnitState]:
        """The units that contribute to a key, in document order."""
        holders = self._holders[extractor].get(key, ())
        if len(holders) > 1:
            order = self._order()
            return sorted(holders, key=lambda s: order[id(s)])
        return holders

    def lookup(self, extractor: Extractor[Any], key: Hashable, bases: set[Key]) -> Any:
        """The value of a key; the table keys it rests on are added to ``bases``.

        Raises:
            NotReady: Where facts of the project are needed that nobody has yet.
            UndeclaredRead: When no rule of the set requires the extractor.
        """
        if extractor.reading is not None:
            return self._read_project(extractor.reading, key, bases)
        if extractor.derive is not None:
            return self._lookup_derived(extractor, key, bases)
        if extractor.merge is None or extractor not in self._holders:
            raise UndeclaredRead(f"extractor `{extractor.id}` is not kept for this module")
        name = (extractor, key)
        bases.add(name)
        if name in self._merged:
            return self._merged[name]
        holders = self.holders(extractor, key)
        values = tuple(v for state in holders for v in state.contributions[extractor][key])
        merged = extractor.merge(values)
        if len(holders) > _MANY_HOLDERS:
            self._merged[name] = merged
        return merged

    def _read_project(self, reading: FactReading, key: Hashable, bases: set[Key]) -> Any:
        bases.update(base_keys(reading, key))
        try:
            return self._project.read(reading.how, reading.fact, key)
        except NotReady:
            bases.add(READINESS)
            raise

    def _lookup_derived(self, extractor: Extractor[Any], key: Hashable, bases: set[Key]) -> Any:
        name = (extractor, key)
        known = self._derived.get(name)
        if known is not None:
            bases |= known[1]
            return known[0]
        if name in self._deriving:
            return extractor.on_cycle
        self._deriving.add(name)
        own: set[Key] = set()
        try:
            assert extractor.derive is not None
            value = extractor.derive(_DerivedReader(self, extractor, own), key)
        finally:
            self._deriving.discard(name)
            bases |= own
        if not self._deriving:
            # Inside a cycle an answer may rest on ``on_cycle``: only whole answers are kept.
            frozen = frozenset(own)
            self._derived[name] = (value, frozen)
            for base in frozen:
                self._derived_from.setdefault(base, set()).add(name)
        return value


class _DerivedReader:
    """Lets a derived extractor read what it declared, and notes the table keys below it."""

    __slots__ = ("_bases", "_extractor", "_tables")

    def __init__(self, tables: Tables, extractor: Extractor[Any], bases: set[Key]) -> None:
        self._tables = tables
        self._extractor = extractor
        self._bases = bases

    @property
    def module(self) -> ModuleInfo:
        """See ``Reader.module``."""
        return self._tables.module

    def lookup(self, extractor: Extractor[Any], key: Hashable) -> Any:
        """See ``Reader.lookup``."""
        if extractor not in self._extractor.requires:
            raise UndeclaredRead(
                f"extractor `{self._extractor.id}` reads `{extractor.id}` undeclared"
            )
        return self._tables.lookup(extractor, key, self._bases)


def _grouped(
    extractor: Extractor[Any], states: Sequence[UnitState]
) -> dict[Hashable, tuple[Any, ...]]:
    grouped: dict[Hashable, list[Any]] = {}
    for state in states:
        for key, values in state.contributions.get(extractor, {}).items():
            grouped.setdefault(key, []).extend(values)
    return {key: tuple(values) for key, values in grouped.items()}
