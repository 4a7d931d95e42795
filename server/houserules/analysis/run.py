"""Run the rules of a set over one unit, each under guard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import cast

from houserules.analysis.finding import Failure, Finding
from houserules.analysis.memo import UnitResult
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import NotReady
from houserules.analysis.ruleset import ActiveRule, RuleSet
from houserules.analysis.structure import Line
from houserules.analysis.walk import walk
from houserules.text.span import Span

_BREAK = re.compile(r"\r\n|\r|\n")


class RuleRaised(Exception):
    """A rule raised; only when the engine is strict, as in tests."""


def run_rules(unit_pass: UnitPass, rules: RuleSet, *, strict: bool = False) -> UnitResult:
    """Everything the rules of a set have to say of one unit.

    A rule that raises loses this unit, and nothing else: the failure is part of the result.

    Args:
        unit_pass: The unit.
        rules: The rules in force.
        strict: Raise ``RuleRaised`` instead of recording a failure.
    """
    findings: list[Finding] = []
    failures: dict[str, Failure] = {}

    def call(active: ActiveRule, place: object, offset: int) -> None:
        if active.rule.id in failures:
            return
        unit_pass.begin(active)
        try:
            findings.extend(list(_findings(active, unit_pass, place)))
        except NotReady:
            return
        except (KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:  # a rule may raise anything, SystemExit included
            if strict:
                raise RuleRaised(f"{active.rule.id} on {unit_pass.view.unit.text!r}") from error
            failures[active.rule.id] = Failure(active.rule.id, offset, type(error).__name__)

    node = unit_pass.parsed.node
    if node is not None and rules.on_node:
        handlers = rules.handlers
        for visited in walk(node, unit_pass.ancestors, unit_pass.view.hidden_body):
            for active in handlers(type(visited)):
                call(active, visited, unit_pass.view.unit.item_start)
    unit_pass.ancestors = []
    if unit_pass.view.unit.flaw is None and unit_pass.parsed.problem is None:
        if rules.on_comment:
            for comment in unit_pass.parsed.comments:
                for active in rules.on_comment:
                    call(active, comment, comment.span.start)
        if rules.on_line:
            for line in lines_of(unit_pass.view.unit.text):
                for active in rules.on_line:
                    call(active, line, line.span.start)
    unit_pass.begin(None)
    kept = [f for f in findings if f.rule not in failures]
    kept.sort(key=lambda f: (f.span, f.rule, f.message))
    return UnitResult(tuple(kept), tuple(failures.values()), unit_pass.reads)


def _findings(active: ActiveRule, unit_pass: UnitPass, place: object) -> Iterable[Finding]:
    return cast("Iterable[Finding]", active.rule.check(unit_pass, place) or ())


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a unit, without their breaks."""
    start = 0
    for match in _BREAK.finditer(text):
        yield Line(Span(start, match.start()), text[start : match.start()])
        start = match.end()
    if start < len(text):
        yield Line(Span(start, len(text)), text[start:])
