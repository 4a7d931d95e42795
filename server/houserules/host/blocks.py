"""Findings of units as the blocks that the front keeps: one per unit."""

from __future__ import annotations

from typing import Any

from houserules.analysis.changes import Changes
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.severity import Severity
from houserules.analysis.state import UnitState
from houserules.host.baselined import BaselinedFindings
from houserules.host.finding_values import Value, values_of_unit
from houserules.host.kept_findings import KeptFindings
from houserules.workspace.in_unit import in_unit

Splice = list[Any]


def splices_of(
    analysis: ModuleAnalysis,
    changes: Changes,
    baselined: BaselinedFindings | None = None,
    kept: KeptFindings | None = None,
) -> list[Splice]:
    """The splices that bring the front's list of blocks up to date, to be applied in order."""

    def block(state: UnitState) -> list[Any]:
        held = kept.of(state) if kept else None
        return _block(state, findings_of(analysis, state, baselined) if held is None else held)

    splices: list[Splice] = []
    if changes.removed or changes.inserted:
        splices.append([changes.start, changes.removed, [block(s) for s in changes.inserted]])
    splices.extend([index, 1, [block(s)]] for index, s in changes.updated)
    return splices


def _block(state: UnitState, findings: list[Value]) -> list[Any]:
    """One unit: length, line breaks, fingerprint, findings."""
    unit = state.unit
    return [len(unit.text), unit.newlines, unit.fingerprint if findings else "", findings]


def findings_of(
    analysis: ModuleAnalysis, state: UnitState, baselined: BaselinedFindings | None
) -> list[Value]:
    """The findings of a unit; those in the baseline are hints."""
    reported = state.reported
    if not reported:
        return []
    if baselined is not None:
        known = baselined.in_baseline(state)
        reported = tuple(
            (finding, Severity.HINT if hint else severity)
            for (finding, severity), hint in zip(reported, known, strict=True)
        )
    index = analysis.sequence.index(state)
    return values_of_unit((r, in_unit(analysis, index, r[0])) for r in reported)
