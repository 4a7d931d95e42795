"""What changed in a document since its owner last asked, as one exchange and single updates."""

from __future__ import annotations

from dataclasses import dataclass

from houserules.analysis.state import UnitState
from houserules.analysis.surroundings import UnitSequence


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since it was last asked for.

    Attributes:
        start: Where units were exchanged.
        removed: How many units of the last report are gone there.
        inserted: The units that stand there now.
        updated: Other units whose findings changed, with their index now.
        done: Whether nothing is left to do.
    """

    start: int
    removed: int
    inserted: tuple[UnitState, ...]
    updated: tuple[tuple[int, UnitState], ...]
    done: bool


class ChangeLog:
    """Collects exchanges and updates until they are asked for."""

    def __init__(self) -> None:
        self._sent = 0
        self._prefix = 0
        self._suffix = 0
        self._changed: set[UnitState] = set()
        self._far_related: set[UnitState] = set()

    def start_over(self) -> None:
        """Every unit was replaced."""
        self._prefix = self._suffix = 0
        self._changed.clear()
        self._far_related.clear()

    def note_splice(self, start: int, inserted: int, total: int) -> None:
        """Units were exchanged at ``start``; there are ``total`` now."""
        self._prefix = min(self._prefix, start)
        self._suffix = min(self._suffix, total - start - inserted)

    def note_shown(self, state: UnitState, *, changed: bool) -> None:
        """What is shown of a unit was decided anew.

        A finding that is explained by a place in another unit moves with that unit, so it is
        reported every time.
        """
        if changed:
            self._changed.add(state)
        if any(r.unit is not None for f, _ in state.reported for r in f.related):
            self._far_related.add(state)
        else:
            self._far_related.discard(state)

    def forget(self, state: UnitState) -> None:
        """A unit is gone."""
        self._changed.discard(state)
        self._far_related.discard(state)

    def drain(self, sequence: UnitSequence, *, done: bool) -> Changes:
        """What changed since the last call; the caller then knows everything there is."""
        total = len(sequence)
        prefix = min(self._prefix, self._sent, total)
        suffix = min(self._suffix, self._sent - prefix, total - prefix)
        inserted = tuple(sequence.states[prefix : total - suffix])
        removed = self._sent - suffix - prefix
        updated: list[tuple[int, UnitState]] = []
        floating = self._changed | self._far_related
        if floating:
            skip = set(inserted)
            updated = [(sequence.index(s), s) for s in floating if s not in skip]
            updated.sort(key=lambda pair: pair[0])
        self._sent = self._prefix = self._suffix = total
        self._changed.clear()
        return Changes(prefix, removed, inserted, tuple(updated), done)
