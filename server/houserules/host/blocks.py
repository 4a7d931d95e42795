"""Findings of units as the plain values that travel to the front."""

from __future__ import annotations

from typing import Any

from houserules.analysis.changes import Changes
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding
from houserules.analysis.severity import Severity
from houserules.analysis.state import UnitState
from houserules.host.baselined import BaselinedFindings

Splice = list[Any]


def splices_of(
    analysis: ModuleAnalysis, changes: Changes, baselined: BaselinedFindings | None = None
) -> list[Splice]:
    """The splices that bring the front's list of blocks up to date, to be applied in order."""
    splices: list[Splice] = []
    if changes.removed or changes.inserted:
        inserted = [block_of(analysis, s, baselined) for s in changes.inserted]
        splices.append([changes.start, changes.removed, inserted])
    splices.extend([index, 1, [block_of(analysis, s, baselined)]] for index, s in changes.updated)
    return splices


def block_of(
    analysis: ModuleAnalysis, state: UnitState, baselined: BaselinedFindings | None
) -> list[Any]:
    """One unit: length, line breaks, fingerprint, findings; those in the baseline are hints."""
    unit = state.unit
    counts: dict[str, int] = {}
    reported = state.reported
    if baselined is not None:
        known = baselined.in_baseline(state)
        reported = tuple(
            (finding, Severity.HINT if hint else severity)
            for (finding, severity), hint in zip(reported, known, strict=True)
        )
    findings = [_finding(analysis, state, f, s, counts) for f, s in reported]
    fingerprint = unit.fingerprint if findings else ""
    return [len(unit.text), unit.newlines, fingerprint, findings]


def _finding(
    analysis: ModuleAnalysis,
    state: UnitState,
    finding: Finding,
    severity: Severity,
    counts: dict[str, int],
) -> dict[str, Any]:
    nth = counts.get(finding.rule, 0)
    counts[finding.rule] = nth + 1
    value: dict[str, Any] = {
        "span": list(finding.span),
        "rule": finding.rule,
        "message": finding.message,
        "severity": int(severity),
    }
    if finding.tags:
        value["tags"] = [int(t) for t in finding.tags]
    if finding.related:
        value["related"] = [
            {"span": [r.span.start + shift, r.span.end + shift], "message": r.message}
            for r in finding.related
            for shift in (_distance(analysis, state, r.unit),)
        ]
    if finding.fix is not None:
        value["fix"] = {
            "title": finding.fix.title,
            "safety": str(finding.fix.safety),
            "reach": str(finding.fix.reach),
            "reason": finding.fix.reason,
            "nth": nth,
        }
    return value


def _distance(analysis: ModuleAnalysis, state: UnitState, other: object) -> int:
    """From the start of a unit to the start of another one, in code points."""
    if other is None:
        return 0
    here = analysis.tree.start(analysis.sequence.index(state))
    for index, unit in enumerate(analysis.tree.units):
        if unit is other:
            return analysis.tree.start(index) - here
    return 0
