"""A document as units. Holds no text of its own and no parsed nodes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from houserules.syntax.lexicon import BREAK
from houserules.syntax.split import Cut
from houserules.syntax.unit import Defaults, Unit, UnitKind

DEFAULT_INDENT = "    "


class SyntaxTree:
    """The units of a document in the order of its text. Immutable.

    Attributes:
        units: their texts, joined, are the text of the document.
        defaults: indentation and newline of the document.
        reaches: how far, from the start of each unit, the splitter read to decide its end.
        lengths, depths, flaws: per unit the length of its text, its depth, whether it is flawed.
    """

    __slots__ = (
        "_first_indented",
        "_starts",
        "defaults",
        "depths",
        "flaws",
        "lengths",
        "reaches",
        "units",
    )

    def __init__(
        self,
        units: tuple[Unit, ...],
        reaches: tuple[int, ...],
        defaults: Defaults,
        derived: tuple[tuple[int, ...], bytes, bytes] | None = None,
    ) -> None:
        """Take the units, how far was read for each, and `lengths`, `depths`, `flaws` if known."""
        self.units = units
        self.reaches = reaches
        self.defaults = defaults
        self.lengths, self.depths, self.flaws = derived or derived_from(units)
        self._starts: list[int] | None = None
        self._first_indented: int | None = None

    @property
    def starts(self) -> list[int]:
        """The offset of every unit and, last, the length of the text."""
        if self._starts is None:
            self._starts = list(accumulate(self.lengths, initial=0))
        return self._starts

    @property
    def first_indented(self) -> int | None:
        """The index of the first unit with an indented line: it sets the default indentation."""
        if self._first_indented is None:
            found = (index for index, unit in enumerate(self.units) if unit.block_indent)
            self._first_indented = next(found, -1)
        return None if self._first_indented < 0 else self._first_indented

    def start(self, index: int) -> int:
        """Return the offset at which unit `index` starts."""
        return self.starts[index]

    def index_at(self, offset: int) -> int:
        """Return the index of the unit that holds `offset`; the last one at the end of the text.

        Raises:
            ValueError: the document is empty and has no units.
        """
        if not self.units:
            raise ValueError("an empty document has no units")
        return min(max(bisect_right(self.starts, offset) - 1, 0), len(self.units) - 1)

    def enclosing_indexes(self, index: int) -> tuple[int, ...]:
        """Return the indexes of the class headers around a unit, outermost first."""
        found: list[int] = []
        for depth in range(self.depths[index] - 1, -1, -1):
            # Inside a class body every unit is deeper than its header.
            index = self.depths.rfind(depth, 0, index)
            found.append(index)
        return tuple(reversed(found))

    def enclosing(self, index: int) -> tuple[Unit, ...]:
        """Return the class headers around a unit, outermost first."""
        return tuple(self.units[header] for header in self.enclosing_indexes(index))

    def members(self, index: int) -> range:
        """Return the indexes of all units in the body of the class header `index`, nested ones too.

        For a unit that is no class header the range is empty.
        """
        if self.units[index].kind is not UnitKind.CLASS_HEADER:
            return range(index + 1, index + 1)
        outside = re.compile(b"[\\x00-\\x%02x]" % self.depths[index]).search(self.depths, index + 1)
        return range(index + 1, outside.start() if outside else len(self.units))

    def direct_members(self, index: int) -> tuple[int, ...]:
        """Return the indexes of the items that stand in the body of the class header itself."""
        depth = self.depths[index] + 1
        return tuple(
            member
            for member in self.members(index)
            if self.depths[member] == depth and self.units[member].kind is not UnitKind.FOOTER
        )

    @property
    def text(self) -> str:
        """The text of the document, joined from the units."""
        return "".join(unit.text for unit in self.units)


def parse_document(text: str) -> SyntaxTree:
    """Cut `text` into units. Nothing is parsed: that is done unit by unit, on demand."""
    newline = newline_of(text)
    cut = Cut(text, Defaults(DEFAULT_INDENT, newline))
    cut.run()
    if not text:
        # A finding about a whole file needs a unit to stand in, in an empty file, too.
        cut.add_footer()
    units = cut.units
    defaults = Defaults(indent_of(units), newline)
    if defaults.indent != DEFAULT_INDENT:
        units = [unit.recut(defaults=defaults) for unit in units]
    return SyntaxTree(tuple(units), tuple(cut.reaches), defaults)


def newline_of(text: str) -> str:
    """Return the first line break of a text, which LibCST takes for its default."""
    found = BREAK.search(text)
    return found[0] if found else "\n"


def indent_of(units: Sequence[Unit]) -> str:
    """Return the indentation of the first indented line, which LibCST takes for its default."""
    return next((unit.block_indent for unit in units if unit.block_indent), DEFAULT_INDENT)


def derived_from(units: Sequence[Unit]) -> tuple[tuple[int, ...], bytes, bytes]:
    """Return per unit the length of its text, its depth, and whether it is flawed."""
    return (
        tuple(len(unit.text) for unit in units),
        bytes(unit.depth for unit in units),
        bytes(unit.flaw is not None for unit in units),
    )
