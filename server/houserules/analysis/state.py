"""What the engine remembers of one unit of a document."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from houserules.analysis.extractor import Extractor
from houserules.analysis.finding import Finding
from houserules.analysis.memo import UnitResult
from houserules.analysis.severity import Severity
from houserules.analysis.structure import Member
from houserules.analysis.suppression import NOTHING_SILENCED, Directive
from houserules.syntax.problems import Problem
from houserules.syntax.unit import Unit

Key = tuple[Extractor[Any] | None, Hashable]
"""A table and a key of it; for what is read of the project see ``project.base_keys``."""
Contributions = dict[Hashable, tuple[Any, ...]]
NOTHING_FOUND = UnitResult()
NO_IDS: frozenset[str] = frozenset()
NO_KEYS: frozenset[Key] = frozenset()
"""Like ``NOTHING_SILENCED``, one for all units."""
Reported = tuple[Finding, Severity]


class UnitState:
    """A unit in its document; replaced, never edited, when the unit's text changes.

    Attributes:
        unit: The unit.
        class_path: The names of the enclosing classes that are units.
        contributions: What it contributes to each table.
        member: The unit reduced to a class member; ``None`` until extracted.
        result: What the rules said; ``None`` until analysed.
        base_keys: The table keys that the result depends on, derived reads resolved.
        problem: Why it has no tree, if it should have one.
        directives: Its ignore comments.
        from_module: Findings of module rules that stand in it.
        reported: The findings to show, suppression applied, with severities, in order.
        file_silenced: Rules that an ``ignore-file`` silenced here.
        used_ids: Which ids of its directives silenced something.
    """

    __slots__ = (
        "base_keys",
        "class_path",
        "contributions",
        "directives",
        "extracted",
        "file_silenced",
        "from_module",
        "member",
        "problem",
        "reported",
        "result",
        "unit",
        "used_ids",
    )

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.class_path: tuple[str, ...] = ()
        self.extracted = False
        self.contributions: dict[Extractor[Any], Contributions] = {}
        self.member: Member | None = None
        self.problem: Problem | None = None
        self.result: UnitResult | None = None
        self.base_keys = NO_KEYS
        self.directives: tuple[Directive, ...] = ()
        self.from_module: tuple[Finding, ...] = ()
        self.reported: tuple[Reported, ...] = ()
        self.file_silenced = NO_IDS
        self.used_ids = NOTHING_SILENCED
