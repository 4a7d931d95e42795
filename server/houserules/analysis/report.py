"""From what rules said to what is shown: suppression, severities, findings on ignore comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from houserules.analysis.finding import Finding, Fix, Tag
from houserules.analysis.ruleset import RuleSet
from houserules.analysis.severity import Severity
from houserules.analysis.state import NO_IDS, Reported, UnitState
from houserules.analysis.suppression import (
    UNKNOWN_RULE,
    UNUSED_IGNORE,
    Directive,
    apply_directives,
    nearest,
    remove_ignore,
)
from houserules.syntax.problems import Problem
from houserules.syntax.ptr import NodePtr
from houserules.text.span import Span

NOT_ANALYSED = "syntax/not-analysed"


class FileIgnores:
    """The ids that ``ignore-file`` comments name, and how often they silenced something."""

    def __init__(self) -> None:
        self._named: Counter[str] = Counter()
        self.holders: set[UnitState] = set()
        """The units that hold such comments."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids and areas in force."""
        return frozenset(self._named)

    def exchange(self, removed: Sequence[UnitState], inserted: Sequence[UnitState]) -> bool:
        """Follow an exchange of units; whether the ids in force changed."""
        before = self.ids
        self.holders.difference_update(removed)
        for states, sign in ((removed, -1), (inserted, 1)):
            for state in states:
                for directive in state.directives:
                    if directive.whole_file:
                        self._named.update({rule_id: sign for rule_id, _ in directive.ids})
                        if sign > 0:
                            self.holders.add(state)
        if self._named:
            self._named = +self._named
        return self.ids != before


def report_of(state: UnitState, rules: RuleSet, file_ids: frozenset[str]) -> tuple[Reported, ...]:
    """The findings of a unit to show, in order; notes on the state what its comments silenced."""
    result = state.result
    said = list(result.findings if result else ()) + list(state.from_module)
    if state.directives and UNKNOWN_RULE in rules.on_ignores:
        said.extend(_unknown_ids(state.directives, rules))
    if state.problem is not None and state.problem.kind != "syntax":
        said.append(_not_analysed(state.problem))
    left, used = apply_directives(said, state.directives, file_ids)
    state.used_ids = used
    state.file_silenced = NO_IDS
    if file_ids:
        state.file_silenced = frozenset(
            f.rule for f in said if f.rule in file_ids or f.rule.partition("/")[0] in file_ids
        )
    return in_order(
        (finding, _severity(finding, rules))
        for finding in left
        if not _is_left_to_ruff(finding, rules)
    )


def in_order(reported: Iterable[Reported]) -> tuple[Reported, ...]:
    """Findings in the order of their places."""
    return tuple(sorted(reported, key=lambda r: (r[0].span, r[0].rule, r[0].message)))


def _severity(finding: Finding, rules: RuleSet) -> Severity:
    active = rules.active.get(finding.rule)
    if active is None:
        return rules.on_ignores.get(finding.rule, Severity.INFORMATION)
    return active.severity_of(finding.weak)


def _is_left_to_ruff(finding: Finding, rules: RuleSet) -> bool:
    active = rules.active.get(finding.rule)
    return active is not None and finding.ruff in active.deferred


def _not_analysed(problem: Problem) -> Finding:
    return Finding(NOT_ANALYSED, problem.span, f"not analysed: {problem.message}")


def _unknown_ids(directives: Sequence[Directive], rules: RuleSet) -> Iterator[Finding]:
    for directive in directives:
        word = "ignore-file" if directive.whole_file else "ignore"
        if not directive.ids:
            message = f"`{word}` names no rule; write `{word}[area/name]`"
            yield Finding(UNKNOWN_RULE, directive.comment, message)
        for rule_id, span in directive.ids:
            if rule_id in rules.known_ids or rule_id in rules.areas:
                continue
            meant = nearest(rule_id, rules.known_ids)
            hint = f"; did you mean `{meant}`?" if meant else ""
            yield Finding(UNKNOWN_RULE, span, f"no rule is called `{rule_id}`{hint}")


def unused_ignores(
    state: UnitState,
    rules: RuleSet,
    silenced_in_file: frozenset[str],
    file_ids: frozenset[str],
    *,
    intact: bool,
) -> list[Reported]:
    """Findings for ids in comments of a finished, intact unit that silence nothing.

    Args:
        state: The unit.
        rules: The rules in force.
        silenced_in_file: What comments for the whole file silenced anywhere.
        file_ids: What they name.
        intact: Whether every unit of the file parses. Half-typed code elsewhere may be what a
            comment for the whole file, or one for a rule of the whole module, is there for.
    """
    severity = rules.on_ignores.get(UNUSED_IGNORE)
    result = state.result
    if severity is None or result is None or result.failures or state.problem is not None:
        return []
    found: list[Finding] = []
    for index, directive in enumerate(state.directives):
        if directive.whole_file and not intact:
            continue
        for rule_id, span in directive.ids:
            if not any(_names(rule_id, active) for active in rules.active):
                continue
            if not intact and any(_names(rule_id, a.rule.id) for a in rules.per_module):
                continue
            if directive.whole_file:
                used = any(_names(rule_id, silenced) for silenced in silenced_in_file)
            else:
                used = (index, rule_id) in state.used_ids
            if not used:
                found.append(_unused(rule_id, span, directive))
    left, _ = apply_directives(found, state.directives, file_ids)
    return [(finding, severity) for finding in left]


def _names(selector: str, rule_id: str) -> bool:
    """Whether an id or area in a comment names a rule."""
    return selector in (rule_id, rule_id.partition("/")[0])


def _unused(rule_id: str, span: Span, directive: Directive) -> Finding:
    reference = remove_ignore.at(None, rule=rule_id)
    return Finding(
        UNUSED_IGNORE,
        span,
        f"`{rule_id}` is ignored here, but nothing is found",
        fix=Fix.of(reference, NodePtr("", directive.comment)),
        tags=(Tag.UNNECESSARY,),
    )
