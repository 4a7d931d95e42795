"""Who read what: from table keys to the units whose results rest on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from houserules.analysis.state import NO_KEYS, Key, UnitState

_STRUCTURAL = frozenset({"members", "member", "enclosing", "siblings"})


class Readers:
    """The analysed units of a document by what they read."""

    def __init__(self) -> None:
        self._by_key: dict[Key, set[UnitState]] = {}
        self.of_classes: set[UnitState] = set()
        """Units that asked about the classes around them or the members below them."""

    def register(self, state: UnitState, keys: Collection[Key]) -> None:
        """Note the table keys that the result of a unit rests on, in place of earlier ones."""
        self.forget(state)
        state.base_keys = frozenset(keys) if keys else NO_KEYS
        for key in state.base_keys:
            self._by_key.setdefault(key, set()).add(state)
        if state.result and any(q.kind in _STRUCTURAL for q, _ in state.result.reads):
            self.of_classes.add(state)

    def forget(self, state: UnitState) -> None:
        """Forget a unit that is gone or will be analysed anew."""
        for key in state.base_keys:
            readers = self._by_key.get(key)
            if readers is not None:
                readers.discard(state)
                if not readers:
                    del self._by_key[key]
        state.base_keys = NO_KEYS
        self.of_classes.discard(state)

    def of_keys(self, keys: Iterable[Key]) -> set[UnitState]:
        """The units that read any of the keys."""
        return {state for key in keys for state in self._by_key.get(key, ())}
