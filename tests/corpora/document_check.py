"""One document held against everything that is promised of findings and fixes.

No rule raises. Every fix, alone, keeps the properties of `houserules.testing.properties`, makes
its finding go and brings no other of its rule. All safe fixes together do, too, and a second run
finds nothing to do. What is found after edits and undos is what is found from scratch.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding, Fix
from houserules.analysis.memo import ResultMemo
from houserules.analysis.module import ModuleInfo
from houserules.analysis.ruleset import RuleSet
from houserules.analysis.state import UnitState
from houserules.fixes.check import Violation
from houserules.fixes.safety import Safety
from houserules.syntax.cache import ParseCache
from houserules.testing.properties import Edited, broken_properties
from houserules.text.edits import minimal_edit
from houserules.transforms.applying import compute_fix
from houserules.workspace.fixing import fix_all, fix_one
from tests.analysis.documents import snapshot

ALL_SAFE = "all safe fixes"


@dataclass
class Tally:
    """What was seen in all documents.

    Attributes:
        documents: How many there were.
        edits: Edits that were made, by rule; those of all safe fixes together are one.
        none: Fixes that had nothing to offer when asked, by rule.
        refused: Edits that were dropped, by rule and promise.
        broken: Edits that break a property, by rule, safety and property.
        wrong: Where to look: one line for each break and each rule that raised.
        slowest: The longest that one fix took to be computed and checked, by rule.
    """

    documents: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    none: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    broken: Counter[tuple[str, Safety, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)

    def note(self, rule: str, safety: Safety, properties: list[str], where: str) -> None:
        """Note the properties that an edit breaks."""
        for name in properties:
            self.broken[rule, safety, name] += 1
            self.wrong.append(f"{rule} ({safety}): {name}: {where}")


def check_document(
    text: str,
    rules: RuleSet,
    info: ModuleInfo,
    tally: Tally,
    rng: random.Random,
    where: str,
    fixes_per_rule: int = 3,
) -> None:
    """Check one document; what is found goes into `tally`."""
    tally.documents += 1
    analysis, scratch = _opened(text, rules, info), _opened(text, rules, info)
    for _, failure in analysis.failures:
        tally.wrong.append(f"{failure.rule}: raised {failure.message}: {where}")
    for state, finding, fix in _sampled(analysis, rng, fixes_per_rule):
        _check_fix(analysis, scratch, state, finding, fix, tally, where)
    _check_all_safe(scratch, tally, where)
    fresh = _opened(scratch.text, rules, info)
    if snapshot(scratch) != snapshot(fresh):
        tally.wrong.append(f"other findings from scratch: {where}")
    fix_all(fresh)
    if fresh.text != scratch.text:
        tally.note(ALL_SAFE, Safety.SAFE, ["a second run changes nothing"], where)


def _opened(text: str, rules: RuleSet, info: ModuleInfo) -> ModuleAnalysis:
    analysis = ModuleAnalysis(rules, info, ParseCache().parse, ResultMemo())
    analysis.open(text)
    analysis.run()
    return analysis


def _sampled(
    analysis: ModuleAnalysis, rng: random.Random, most: int
) -> list[tuple[UnitState, Finding, Fix]]:
    by_rule: dict[str, list[tuple[UnitState, Finding, Fix]]] = {}
    for state in analysis.states:
        for finding, _ in state.reported:
            if finding.fix is not None and finding.fix.reach.stays_in_file:
                by_rule.setdefault(finding.rule, []).append((state, finding, finding.fix))
    return [fix for fixes in by_rule.values() for fix in rng.sample(fixes, min(most, len(fixes)))]


def _check_fix(
    analysis: ModuleAnalysis,
    scratch: ModuleAnalysis,
    state: UnitState,
    finding: Finding,
    fix: Fix,
    tally: Tally,
    where: str,
) -> None:
    """Check one fix alone; `scratch` holds the document, too, and holds it again afterwards."""
    rule, here = finding.rule, f"{where}: {finding.message}"
    started = time.monotonic()
    outcome = fix_one(analysis, state, fix)
    tally.slowest[rule] = max(tally.slowest.get(rule, 0.0), time.monotonic() - started)
    if outcome is None:
        tally.none[rule] += 1
        return
    if isinstance(outcome, Violation):
        tally.refused[rule, outcome.promise] += 1
        tally.wrong.append(f"{rule}: refused: {outcome.promise}: {here}")
        return
    tally.edits[rule] += 1
    rewrite = compute_fix(analysis, state, fix)
    dropped = rewrite.dropped if rewrite else ()
    broken = broken_properties(Edited(analysis.text, outcome.text, outcome.edits, dropped))
    before = _messages(scratch, rule)
    _become(scratch, outcome.text)
    after = _messages(scratch, rule)
    if after[finding.message] >= before[finding.message]:
        broken.append("the finding goes")
    # Those around it may quote other code now.
    if after.total() >= before.total():
        broken.append("no other of its rule comes")
    _become(scratch, analysis.text)
    if snapshot(scratch) != snapshot(analysis):
        broken.append("undone, the findings are those of before")
    tally.note(rule, fix.safety, broken, here)


def _become(analysis: ModuleAnalysis, text: str) -> None:
    edit = minimal_edit(analysis.text, text)
    if edit is not None:
        analysis.edit(text, edit)
        analysis.run()


def _messages(analysis: ModuleAnalysis, rule: str) -> Counter[str]:
    return Counter(
        finding.message
        for state in analysis.states
        for finding, _ in state.reported
        if finding.rule == rule
    )


def _check_all_safe(analysis: ModuleAnalysis, tally: Tally, where: str) -> None:
    before = analysis.text
    comments = [
        (
            c.text,
            any(f.rule.startswith("comments/") and f.span.touches(c.span) for f, _ in s.reported),
        )
        for s in analysis.states
        for c in analysis.parse(s.unit).comments
    ]
    outcome = fix_all(analysis)
    for violation in outcome.refused:
        tally.refused[violation.rule, violation.promise] += 1
    if outcome.text == before:
        return
    tally.edits[ALL_SAFE] += 1
    # Comments that rules mean to reword are known for single fixes only.
    reworded = [text for text, told in comments if told or "noqa" in text or "type:" in text]
    broken = broken_properties(Edited(before, outcome.text, outcome.edits, reworded))
    tally.note(ALL_SAFE, Safety.SAFE, broken, where)
