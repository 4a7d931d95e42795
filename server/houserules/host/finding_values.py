"""Findings as the plain values that travel to the front, from an analysis or from the cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from houserules.analysis.finding import Finding
from houserules.analysis.severity import Severity
from houserules.analysis.state import Reported
from houserules.workspace.in_unit import InUnit

Value = dict[str, Any]
"""A ``protocol.Finding``."""


def values_of_unit(found: Iterable[tuple[Reported, InUnit]]) -> list[Value]:
    """The findings of one unit, in their order."""
    nth = Counter[str]()
    return [_analysed(finding, severity, place, nth) for (finding, severity), place in found]


def kept_values(listing: Mapping[str, Any]) -> dict[int, list[Value]]:
    """The findings of a kept result by the number of their unit; see ``report_at_rest``.

    Raises:
        KeyError, TypeError, ValueError: For what is no such result.
    """
    found = [
        (InUnit(*finding["in_unit"]), finding, hint)
        for findings, hint in ((listing["findings"], False), (listing["hidden"], True))
        for finding in findings
    ]
    # The order in which a unit has its findings; the two lists were one.
    found.sort(key=lambda f: (f[0].unit, f[0].start, f[0].end, f[1]["rule"], f[1]["message"]))
    by_unit: dict[int, list[Value]] = {}
    nth: dict[int, Counter[str]] = {}
    for place, finding, hint in found:
        value = _kept(finding, place, nth.setdefault(place.unit, Counter()), hint=hint)
        by_unit.setdefault(place.unit, []).append(value)
    return by_unit


def _analysed(finding: Finding, severity: Severity, place: InUnit, nth: Counter[str]) -> Value:
    fix = finding.fix
    offered = fix and (fix.title, str(fix.safety), str(fix.reach))
    return _value(finding.rule, finding.message, int(severity), place, offered, nth)


def _kept(finding: Mapping[str, Any], place: InUnit, nth: Counter[str], *, hint: bool) -> Value:
    fix = finding["fix"]
    offered = fix and (fix["title"], fix["safety"], fix["reach"])
    severity = int(Severity.HINT) if hint else int(finding["severity"])
    return _value(finding["rule"], finding["message"], severity, place, offered, nth)


def _value(
    rule: str,
    message: str,
    severity: int,
    place: InUnit,
    fix: tuple[str, str, str] | None,
    nth: Counter[str],
) -> Value:
    value: Value = {
        "span": [place.start, place.end],
        "rule": rule,
        "message": message,
        "severity": severity,
    }
    if place.tags:
        value["tags"] = list(place.tags)
    if place.related:
        value["related"] = [
            {"span": [start, end], "message": text} for start, end, text in place.related
        ]
    if fix:
        title, safety, reach = fix
        value["fix"] = {
            "title": title,
            "safety": safety,
            "reach": reach,
            "reason": place.reason,
            "nth": nth[rule],
        }
    nth[rule] += 1
    return value
