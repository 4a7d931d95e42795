"""Answers to the questions of a pass: the units of a document, seen from one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from houserules.analysis.passes import Question
from houserules.analysis.project import Answer, NotReady
from houserules.analysis.state import Key, UnitState
from houserules.analysis.structure import Member
from houserules.analysis.tables import Tables
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.unit import Unit, UnitKind

_WORTH_AN_ORDER = 16
"""Looking so many states up one by one costs about as much as noting where all of them are."""


class UnitSequence:
    """The unit states of a document in order, with the classes they stand in."""

    def __init__(self, states: Sequence[UnitState] = ()) -> None:
        self.states: list[UnitState] = list(states)
        self._order: dict[int, int] | None = None
        self._looked_up = 0

    def __len__(self) -> int:
        return len(self.states)

    def splice(self, start: int, removed: int, inserted: Sequence[UnitState]) -> list[UnitState]:
        """Exchange states; returns the removed ones."""
        gone = self.states[start : start + removed]
        self.states[start : start + removed] = inserted
        self._order = None
        self._looked_up = 0
        return gone

    def order(self) -> dict[int, int]:
        """The index of every state by its ``id``."""
        if self._order is None:
            self._order = {id(s): i for i, s in enumerate(self.states)}
        return self._order

    def index(self, state: UnitState) -> int:
        """The index of a state; the first few after an edit do not build ``order``."""
        self._looked_up += 1
        if self._order is None and self._looked_up < _WORTH_AN_ORDER:
            return self.states.index(state)
        return self.order()[id(state)]

    def headers_around(self, index: int) -> list[int]:
        """The indexes of the enclosing class headers, outermost first."""
        found: list[int] = []
        depth = self.states[index].unit.depth
        while depth > 0:
            index -= 1
            unit = self.states[index].unit
            if unit.kind is UnitKind.CLASS_HEADER and unit.depth < depth:
                found.append(index)
                depth = unit.depth
        found.reverse()
        return found

    def members_of(self, header: int) -> Iterator[int]:
        """The indexes of the direct members of the class at ``header``."""
        depth = self.states[header].unit.depth
        for index in range(header + 1, len(self.states)):
            unit = self.states[index].unit
            if unit.depth <= depth:
                return
            if unit.depth == depth + 1 and unit.kind is not UnitKind.FOOTER:
                yield index

    def class_around(self, index: int) -> range:
        """The indexes of the outermost class that holds ``index``, header included."""
        start = index
        while start > 0 and self.states[start].unit.depth > 0:
            start -= 1
        stop = start + 1
        while stop < len(self.states) and self.states[stop].unit.depth > 0:
            stop += 1
        return range(start, stop)

    def class_path(self, index: int) -> tuple[str, ...]:
        """The names of the enclosing classes; earlier states must be extracted."""
        unit = self.states[index].unit
        if unit.depth == 0:
            return ()
        before = self.states[index - 1]
        if before.unit.kind is UnitKind.CLASS_HEADER and before.unit.depth == unit.depth - 1:
            return (*before.class_path, _class_name(before))
        if before.unit.kind is not UnitKind.CLASS_HEADER and before.unit.depth == unit.depth:
            return before.class_path
        headers = self.headers_around(index)
        return tuple(_class_name(self.states[h]) for h in headers)


def structure_of(states: Sequence[UnitState]) -> list[tuple[UnitKind, int, Member | None]]:
    """What other units can see of units as parts of classes."""
    return [(s.unit.kind, s.unit.depth, s.member) for s in states]


def _class_name(header: UnitState) -> str:
    member = header.member
    return member.names[0] if member is not None and member.names else "?"


class Around:
    """The surroundings of one unit, and the table keys that the answers rest on."""

    __slots__ = ("_parse", "_sequence", "_state", "_tables", "bases")

    def __init__(
        self,
        state: UnitState,
        sequence: UnitSequence,
        tables: Tables,
        parse: Callable[[Unit], ParsedUnit],
    ) -> None:
        self._state = state
        self._sequence = sequence
        self._tables = tables
        self._parse = parse
        self.bases: set[Key] = set()

    def answer(self, question: Question) -> Any:
        """See ``passes.Surroundings``."""
        if question.kind == "lookup":
            assert question.extractor is not None
            try:
                return self._tables.lookup(question.extractor, question.key, self.bases)
            except NotReady:
                return Answer.NOT_READY
        if question.kind == "members":
            return self._members()
        if question.kind == "member":
            return self._member_state(question.key).unit.key
        if question.kind == "enclosing":
            return self._enclosing()
        return self._siblings(question.key)

    def member_tree(self, ordinal: int) -> ParsedUnit:
        """See ``passes.Surroundings``."""
        return self._parse(self._member_state(ordinal).unit)

    def _members(self) -> tuple[Member, ...]:
        states = self._sequence.states
        header = self._sequence.index(self._state)
        return tuple(_member(states[i]) for i in self._sequence.members_of(header))

    def _member_state(self, ordinal: Any) -> UnitState:
        header = self._sequence.index(self._state)
        for position, index in enumerate(self._sequence.members_of(header)):
            if position == ordinal:
                return self._sequence.states[index]
        raise IndexError(f"the class has no member {ordinal}")

    def _enclosing(self) -> tuple[Member, ...]:
        states = self._sequence.states
        around = self._sequence.headers_around(self._sequence.index(self._state))
        return tuple(_member(states[i]) for i in around)

    def _siblings(self, name: Any) -> tuple[bool, ...]:
        states = self._sequence.states
        here = self._sequence.index(self._state)
        header = self._sequence.headers_around(here)[-1]
        return tuple(
            i <= here for i in self._sequence.members_of(header) if name in _member(states[i]).names
        )


def _member(state: UnitState) -> Member:
    assert state.member is not None, "units are extracted before any rule runs"
    return state.member
