"""Which findings of an open document stand in the baseline, kept up as its units change.

Of several equal findings, the baseline knows the first in document order. So a unit's findings may
turn from known to new, or back, because of an edit in another one; those units are reported, too.
Work is done for the units that changed and for the findings equal to theirs, never for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from houserules.analysis.changes import Changes
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.fingerprint import Fingerprint, fingerprints
from houserules.analysis.state import UnitState
from houserules.workspace.baseline_file import Known


class BaselinedFindings:
    """The findings of one document held against what the baseline knows of its file."""

    def __init__(self, known: Known) -> None:
        """Nothing is compared until the first call of ``follow``, which looks at all units."""
        self.known = known
        self._rules = frozenset(fingerprint.rule for fingerprint in known)
        self._states: list[UnitState] | None = None
        self._found: dict[UnitState, tuple[Fingerprint, ...]] = {}
        self._holders: dict[Fingerprint, dict[UnitState, int]] = {}
        self._granted: dict[Fingerprint, dict[UnitState, int]] = {}

    def follow(self, analysis: ModuleAnalysis, changes: Changes) -> Changes:
        """Take in what changed; returns it with the units that show something else because of it.

        To be called with every change of the document, in order.
        """
        if self._states is None:
            return self._begin(analysis, changes)
        if not self.known:
            return changes
        stop = changes.start + changes.removed
        gone = self._states[changes.start : stop]
        self._states[changes.start : stop] = changes.inserted
        updated = [state for _, state in changes.updated]
        touched = self._exchange(analysis, [*gone, *updated], [*changes.inserted, *updated])
        reported = {*updated, *changes.inserted}
        turned = self._decide(analysis, touched) - reported
        return _with_updates(analysis, changes, turned) if turned else changes

    def in_baseline(self, state: UnitState) -> Sequence[bool]:
        """For each reported finding of a unit, whether the baseline knows it."""
        found = self._found.get(state)
        if found is None:
            return (False,) * len(state.reported)
        left = {key: self._granted.get(key, {}).get(state, 0) for key in found}
        answers: list[bool] = []
        for fingerprint in found:
            answers.append(left[fingerprint] > 0)
            left[fingerprint] -= 1
        return answers

    def _begin(self, analysis: ModuleAnalysis, changes: Changes) -> Changes:
        self._states = list(analysis.states)
        self._decide(analysis, self._exchange(analysis, [], self._states))
        # What was reported before was reported without this baseline.
        known = {*changes.inserted, *(state for _, state in changes.updated)}
        return _with_updates(analysis, changes, {s for s in self._states if s.reported} - known)

    def _exchange(
        self,
        analysis: ModuleAnalysis,
        removed: Sequence[UnitState],
        inserted: Sequence[UnitState],
    ) -> set[Fingerprint]:
        """Follow units that go and come; the fingerprints whose numbers may have changed."""
        touched: set[Fingerprint] = set()
        for state in removed:
            for fingerprint in self._found.pop(state, ()):
                touched.add(fingerprint)
                self._holders.get(fingerprint, {}).pop(state, None)
        for state in inserted:
            if all(finding.rule not in self._rules for finding, _ in state.reported):
                continue
            found = fingerprints(state, (f for f, _ in state.reported), analysis.parse)
            self._found[state] = found
            for fingerprint, number in Counter(found).items():
                if fingerprint in self.known:
                    touched.add(fingerprint)
                    self._holders.setdefault(fingerprint, {})[state] = number
        return touched & self.known.keys()

    def _decide(self, analysis: ModuleAnalysis, touched: set[Fingerprint]) -> set[UnitState]:
        """Share out anew what is known of some findings; the units whose share changed."""
        turned: set[UnitState] = set()
        for fingerprint in touched:
            holders = self._holders.get(fingerprint, {})
            left = self.known[fingerprint]
            before = self._granted.get(fingerprint, {})
            if len(holders) > 1 and sum(holders.values()) > left:
                order = analysis.sequence.order()
                holders = dict(sorted(holders.items(), key=lambda item: order[id(item[0])]))
            after: dict[UnitState, int] = {}
            for state, number in holders.items():
                after[state] = min(number, left)
                left -= after[state]
            self._granted[fingerprint] = after
            turned.update(s for s, share in after.items() if before.get(s, 0) != share)
        return turned


def _with_updates(analysis: ModuleAnalysis, changes: Changes, also: set[UnitState]) -> Changes:
    updated = [*changes.updated, *((analysis.sequence.index(state), state) for state in also)]
    return replace(changes, updated=tuple(sorted(updated, key=lambda pair: pair[0])))
