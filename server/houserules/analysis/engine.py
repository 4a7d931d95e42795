"""The analysis of one document: kept across edits, redone only where something was read anew.

Pure but for its own memory: no files, no clock, no output. It works in steps of at most one
unit, so that its owner can let an edit overtake it; a result never depends on the order of
steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from houserules.analysis.changes import ChangeLog, Changes
from houserules.analysis.counters import Counters
from houserules.analysis.extraction import extract
from houserules.analysis.finding import Failure
from houserules.analysis.memo import ResultMemo
from houserules.analysis.module import ModuleInfo
from houserules.analysis.module_rules import ModuleRules
from houserules.analysis.project import NO_PROJECT, ProjectFacts
from houserules.analysis.ruleset import RuleSet
from houserules.analysis.shown import Shown
from houserules.analysis.state import Key, UnitState
from houserules.analysis.surroundings import UnitSequence, structure_of
from houserules.analysis.tables import Tables
from houserules.analysis.unit_results import UnitAnalyser, UnitResults
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.reparse import reparse
from houserules.syntax.tree import SyntaxTree, parse_document
from houserules.syntax.unit import Unit, UnitKind
from houserules.text.span import TextEdit


class ModuleAnalysis:
    """Tree, tables and findings of one document; the single owner of that state."""

    def __init__(
        self,
        rules: RuleSet,
        module: ModuleInfo,
        parse: Callable[[Unit], ParsedUnit],
        memo: ResultMemo | None = None,
        counters: Counters | None = None,
        *,
        strict: bool = False,
        before_unit: Callable[[Unit], None] = lambda unit: None,
        project: ProjectFacts | None = None,
    ) -> None:
        """Nothing is analysed until ``open``.

        Args:
            rules: The rules in force.
            module: What is known of the module beside its text.
            parse: Parses a unit, remembering what it likes.
            memo: Results by recipe, shared between documents; ``None`` keeps none.
            counters: Where work is counted.
            strict: Raise when a rule raises.
            before_unit: Called before each unit is parsed or analysed.
            project: The facts of the files beside it; ``None`` where it stands alone.
        """
        self.rules = rules
        self.module = module
        self.counters = counters or Counters()
        self.text = ""
        self.tree: SyntaxTree = parse_document("")
        self.sequence = UnitSequence()
        self.parse = parse
        self._memo = memo
        self._strict = strict
        self._before_unit = before_unit
        self._project = NO_PROJECT if project is None else project
        self._log = ChangeLog()
        self.wants_pause = False
        """Whether the next piece of work is a unit so large that typing should come first."""
        self._start_over()

    @property
    def states(self) -> Sequence[UnitState]:
        """The units with what is known of them, in document order."""
        return self.sequence.states

    @property
    def failures(self) -> tuple[tuple[int, Failure], ...]:
        """The rules that raised, with the offset in the document where."""
        found: list[tuple[int, Failure]] = []
        for state, failure in self._unit_results.failures():
            start = self.tree.start(self.sequence.index(state))
            found.append((start + failure.offset, failure))
        found.extend((0, f) for f in self.module_rules.failures)
        return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].rule)))

    # -- text and settings ------------------------------------------------------------------

    def open(self, text: str) -> None:
        """Start over with a text."""
        self.text = text
        self.tree = parse_document(text)
        self._start_over()

    def fork(self) -> ModuleAnalysis:
        """An analysis of the same text by the same rules that goes its own way from here on."""
        fork = ModuleAnalysis(
            self.rules,
            self.module,
            self.parse,
            self._memo,
            before_unit=self._before_unit,
            project=self._project,
        )
        fork.open(self.text)
        return fork

    def configure(
        self, rules: RuleSet, module: ModuleInfo, project: ProjectFacts | None = None
    ) -> None:
        """Put other rules in force, or learn something new of the module."""
        before = self.rules
        same = (rules.fingerprint, rules.active, rules.on_ignores, module) == (
            before.fingerprint,
            before.active,
            before.on_ignores,
            self.module,
        )
        if project is not None and project is not self._project:
            self._project = project
            same = False
        self.rules = rules
        self.module = module
        if not same:
            self._start_over()

    def edit(self, new_text: str, edit: TextEdit) -> None:
        """Follow one edit of the text."""
        tree, splice, fallbacks = reparse(self.tree, self.text, new_text, edit)
        for name in fallbacks:
            self.counters.add(f"fallback.{name}")
        self.counters.add("units_cut", splice.inserted)
        self.tree, self.text = tree, new_text
        start = splice.start
        inserted = [UnitState(u) for u in tree.units[start : start + splice.inserted]]
        removed = self.sequence.splice(start, splice.removed, inserted)
        self._note_splice(start, len(inserted))
        if self.wants_pause or "large_unit" in fallbacks:
            self.wants_pause = True
            return
        if not self._filled:
            # The tables hold nothing yet; what stands in another class now is read again.
            for index in range(start + len(inserted), len(self.states)):
                if self.states[index].unit.depth == 0:
                    break
                self.sequence.splice(index, 1, [UnitState(tree.units[index])])
                self._note_splice(index, 1)
            self._unextracted = deque(s for s in self.states if not s.extracted)
            return
        for index in range(start, start + len(inserted)):
            self._extract(index)
        renamed_out, renamed_in = self._follow_class_paths(start, removed, inserted)
        self._exchange([*removed, *renamed_out], [*inserted, *renamed_in])
        if structure_of(removed) != structure_of(inserted):
            self._unit_results.verify_classes(start, len(inserted))
        else:
            self._unit_results.verify_header(start)

    def project_changed(self, changed: set[Key]) -> bool:
        """Follow changed facts of other files; whether anything has to be asked again."""
        self.tables.forget_derived(changed)
        self._unit_results.verify_readers(changed)
        self.module_rules.project_changed(changed)
        return not self.done

    @property
    def extracted(self) -> bool:
        """Whether every table is filled, so that facts are known."""
        return self._filled and not self.wants_pause

    def take_changed_facts(self) -> frozenset[Key] | None:
        """The keys of facts whose values changed since the last call, ``None`` if any may have."""
        changed = None if self._changed_facts is None else frozenset(self._changed_facts)
        if self._filled:
            self._changed_facts = set()
        return changed

    def _start_over(self) -> None:
        self.wants_pause = False
        states = [UnitState(u) for u in self.tree.units]
        self.sequence = UnitSequence(states)
        self._shown = Shown(self.rules, self._log)
        self.tables = Tables(self.rules.tables, self.sequence.order, self.module, self._project)
        self.module_rules = ModuleRules(
            self.rules,
            self.module,
            self.tables,
            self.sequence,
            self._shown.refresh,
            strict=self._strict,
        )
        self._unit_results = UnitResults(
            UnitAnalyser(
                self.rules,
                self.module,
                self.parse,
                self._memo,
                self.counters,
                self._strict,
                self._before_unit,
            ),
            self.sequence,
            self.tables,
            self._shown.refresh,
        )
        self._changed_facts: set[Key] | None = None
        self._unextracted = deque(states)
        self._filled = False

    def _exchange(self, removed: Sequence[UnitState], inserted: Sequence[UnitState]) -> None:
        changed = self.tables.replace(removed, inserted)
        if self._changed_facts is not None:
            self._changed_facts.update(k for k in changed if k[0] is not None and k[0].fact)
        self._unit_results.exchange(removed, inserted)
        if self._shown.exchange(removed, inserted):
            for state in self.states:
                if state.result is not None:
                    self._shown.refresh(state)
        self._unit_results.verify_readers(changed)
        self.module_rules.exchange(removed, inserted, changed)

    def _follow_class_paths(
        self, start: int, removed: Sequence[UnitState], inserted: Sequence[UnitState]
    ) -> tuple[list[UnitState], list[UnitState]]:
        """Replace the units behind a changed class header whose class path is another now."""
        old: list[UnitState] = []
        new: list[UnitState] = []
        if not any(s.unit.kind is UnitKind.CLASS_HEADER for s in (*removed, *inserted)):
            return old, new
        index = start + len(inserted)
        while index < len(self.states):
            state = self.states[index]
            # Units further on stand in the same classes as this one, or in none.
            if state.unit.depth == 0 or self.sequence.class_path(index) == state.class_path:
                break
            old.append(state)
            new.append(self._renewed(index))
            index += 1
        return old, new

    def _renewed(self, index: int) -> UnitState:
        """Put a fresh state in the place of one whose surroundings changed, and extract it."""
        fresh = UnitState(self.states[index].unit)
        self.sequence.splice(index, 1, [fresh])
        self._extract(index)
        self._note_splice(index, 1)
        return fresh

    # -- work -------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether every unit is analysed, every module rule has run, every ignore is checked."""
        return self._filled and not (
            self.wants_pause
            or self._unit_results.pending
            or self.module_rules.pending
            or self._shown.pending
        )

    def step(self) -> bool:
        """Do one piece of work, at most one unit; whether there was anything to do."""
        if self.wants_pause:
            # Parses and results are remembered, so this costs little beside the huge unit.
            self._start_over()
            return True
        if not self._filled:
            self._extract_next()
            return True
        if self._unit_results.run_next():
            return True
        if self.module_rules.run_one():
            return True
        if self._shown.pending:
            self._shown.check_ignores()
            return True
        return False

    def extract(self) -> None:
        """Work until every table is filled, so that fixes can be computed."""
        if self.wants_pause:
            self._start_over()
        while not self._filled:
            self._extract_next()

    def analyse_first(self, state: UnitState) -> None:
        """Analyse a unit before all others, if that is still to be done."""
        self.extract()
        self._unit_results.run_first(state)

    def run(self) -> None:
        """Work until nothing is left to do."""
        while self.step():
            pass

    def _extract_next(self) -> None:
        """Extract one unit; behind the last one, fill the tables."""
        if self._unextracted:
            # Built once for all units; searching the list for each of them is quadratic.
            order = self.sequence.order()
            self._extract(order[id(self._unextracted.popleft())])
        if not self._unextracted:
            self._filled = True
            self._exchange([], self.states)

    def _extract(self, index: int) -> None:
        """Contributions, member, directives: pure functions of the unit and its class path."""
        state = self.states[index]
        if state.extracted:
            return
        if index and not self.states[index - 1].extracted and state.unit.depth:
            self._extract(index - 1)
        self._before_unit(state.unit)
        if self.rules.inert:
            state.extracted = True
            return
        path = self.sequence.class_path(index)
        extract(state, self.parse(state.unit), path, self.rules.tables)
        self.counters.add("units_extracted")

    def _note_splice(self, start: int, inserted: int) -> None:
        self._log.note_splice(start, inserted, len(self.states))

    def drain(self) -> Changes:
        """What changed since the last call; the caller then knows everything there is."""
        return self._shown.drain(self.sequence, done=self.done)
