"""A finding as its unit has it: what an editor shows and a list of lines does not need."""

from __future__ import annotations

from typing import NamedTuple

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding
from houserules.syntax.unit import Unit


class RelatedPlace(NamedTuple):
    """A second place, in code points from the start of the finding's unit, and what is there."""

    start: int
    end: int
    message: str


class InUnit(NamedTuple):
    """Where a finding is in its unit, and what is shown with it; plain values.

    Attributes:
        unit: The number of the unit in its document.
        start: In code points from the start of the unit.
        end: The same, exclusive.
        tags: LSP tags.
        related: Second places.
        reason: Why its fix is not safe.
    """

    unit: int
    start: int
    end: int
    tags: tuple[int, ...] = ()
    related: tuple[RelatedPlace, ...] = ()
    reason: str = ""


def in_unit(analysis: ModuleAnalysis, index: int, finding: Finding) -> InUnit:
    """A finding of the unit at an index."""
    return InUnit(
        index,
        finding.span.start,
        finding.span.end,
        tuple(int(tag) for tag in finding.tags),
        tuple(
            RelatedPlace(place.span.start + shift, place.span.end + shift, place.message)
            for place in finding.related
            for shift in (_distance(analysis, index, place.unit),)
        ),
        finding.fix.reason if finding.fix else "",
    )


def _distance(analysis: ModuleAnalysis, index: int, other: Unit | None) -> int:
    """From the start of a unit to the start of another one, in code points."""
    if other is None:
        return 0
    for number, unit in enumerate(analysis.tree.units):
        if unit is other:
            return analysis.tree.start(number) - analysis.tree.start(index)
    return 0
