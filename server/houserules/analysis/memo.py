"""Results remembered by their recipe, so that undo, moved code and equal units cost nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from houserules.analysis.finding import Failure, Finding
from houserules.analysis.passes import Question

Reads = tuple[tuple[Question, Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class UnitResult:
    """What the rules said of one unit, and what they asked to say it."""

    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    reads: Reads = ()


class ResultMemo:
    """The last results of each recipe, least recently used recipes dropped.

    A recipe is everything that decides a result but the answers to its questions; up to
    ``_VARIANTS`` results with different answers are kept for each.
    """

    _VARIANTS = 4

    def __init__(self, capacity: int = 20_000) -> None:
        self._capacity = capacity
        self._results: OrderedDict[Hashable, list[UnitResult]] = OrderedDict()

    def candidates(self, recipe: Hashable) -> Iterable[UnitResult]:
        """Results of a recipe, most recent first; the caller checks their reads."""
        found = self._results.get(recipe)
        if found is None:
            return ()
        self._results.move_to_end(recipe)
        return tuple(reversed(found))

    def remember(self, recipe: Hashable, result: UnitResult) -> None:
        """Keep a result."""
        variants = self._results.setdefault(recipe, [])
        variants.append(result)
        del variants[: -self._VARIANTS]
        if len(self._results) > self._capacity:
            self._results.popitem(last=False)
