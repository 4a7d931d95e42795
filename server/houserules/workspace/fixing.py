"""From findings to edits: computing fixes, merging them, checking every edit, to a fixed point.

Works on an analysed document in memory; reads and writes no files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding, Fix
from houserules.analysis.state import UnitState
from houserules.fixes.check import Violation, check_rewrite
from houserules.fixes.merge import Rewrite, merged
from houserules.fixes.safety import Reach, Safety
from houserules.text.edit_script import edit_script
from houserules.text.span import Span, TextEdit
from houserules.transforms.applying import compute_fix, finish

MOST_ROUNDS = 10
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
    text, edits = finish(analysis, rewrite)
    violation = check_rewrite(analysis.text, text, edits, rewrite, fix.reach, analysis.parse)
    if violation is not None:
        return violation
    return Fixed(text, edits)


def fix_all(
    analysis: ModuleAnalysis, eligible: Eligible = safe_in_file, rounds: int = MOST_ROUNDS
) -> Fixed:
    """Apply every eligible fix, again and again until none is left.

    The analysis follows the text; it ends up on the fixed one.
    """
    original = analysis.text
    applied: list[str] = []
    refused: dict[tuple[str, str], Violation] = {}
    seen = {original}
    for _ in range(rounds):
        analysis.run()
        candidates = _candidates(analysis, eligible, refused)
        text = _round(analysis, candidates, applied, refused)
        if text is None or text in seen:
            break
        seen.add(text)
        for edit in reversed(edit_script(analysis.text, text)):
            old = analysis.text
            analysis.edit(old[: edit.span.start] + edit.text + old[edit.span.end :], edit)
    analysis.run()
    return Fixed(
        analysis.text,
        edit_script(original, analysis.text),
        tuple(applied),
        tuple(refused.values()),
    )


def _candidates(
    analysis: ModuleAnalysis, eligible: Eligible, refused: dict[tuple[str, str], Violation]
) -> list[tuple[Finding, Fix, UnitState, Rewrite]]:
    found: list[tuple[Finding, Fix, UnitState, Rewrite]] = []
    for state in analysis.states:
        for finding, _ in state.reported:
            fix = finding.fix
            if fix is None or not eligible(finding, fix):
                continue
            if (finding.rule, state.unit.text) in refused:
                continue
            rewrite = compute_fix(analysis, state, fix)
            if rewrite is not None:
                found.append((finding, fix, state, rewrite))
    return found


def _round(
    analysis: ModuleAnalysis,
    candidates: Sequence[tuple[Finding, Fix, UnitState, Rewrite]],
    applied: list[str],
    refused: dict[tuple[str, str], Violation],
) -> str | None:
    """Apply all candidates that do not touch each other; those that break a promise are left."""
    while candidates:
        together, used = merged(c[3] for c in candidates)
        text, edits = finish(analysis, together)
        widest = max((candidates[i][1].reach for i in used), key=list(Reach).index)
        if check_rewrite(analysis.text, text, edits, together, widest, analysis.parse) is None:
            applied.extend(candidates[i][0].rule for i in used)
            return text
        sound = [c for c in candidates if _is_sound(analysis, c, refused)]
        candidates = sound if len(sound) < len(candidates) else sound[:1]
    return None


def _is_sound(
    analysis: ModuleAnalysis,
    candidate: tuple[Finding, Fix, UnitState, Rewrite],
    refused: dict[tuple[str, str], Violation],
) -> bool:
    """Whether a fix keeps its promises when it is applied alone; noted if not."""
    finding, fix, state, rewrite = candidate
    text, edits = finish(analysis, rewrite)
    violation = check_rewrite(
        analysis.text, text, edits, rewrite, fix.reach, analysis.parse, finding.rule
    )
    if violation is not None:
        refused[(finding.rule, state.unit.text)] = violation
    return violation is None


def span_of_unit(analysis: ModuleAnalysis, index: int) -> Span:
    """Where a unit stands in its document."""
    start = analysis.tree.start(index)
    return Span(start, start + len(analysis.tree.units[index].text))
