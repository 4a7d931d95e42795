"""What a unit shows of itself: contributions to tables, its reduction to a member, directives.

Pure functions of the unit and the names of the classes around it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from houserules.analysis.extractor import Extractor
from houserules.analysis.members import member_of_unit
from houserules.analysis.state import UnitState
from houserules.analysis.structure import UnitView
from houserules.analysis.suppression import directives_of
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.unit import UnitKind


def extract(
    state: UnitState,
    parsed: ParsedUnit,
    class_path: tuple[str, ...],
    tables: Iterable[Extractor[Any]],
) -> None:
    """Fill in everything of a unit state that needs no other unit."""
    view = UnitView(state.unit, parsed, class_path)
    state.class_path = class_path
    if state.unit.depth or state.unit.kind is UnitKind.CLASS_HEADER:
        state.member = member_of_unit(view)
    for extractor in tables:
        assert extractor.contribute is not None
        grouped: dict[Hashable, list[Any]] = {}
        for key, value in extractor.contribute(view):
            grouped.setdefault(key, []).append(value)
        if grouped:
            state.contributions[extractor] = {k: tuple(v) for k, v in grouped.items()}
    state.problem = parsed.problem
    state.directives = directives_of(view)
    state.extracted = True
