"""From findings to edits: computing fixes, merging them, checking every edit, to a fixed point.

Works on an analysed document in memory; reads and writes no files.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding, Fix
from houserules.analysis.state import UnitState
from houserules.fixes.check import Site, Violation, check_rewrite
from houserules.fixes.merge import Rewrite, merged
from houserules.fixes.safety import Safety
from houserules.text.edit_script import refined
from houserules.text.edits import composed, gathered
from houserules.text.span import TextEdit
from houserules.transforms.applying import NEAR, Finished, compute_fix, finish

MOST_ROUNDS = 10
_TOGETHER = 64
"""Fixes applied and checked at once: some ten milliseconds of work."""
Eligible = Callable[[Finding, Fix], bool]


@dataclass(frozen=True, slots=True)
class Fixed:
    """The outcome of fixing a document.

    Attributes:
        text: The fixed text.
        edits: From the old text to the new one, in code points of the old one.
        applied: The rules of the fixes applied, one item a fix.
        refused: Fixes that were dropped because their edit broke a promise.
    """

    text: str
    edits: tuple[TextEdit, ...]
    applied: tuple[str, ...] = ()
    refused: tuple[Violation, ...] = field(default=())


def safe_in_file(finding: Finding, fix: Fix) -> bool:
    """What fix-all and a plain ``houserules fix`` apply."""
    return fix.safety is Safety.SAFE and fix.reach.stays_in_file


def fix_one(analysis: ModuleAnalysis, state: UnitState, fix: Fix) -> Fixed | Violation | None:
    """Compute one fix, imports included; a violation names the promise that it would break."""
    rewrite = compute_fix(analysis, state, fix)
    if rewrite is None:
        return None
    site = _site(analysis, analysis.sequence.order()[id(state)], fix, rewrite)
    after = finish(analysis, rewrite)
    violation = check_rewrite(
        analysis.tree, after.tree, after.edits, rewrite, [site], analysis.parse
    )
    if violation is not None:
        return violation
    return Fixed(after.text, after.edits)


def fix_all(
    analysis: ModuleAnalysis, eligible: Eligible = safe_in_file, rounds: int = MOST_ROUNDS
) -> Fixed:
    """Apply every eligible fix, again and again until none is left.

    The analysis follows the text; it ends up on the fixed one.
    """
    steps = fix_step_by_step(analysis, eligible, rounds)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def fix_step_by_step(
    analysis: ModuleAnalysis, eligible: Eligible = safe_in_file, rounds: int = MOST_ROUNDS
) -> Generator[None, None, Fixed]:
    """Do what ``fix_all`` does, and pause every few milliseconds for who has more urgent work."""
    edits: tuple[TextEdit, ...] = ()
    original = analysis.text
    applied: list[str] = []
    refused: dict[tuple[str, str], Violation] = {}
    seen = {original}
    index = 0
    while rounds:
        while analysis.step():
            yield
        found = yield from _candidates(analysis, eligible, refused, index)
        if not found:
            if index == 0:
                break
            index, rounds = 0, rounds - 1
            continue
        index = found[-1].site.index + 1
        done = _round(analysis, found, refused)
        yield
        if done is None:
            continue
        after, rules = done
        if after.text in seen:
            break
        edits = composed(analysis.text, edits, after.edits)
        seen.add(after.text)
        applied.extend(rules)
        units = len(analysis.states)
        for edit in reversed(gathered(analysis.text, after.edits, NEAR)):
            old = analysis.text
            analysis.edit(old[: edit.span.start] + edit.text + old[edit.span.end :], edit)
            yield
        index = max(index + len(analysis.states) - units, 1)
    while analysis.step():
        yield
    return Fixed(analysis.text, refined(original, edits), tuple(applied), tuple(refused.values()))


def _site(analysis: ModuleAnalysis, index: int, fix: Fix, rewrite: Rewrite) -> Site:
    node = fix.pointer.span.shifted(analysis.tree.start(index))
    return Site(index, fix.reach, rewrite.edits, node)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A computed fix of a unit."""

    rule: str
    state: UnitState
    rewrite: Rewrite
    site: Site


def _candidates(
    analysis: ModuleAnalysis,
    eligible: Eligible,
    refused: dict[tuple[str, str], Violation],
    start: int,
) -> Generator[None, None, list[_Candidate]]:
    """The next fixes from the unit at ``start`` on, those of one unit together."""
    found: list[_Candidate] = []
    for index in range(start, len(analysis.states)):
        state = analysis.states[index]
        for finding, _ in state.reported:
            fix = finding.fix
            if fix is None or not eligible(finding, fix):
                continue
            if (finding.rule, state.unit.text) in refused:
                continue
            rewrite = compute_fix(analysis, state, fix)
            if rewrite is not None:
                site = _site(analysis, index, fix, rewrite)
                found.append(_Candidate(finding.rule, state, rewrite, site))
            yield
        if len(found) >= _TOGETHER:
            break
    return found


def _round(
    analysis: ModuleAnalysis,
    candidates: Sequence[_Candidate],
    refused: dict[tuple[str, str], Violation],
) -> tuple[Finished, tuple[str, ...]] | None:
    """Apply all candidates that do not touch each other; those that break a promise are left.

    Returns:
        What they make of the document, and their rules.
    """
    while candidates:
        after, used, violation = _together(analysis, candidates)
        if violation is None:
            return after, tuple(c.rule for c in used)
        sound = _sound(analysis, candidates, refused)
        candidates = sound if len(sound) < len(candidates) else sound[:1]
    return None


def _together(
    analysis: ModuleAnalysis, candidates: Sequence[_Candidate]
) -> tuple[Finished, list[_Candidate], Violation | None]:
    """What candidates make of the document, those of them that fit, the promise they break."""
    rewrite, ordinals = merged(c.rewrite for c in candidates)
    used = [candidates[i] for i in ordinals]
    after = finish(analysis, rewrite)
    sites = [c.site for c in used]
    violation = check_rewrite(
        analysis.tree, after.tree, after.edits, rewrite, sites, analysis.parse, used[0].rule
    )
    return after, used, violation


def _sound(
    analysis: ModuleAnalysis,
    candidates: Sequence[_Candidate],
    refused: dict[tuple[str, str], Violation],
) -> list[_Candidate]:
    """The candidates without those that break a promise alone; these are noted.

    Found by halving, as one unsound fix among many is the rule.
    """
    *_, violation = _together(analysis, candidates)
    if violation is None:
        return list(candidates)
    if len(candidates) == 1:
        refused[(candidates[0].rule, candidates[0].state.unit.text)] = violation
        return []
    middle = len(candidates) // 2
    return [
        *_sound(analysis, candidates[:middle], refused),
        *_sound(analysis, candidates[middle:], refused),
    ]
