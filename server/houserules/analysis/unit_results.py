"""What the rules of units found: unit by unit, remembered, and redone only on another answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from houserules.analysis.counters import Counters
from houserules.analysis.finding import Failure
from houserules.analysis.memo import ResultMemo, UnitResult
from houserules.analysis.module import ModuleInfo
from houserules.analysis.passes import UnitPass
from houserules.analysis.readers import Readers
from houserules.analysis.ruleset import RuleSet
from houserules.analysis.run import run_rules
from houserules.analysis.state import NOTHING_FOUND, Key, UnitState
from houserules.analysis.structure import UnitView
from houserules.analysis.surroundings import Around, UnitSequence
from houserules.analysis.tables import Tables
from houserules.analysis.worklist import Worklist
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.unit import Unit


@dataclass(frozen=True, slots=True)
class UnitAnalyser:
    """How units are analysed: what stays the same while the rules do.

    Attributes:
        rules: The rules in force.
        module: What is known of the module beside its text.
        parse: Parses a unit, remembering what it likes.
        memo: Results by recipe, shared between documents; ``None`` keeps none.
        counters: Where work is counted.
        strict: Raise when a rule raises.
        before_unit: Called before each unit is parsed or analysed.
    """

    rules: RuleSet
    module: ModuleInfo
    parse: Callable[[Unit], ParsedUnit]
    memo: ResultMemo | None
    counters: Counters
    strict: bool
    before_unit: Callable[[Unit], None]

    def analyse(self, state: UnitState, around: Around) -> UnitResult:
        """What the rules say of a unit; ``around`` afterwards holds what that rests on."""
        self.before_unit(state.unit)
        recipe = (state.unit.key, state.class_path, self.rules.fingerprint, self.module)
        remembered = self._remembered(recipe, around)
        if remembered is not None:
            return remembered
        around.bases.clear()
        view = UnitView(state.unit, self.parse(state.unit), state.class_path)
        result = run_rules(UnitPass(view, self.module, around), self.rules, strict=self.strict)
        self.counters.add("units_analysed")
        if self.memo is not None and not result.failures:
            self.memo.remember(recipe, result)
        return result

    def _remembered(self, recipe: object, around: Around) -> UnitResult | None:
        if self.memo is None:
            return None
        for result in self.memo.candidates(recipe):
            around.bases.clear()
            if all(around.answer(question) == answer for question, answer in result.reads):
                self.counters.add("memo_hits")
                return result
        return None


class UnitResults:
    """Which units of a document wait to be analysed, and what the others' results rest on."""

    def __init__(
        self,
        analyser: UnitAnalyser,
        sequence: UnitSequence,
        tables: Tables,
        found: Callable[[UnitState], None],
    ) -> None:
        """Nothing waits. ``found`` is told of each unit that has a result."""
        self._analyser = analyser
        self._sequence = sequence
        self._tables = tables
        self._found = found
        self._failing: set[UnitState] = set()
        self._waiting = Worklist()
        self._readers = Readers()

    @property
    def pending(self) -> bool:
        """Whether a unit waits."""
        return bool(self._waiting)

    def failures(self) -> list[tuple[UnitState, Failure]]:
        """The rules that raised, with the unit where, in no order."""
        return [(s, f) for s in self._failing if s.result for f in s.result.failures]

    def exchange(self, removed: Iterable[UnitState], inserted: Sequence[UnitState]) -> None:
        """Forget units that are gone; those that take their place come first."""
        for state in removed:
            self._readers.forget(state)
            self._waiting.discard(state)
            self._failing.discard(state)
        self._waiting.push(inserted, first=True)

    def run_next(self) -> bool:
        """Analyse the next unit that waits; whether there was one."""
        state = self._waiting.pop()
        if state is None:
            return False
        self._run(state)
        return True

    def run_first(self, state: UnitState) -> None:
        """Analyse a unit before all others, if it waits."""
        if state in self._waiting:
            self._waiting.discard(state)
            self._run(state)

    def verify_readers(self, keys: Iterable[Key]) -> None:
        """Verify all that read any of the keys."""
        for state in self._readers.of_keys(keys):
            self._verify(state)

    def verify_classes(self, start: int, inserted: int) -> None:
        """The members of a class changed: verify all in it that asked about classes."""
        states = self._sequence.states
        if not self._readers.of_classes or not states:
            return
        for index in {max(start - 1, 0), min(start + inserted, len(states) - 1)}:
            around = self._sequence.class_around(index)
            for state in states[around.start : around.stop]:
                if state in self._readers.of_classes:
                    self._verify(state)

    def verify_header(self, start: int) -> None:
        """A member's text changed, but nothing that others see of it: only trees were read."""
        states = self._sequence.states
        if not self._readers.of_classes or start >= len(states):
            return
        for header in self._sequence.headers_around(start)[-1:]:
            if states[header] in self._readers.of_classes:
                self._verify(states[header])

    def _run(self, state: UnitState) -> None:
        if self._analyser.rules.inert:
            state.result = NOTHING_FOUND
            return
        around = self._around(state)
        state.result = self._analyser.analyse(state, around)
        if state.result.failures:
            self._failing.add(state)
        else:
            self._failing.discard(state)
        self._readers.register(state, around.bases)
        self._found(state)

    def _verify(self, state: UnitState) -> None:
        """Ask again what a result rests on; redo the unit only if an answer is another."""
        if state in self._waiting or state.result is None:
            return
        around = self._around(state)
        if all(around.answer(question) == answer for question, answer in state.result.reads):
            self._readers.register(state, around.bases)
            return
        self._waiting.push((state,), first=False)

    def _around(self, state: UnitState) -> Around:
        return Around(state, self._sequence, self._tables, self._analyser.parse)
