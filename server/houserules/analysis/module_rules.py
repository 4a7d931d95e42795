"""Rules that are called once per module: when they run, and where their findings stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from houserules.analysis.extractor import Extractor
from houserules.analysis.finding import Failure, Finding, Fix, Related
from houserules.analysis.module import ModuleInfo
from houserules.analysis.passes import Entry, EntryFinding, ModulePass, Question
from houserules.analysis.project import Answer, NotReady, is_of_project
from houserules.analysis.ruleset import ActiveRule, RuleSet
from houserules.analysis.run import RuleRaised
from houserules.analysis.state import Key, UnitState
from houserules.analysis.surroundings import UnitSequence
from houserules.analysis.tables import Tables
from houserules.syntax.ptr import NodePtr
from houserules.text.span import Span

_START = Span(0, 0)


class _ModuleRule:
    """One module rule with its last answers and findings."""

    __slots__ = ("active", "bases", "dirty", "failure", "findings", "on_file", "reads", "sequences")

    def __init__(self, active: ActiveRule) -> None:
        self.active = active
        self.dirty = True
        self.findings: tuple[EntryFinding, ...] = ()
        self.failure: Failure | None = None
        self.reads: tuple[tuple[Question, Any], ...] = ()
        self.bases: frozenset[Key] = frozenset()
        self.sequences: frozenset[Extractor[Any]] = frozenset()
        self.on_file = False


class _Holders:
    """The contributions to one table in document order, and who made them."""

    __slots__ = ("_ordinals", "all")

    def __init__(self, contributions: Iterable[tuple[UnitState, Any]]) -> None:
        self.all: list[tuple[UnitState, Any]] = []
        last: Any = None
        for state, value in contributions:
            # A run of one object says no more than the object once.
            if value is not last:
                self.all.append((state, value))
            last = value
        self._ordinals: dict[tuple[int, int], list[int]] | None = None

    def hand_over(
        self, old: Iterable[tuple[UnitState, Any]], new: Iterable[tuple[UnitState, Any]]
    ) -> None:
        """Equal contributions come from other units now: the anchors in them are new."""
        if self._ordinals is None:
            self._ordinals = {}
            for ordinal, holder in enumerate(self.all):
                self._ordinals.setdefault(_identity(holder), []).append(ordinal)
        heirs = {_identity(before): heir for before, heir in zip(old, new, strict=True)}
        moved = [(heir, self._ordinals.pop(before, ())) for before, heir in heirs.items()]
        for heir, ordinals in moved:
            self._ordinals.setdefault(_identity(heir), []).extend(ordinals)
            for ordinal in ordinals:
                self.all[ordinal] = heir


def _identity(holder: tuple[UnitState, Any]) -> tuple[int, int]:
    state, value = holder
    return id(state), id(value)


class _ModuleAround:
    """Answers the questions of a module pass."""

    __slots__ = ("_owner", "bases", "sequences")

    def __init__(self, owner: ModuleRules) -> None:
        self._owner = owner
        self.bases: set[Key] = set()
        self.sequences: set[Extractor[Any]] = set()

    def answer(self, question: Question) -> Any:
        """See ``passes.Surroundings``."""
        assert question.extractor is not None
        if question.kind == "sequence":
            self.sequences.add(question.extractor)
            return self._owner.entries(question.extractor)
        try:
            return self._owner.tables.lookup(question.extractor, question.key, self.bases)
        except NotReady:
            return Answer.NOT_READY

    def member_tree(self, ordinal: int) -> Any:
        """Module rules see no trees.

        Raises:
            LookupError: Always.
        """
        raise LookupError("a module rule reads values, not trees")


class ModuleRules:
    """The module rules of one document."""

    def __init__(
        self,
        rules: RuleSet,
        module: ModuleInfo,
        tables: Tables,
        sequence: UnitSequence,
        refresh: Callable[[UnitState], None],
        *,
        strict: bool,
    ) -> None:
        """``refresh`` is told of every unit whose findings from module rules changed."""
        self.tables = tables
        self._module = module
        self._sequence = sequence
        self._refresh = refresh
        self._strict = strict
        self._rules = [_ModuleRule(a) for a in rules.per_module]
        self._holders: dict[Extractor[Any], _Holders] = {}
        self._placed: set[UnitState] = set()
        self._moved = False

    @property
    def pending(self) -> bool:
        """Whether a rule has to run, or findings have to be placed anew."""
        return self._moved or any(r.dirty for r in self._rules)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The module rules that raised."""
        return tuple(r.failure for r in self._rules if r.failure)

    @property
    def project_keys(self) -> frozenset[Key]:
        """The keys of other files that the findings rest on."""
        return frozenset(key for rule in self._rules for key in rule.bases if is_of_project(key))

    def entries(self, extractor: Extractor[Any]) -> tuple[Entry, ...]:
        """All contributions to a table, in document order, runs of one object as one entry."""
        return tuple(
            Entry(value, ordinal)
            for ordinal, (_, value) in enumerate(self._contributions(extractor))
        )

    def exchange(
        self, removed: Sequence[UnitState], inserted: Sequence[UnitState], changed: set[Key]
    ) -> None:
        """Follow an exchange of units whose changed table keys are known."""
        self._placed.difference_update(removed)
        touched = {e for s in (*removed, *inserted) for e in s.contributions}
        changed_tables = {extractor for extractor, _ in changed}
        for extractor in touched & self._holders.keys():
            if extractor in changed_tables:
                del self._holders[extractor]
            else:
                self._holders[extractor].hand_over(
                    _contributed(extractor, removed), _contributed(extractor, inserted)
                )
        for rule in self._rules:
            if rule.sequences & changed_tables or rule.bases & changed:
                rule.dirty = True
            elif rule.findings and (rule.sequences & touched or rule.on_file):
                self._moved = True

    def project_changed(self, changed: set[Key]) -> None:
        """Follow changed facts of other files."""
        for rule in self._rules:
            if rule.bases & changed:
                rule.dirty = True

    def run_one(self) -> bool:
        """Run the next rule that has to run, then place the findings; whether it did anything."""
        for rule in self._rules:
            if rule.dirty:
                rule.dirty = False
                if self._run(rule):
                    self._moved = True
                return True
        if self._moved:
            self._moved = False
            self._place()
            return True
        return False

    def _run(self, rule: _ModuleRule) -> bool:
        """Run a rule unless its answers are the same as last time; whether findings changed."""
        if rule.reads and not rule.failure:
            around = _ModuleAround(self)
            if all(around.answer(question) == answer for question, answer in rule.reads):
                rule.bases = frozenset(around.bases)
                return bool(rule.findings)
        around = _ModuleAround(self)
        module_pass = ModulePass(self._module, around, rule.active)
        before = rule.findings
        rule.failure = None
        try:
            found = rule.active.rule.check(module_pass) or ()
            rule.findings = tuple(cast("Iterable[EntryFinding]", found))
        except NotReady:
            rule.findings = ()
        except (KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:  # a rule may raise anything, SystemExit included
            if self._strict:
                raise RuleRaised(rule.active.rule.id) from error
            rule.findings = ()
            rule.failure = Failure(rule.active.rule.id, 0, type(error).__name__)
        rule.reads = module_pass.reads
        rule.bases = frozenset(around.bases)
        rule.sequences = frozenset(around.sequences)
        rule.on_file = any(f.extractor is None for f in rule.findings)
        return bool(before or rule.findings)

    def _contributions(self, extractor: Extractor[Any]) -> list[tuple[UnitState, Any]]:
        holders = self._holders.get(extractor)
        if holders is None:
            holders = _Holders(_contributed(extractor, self._sequence.states))
            self._holders[extractor] = holders
        return holders.all

    def _place(self) -> None:
        placed: dict[UnitState, list[Finding]] = {}
        for rule in self._rules:
            for finding in rule.findings:
                state, anchored = self._anchored(finding)
                placed.setdefault(state, []).append(anchored)
        for state in self._placed - placed.keys():
            if state.from_module:
                state.from_module = ()
                self._refresh(state)
        for state, findings in placed.items():
            if state.from_module != tuple(findings):
                state.from_module = tuple(findings)
                self._refresh(state)
        self._placed = set(placed)

    def _anchored(self, finding: EntryFinding) -> tuple[UnitState, Finding]:
        if finding.extractor is None:
            return self._on_file(finding)
        contributions = self._contributions(finding.extractor)
        state, value = contributions[finding.ordinal]
        pointer: NodePtr = getattr(value, finding.anchor)
        related: list[Related] = []
        for ordinal, anchor, text in finding.related:
            other, other_value = contributions[ordinal]
            elsewhere = None if other is state else other.unit
            related.append(Related(getattr(other_value, anchor).span, text, elsewhere))
        return state, Finding(
            rule=finding.rule,
            span=pointer.span,
            message=finding.message,
            fix=Fix.of(finding.fix, pointer) if finding.fix else None,
            weak=finding.weak,
            related=tuple(related),
            tags=finding.tags,
            ruff=finding.ruff,
        )

    def _on_file(self, finding: EntryFinding) -> tuple[UnitState, Finding]:
        """A finding about the whole file stands at its start, in its first unit."""
        state = self._sequence.states[0]
        pointer = NodePtr("", _START)
        return state, Finding(
            rule=finding.rule,
            span=_START,
            message=finding.message,
            fix=Fix.of(finding.fix, pointer) if finding.fix else None,
            weak=finding.weak,
            tags=finding.tags,
            ruff=finding.ruff,
        )


def _contributed(
    extractor: Extractor[Any], states: Iterable[UnitState]
) -> Iterator[tuple[UnitState, Any]]:
    """What units contribute to a table, in their order."""
    for state in states:
        contributions = state.contributions.get(extractor)
        if contributions is not None:
            for values in contributions.values():
                for value in values:
                    yield state, value
