"""The units that wait to be analysed: what was edited first, then those that read it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from houserules.analysis.state import UnitState


class Worklist:
    """A queue in which every unit stands at most once, and that units can leave at any time."""

    def __init__(self) -> None:
        self._queue: deque[UnitState] = deque()
        self._waiting: set[UnitState] = set()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def __contains__(self, state: UnitState) -> bool:
        return state in self._waiting

    def push(self, states: Iterable[UnitState], *, first: bool) -> None:
        """Add units at the front, in their order, or at the back."""
        fresh = [s for s in states if s not in self._waiting]
        self._waiting.update(fresh)
        if first:
            self._queue.extendleft(reversed(fresh))
        else:
            self._queue.extend(fresh)

    def pop(self) -> UnitState | None:
        """The next unit, ``None`` when none waits."""
        while self._queue:
            state = self._queue.popleft()
            if state in self._waiting:
                self._waiting.discard(state)
                return state
        return None

    def discard(self, state: UnitState) -> None:
        """Let a unit leave."""
        self._waiting.discard(state)
