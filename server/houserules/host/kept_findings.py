"""Findings of an earlier analysis of the same text, shown until this one has come to the end.

They were found under the same rules and facts, so they are shown whole and at once; the analysis
follows behind. Of units that an edit exchanged, what is found now is shown, of all others what
was found then: a half-done analysis takes nothing off the screen. At the end only units that
turn out to have other findings are reported again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from houserules.analysis.changes import Changes
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.state import UnitState
from houserules.host.finding_values import Value

Found = Mapping[int, list[Value]]
"""By the number of the unit."""


class KeptFindings:
    """The findings that stand in for those of units that are not analysed yet."""

    def __init__(
        self, analysis: ModuleAnalysis, found: Found, version: int, *, waits: bool
    ) -> None:
        """Take what was found in a document as ``analysis`` has just cut it.

        Args:
            analysis: The document.
            found: Its findings.
            version: The version of its text.
            waits: Whether the analysis is done only when the facts of the project are there.
        """
        self.version = version
        self.waits = waits
        self._held = {state: found.get(i, []) for i, state in enumerate(analysis.states)}

    @staticmethod
    def fit(analysis: ModuleAnalysis, found: Found) -> bool:
        """Whether findings can be those of a document: their units are there."""
        states = analysis.states
        return all(
            0 <= index < len(states) and values[-1]["span"][1] <= len(states[index].unit.text)
            for index, values in found.items()
        )

    def __bool__(self) -> bool:
        return bool(self._held)

    def of(self, state: UnitState) -> list[Value] | None:
        """What is shown of a unit in place of its analysis, ``None`` where that is shown."""
        return self._held.get(state)

    def follow(self, changes: Changes) -> Changes:
        """What is left to report of changes: what units have that nothing stands in for."""
        updated = tuple(pair for pair in changes.updated if pair[1] not in self._held)
        return replace(changes, updated=updated)

    def release(
        self,
        analysis: ModuleAnalysis,
        changes: Changes,
        findings_of: Callable[[UnitState], list[Value]],
        *,
        unless: Callable[[UnitState], bool],
    ) -> Changes:
        """Let the analysis speak for its units, now that it is done.

        Args:
            analysis: The document.
            changes: What there is to report anyway.
            findings_of: What the analysis found in a unit.
            unless: Whether a unit's analysis still waits for something.

        Returns:
            The changes, with the units whose findings are others than those that stood in.
        """
        held = self._held
        self._held = dict[UnitState, list[Value]]()
        also: list[tuple[int, UnitState]] = []
        for index, state in enumerate(analysis.states):
            shown = held.get(state)
            if shown is None:
                continue
            if unless(state):
                self._held[state] = shown
            elif findings_of(state) != shown:
                also.append((index, state))
        known = {*changes.inserted, *(s for _, s in changes.updated)}
        also = [pair for pair in also if pair[1] not in known]
        return replace(changes, updated=tuple(sorted((*changes.updated, *also), key=_index)))


def _index(pair: tuple[int, UnitState]) -> int:
    return pair[0]
