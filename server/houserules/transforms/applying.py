"""From a fix that a finding refers to, to edits of the document: computed, merged with imports.

Works on an analysed document in memory. Shared by everything that applies transforms: the editor,
``houserules fix``, and the stand-alone codemods.
"""

from __future__ import annotations

from collections.abc import Iterable

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Fix
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.state import UnitState
from houserules.extractors.binding_names import BindingKind
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.references import referenced_names
from houserules.fixes.change import Change, ImportNeed, ImportSurplus
from houserules.fixes.merge import Rewrite, well_formed
from houserules.syntax.reparse import reparse
from houserules.syntax.tree import SyntaxTree
from houserules.text.edit_script import edit_script
from houserules.text.edits import apply_edits
from houserules.text.span import TextEdit
from houserules.transforms.import_edits import import_edits


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
    surplus: list[str] = []
    for item in fix.transform.apply(rewrite, place, **dict(fix.arguments)):
        if isinstance(item, ImportNeed):
            needs.append(item)
        elif isinstance(item, ImportSurplus):
            surplus.append(item.name)
        else:
            changes.append(item)
    if not changes and not surplus:
        return None
    starts = {s.unit: i for i, s in enumerate(analysis.states)}
    edits = tuple(
        sorted(
            TextEdit(c.span.shifted(analysis.tree.start(starts[c.unit])), c.text) for c in changes
        )
    )
    if not well_formed(edits):
        return None
    return Rewrite(
        edits, tuple(needs), _dropped_comments(analysis, changes), tuple(dict.fromkeys(surplus))
    )


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
    unneeded = _unneeded(analysis, tree, rewrite.surplus)
    imports = import_edits(tree, analysis.parse, analysis.module, rewrite.needs, unneeded)
    final = apply_edits(text, imports)
    return final, edit_script(analysis.text, final)


def _tree_after(tree: SyntaxTree, text: str, edits: Iterable[TextEdit]) -> SyntaxTree:
    for edit in sorted(edits, reverse=True):
        after = text[: edit.span.start] + edit.text + text[edit.span.end :]
        tree, _, _ = reparse(tree, text, after, edit)
        text = after
    return tree


def _unneeded(analysis: ModuleAnalysis, tree: SyntaxTree, surplus: Iterable[str]) -> frozenset[str]:
    """Imported names that nothing refers to now, of those that edited units referred to before
    and those that a transform gave up."""
    old = {s.unit for s in analysis.states}
    new = set(tree.units)
    before: set[str] = set()
    for unit in old - new:
        before |= referenced_names(analysis.parse(unit))
    for unit in new - old:
        before -= referenced_names(analysis.parse(unit))
    before.update(surplus)
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
