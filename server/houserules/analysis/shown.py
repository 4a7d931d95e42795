"""What is shown of each unit of a document: suppression applied, changes noted for the owner."""

from __future__ import annotations

from collections.abc import Sequence

from houserules.analysis.changes import ChangeLog, Changes
from houserules.analysis.report import FileIgnores, in_order, report_of, unused_ignores
from houserules.analysis.ruleset import RuleSet
from houserules.analysis.state import UnitState
from houserules.analysis.surroundings import UnitSequence


class Shown:
    """Decides what is shown, and remembers what its owner has not been told."""

    def __init__(self, rules: RuleSet, log: ChangeLog) -> None:
        """``log`` outlives this object: its reader knows the state before a new start, too."""
        self._rules = rules
        self._log = log
        self._ignores = FileIgnores()
        self._silenced: set[UnitState] = set()
        self._unchecked: set[UnitState] = set()
        self._with_directives: set[UnitState] = set()
        self._broken: set[UnitState] = set()
        log.start_over()

    @property
    def pending(self) -> bool:
        """Whether some ignore comments are still to be checked for use."""
        return bool(self._unchecked)

    def exchange(self, removed: Sequence[UnitState], inserted: Sequence[UnitState]) -> bool:
        """Follow an exchange of units; whether what is shown of all others has to be decided anew."""
        # First: units that go, too, are no holders to look at again.
        ids_changed = self._ignores.exchange(removed, inserted)
        for state in removed:
            self._log.forget(state)
            if state in self._silenced:
                self._unchecked.update(self._ignores.holders)
            self._unchecked.discard(state)
            self._silenced.discard(state)
        self._with_directives.difference_update(removed)
        self._with_directives.update(s for s in inserted if s.directives)
        was_intact = not self._broken
        self._broken.difference_update(removed)
        self._broken.update(s for s in inserted if s.problem is not None)
        if was_intact is bool(self._broken):
            self._unchecked.update(s for s in self._with_directives if s.result is not None)
        return ids_changed

    def refresh(self, state: UnitState, *, finished: bool = False) -> None:
        """Decide anew what is shown of a unit.

        Whether an ignore comment is unused is decided when everything else is ``finished``.
        """
        silenced = state.file_silenced
        shown = report_of(state, self._rules, self._ignores.ids)
        if state.file_silenced != silenced:
            self._note_silenced(state)
        if state.directives and finished:
            in_file = frozenset[str]().union(*(s.file_silenced for s in self._silenced))
            unused = unused_ignores(
                state, self._rules, in_file, self._ignores.ids, intact=not self._broken
            )
            shown = in_order([*shown, *unused])
        elif state.directives:
            self._unchecked.add(state)
        changed = shown != state.reported
        state.reported = shown
        self._log.note_shown(state, changed=changed)

    def check_ignores(self) -> None:
        """Decide which ignore comments are unused, now that everything else is known."""
        for state in tuple(self._unchecked):
            self.refresh(state, finished=True)
        self._unchecked.clear()

    def drain(self, sequence: UnitSequence, *, done: bool) -> Changes:
        """What changed since the last call; the caller then knows everything there is."""
        return self._log.drain(sequence, done=done)

    def _note_silenced(self, state: UnitState) -> None:
        if state.file_silenced:
            self._silenced.add(state)
        else:
            self._silenced.discard(state)
        self._unchecked.update(self._ignores.holders)
