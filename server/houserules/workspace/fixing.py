"""From findings to edits: computing fixes, merging them, checking every edit, to a fixed point.

Works on an analysed document in memory; reads and writes no files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding, Fix
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.state import UnitState
from houserules.extractors.binding_names import BindingKind
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.references import referenced_names
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.check import Violation, check_rewrite
from houserules.fixes.merge import Rewrite, merged, well_formed
from houserules.fixes.safety import Reach, Safety
from houserules.syntax.reparse import reparse
from houserules.syntax.tree import SyntaxTree
from houserules.text.edit_script import edit_script
from houserules.text.edits import apply_edits
from houserules.text.span import Span, TextEdit
from houserules.transforms.import_edits import import_edits

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


def compute_fix(analysis: ModuleAnalysis, state: UnitState, fix: Fix) -> Rewrite | None:
    """The raw edits of one fix, imports aside; ``None`` where its transform refuses."""
    rewrite = RewritePass(analysis, state)
    if fix.pointer.kind:
        node = rewrite.resolve(fix.pointer)
        if node is None:
            return None
        rewrite.stand_on(node)
        place: object = node
    else:
        place = fix.pointer.span
    changes: list[Change] = []
    needs: list[ImportNeed] = []
    for item in fix.transform.apply(rewrite, place, **dict(fix.arguments)):
        if isinstance(item, ImportNeed):
            needs.append(item)
        else:
            changes.append(item)
    if not changes:
        return None
    starts = {s.unit: i for i, s in enumerate(analysis.states)}
    edits = tuple(
        sorted(
            TextEdit(c.span.shifted(analysis.tree.start(starts[c.unit])), c.text) for c in changes
        )
    )
    if not well_formed(edits):
        return None
    return Rewrite(edits, tuple(needs), _dropped_comments(analysis, changes))


def _dropped_comments(analysis: ModuleAnalysis, changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(
        comment.text
        for change in changes
        if change.drops_comments
        for comment in analysis.parse(change.unit).comments
        if comment.span.start < change.span.end and change.span.start < comment.span.end
    )


def finish(analysis: ModuleAnalysis, rewrite: Rewrite) -> tuple[str, tuple[TextEdit, ...]]:
    """Apply a rewrite to the text and bring the imports up to date.

    Returns:
        The new text, and edits that lead there from the analysed text.
    """
    text = apply_edits(analysis.text, rewrite.edits)
    tree = _tree_after(analysis.tree, analysis.text, rewrite.edits)
    unneeded = _unneeded(analysis, tree)
    imports = import_edits(tree, analysis.parse, analysis.module, rewrite.needs, unneeded)
    final = apply_edits(text, imports)
    return final, edit_script(analysis.text, final)


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


def _tree_after(tree: SyntaxTree, text: str, edits: Iterable[TextEdit]) -> SyntaxTree:
    for edit in sorted(edits, reverse=True):
        after = text[: edit.span.start] + edit.text + text[edit.span.end :]
        tree, _, _ = reparse(tree, text, after, edit)
        text = after
    return tree


def _unneeded(analysis: ModuleAnalysis, tree: SyntaxTree) -> frozenset[str]:
    """Imported names that units referred to before the edits, and that nothing refers to now."""
    old = {s.unit for s in analysis.states}
    new = set(tree.units)
    before: set[str] = set()
    for unit in old - new:
        before |= referenced_names(analysis.parse(unit))
    for unit in new - old:
        before -= referenced_names(analysis.parse(unit))
    if analysis.module.is_package:
        return frozenset()
    gone: set[str] = set()
    for name in before:
        bindings = analysis.tables.lookup(BINDINGS, name, set())
        if not bindings or any(b.kind is not BindingKind.IMPORT for b in bindings):
            continue
        if not any(name in u.text and name in referenced_names(analysis.parse(u)) for u in new):
            gone.add(name)
    return frozenset(gone)


def span_of_unit(analysis: ModuleAnalysis, index: int) -> Span:
    """Where a unit stands in its document."""
    start = analysis.tree.start(index)
    return Span(start, start + len(analysis.tree.units[index].text))
