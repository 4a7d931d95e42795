"""From a fix that a finding refers to, to edits of the document: computed, merged with imports.

Works on an analysed document in memory. Shared by everything that applies transforms: the editor,
``houserules fix``, and the stand-alone codemods.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Fix
from houserules.analysis.project_sources import ProjectSources
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.state import UnitState
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.references import referenced_names
from houserules.fixes.change import Change, ImportNeed, ImportSurplus, Refusal
from houserules.fixes.merge import Rewrite, well_formed
from houserules.syntax.reparse import reparse
from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit
from houserules.text.edit_script import refined
from houserules.text.edits import composed, gathered
from houserules.text.span import TextEdit
from houserules.transforms.import_edits import import_edits

NEAR = 300
"""Characters between edits up to which taking them in at once costs less than one by one."""


def compute_fix(analysis: ModuleAnalysis, state: UnitState, fix: Fix) -> Rewrite | None:
    """The raw edits of one fix, imports aside; ``None`` where its transform refuses.

    A fix whose reach leaves the file is refused here: see ``workspace.project_fixing``.
    """
    if not fix.reach.stays_in_file:
        return None
    items = transform_items(analysis, state, fix)
    if any(isinstance(item, Refusal) for item in items):
        return None
    return rewrite_of(analysis, items)


def transform_items(
    analysis: ModuleAnalysis, state: UnitState, fix: Fix, project: ProjectSources | None = None
) -> tuple[Any, ...]:
    """What the transform of a fix yields; see ``fixes.change``. ``()`` where its node is gone."""
    rewrite = RewritePass(analysis, state, project)
    if fix.pointer.kind:
        node = rewrite.resolve(fix.pointer)
        if node is None:
            return ()
        rewrite.stand_on(node)
        place: object = node
    else:
        place = fix.pointer.span
    return tuple(fix.transform.apply(rewrite, place, **dict(fix.arguments)))


def rewrite_of(analysis: ModuleAnalysis, items: Iterable[Any]) -> Rewrite | None:
    """The edits of one file from what a transform yields for it; ``None`` for none."""
    changes: list[Change] = []
    needs: list[ImportNeed] = []
    surplus: list[str] = []
    for item in items:
        if isinstance(item, ImportNeed):
            needs.append(item)
        elif isinstance(item, ImportSurplus):
            surplus.append(item.name)
        else:
            changes.append(item)
    if not changes and not surplus and not needs:
        return None
    starts = _starts(analysis, {c.unit for c in changes})
    edits = tuple(sorted(TextEdit(c.span.shifted(starts[c.unit]), c.text) for c in changes))
    if not well_formed(edits):
        return None
    return Rewrite(
        edits, tuple(needs), _dropped_comments(analysis, changes), tuple(dict.fromkeys(surplus))
    )


def _starts(analysis: ModuleAnalysis, units: set[Unit]) -> dict[Unit, int]:
    tree = analysis.tree
    if len(units) > 1:
        return dict(zip(tree.units, tree.starts, strict=False))
    return {unit: tree.start(tree.units.index(unit)) for unit in units}


def _dropped_comments(analysis: ModuleAnalysis, changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(
        comment.text
        for change in changes
        if change.drops_comments
        for comment in analysis.parse(change.unit).comments
        if comment.span.start < change.span.end and change.span.start < comment.span.end
    )


@dataclass(frozen=True, slots=True)
class Finished:
    """What a rewrite makes of a document, imports included.

    Attributes:
        text: The new text.
        tree: The units of the new text; those that stay are the same objects.
        edits: From the analysed text to the new one, in order.
    """

    text: str
    tree: SyntaxTree
    edits: tuple[TextEdit, ...]


def finish(analysis: ModuleAnalysis, rewrite: Rewrite) -> Finished:
    """Apply a rewrite to the text and bring the imports up to date."""
    text, tree = _applied(analysis.text, analysis.tree, rewrite.edits)
    unneeded = _unneeded(analysis, tree, rewrite.surplus)
    imports = import_edits(tree, analysis.parse, analysis.module, rewrite.needs, unneeded)
    final, final_tree = _applied(text, tree, imports)
    edits = composed(text, rewrite.edits, imports)
    return Finished(final, final_tree, refined(analysis.text, edits))


def _applied(text: str, tree: SyntaxTree, edits: Iterable[TextEdit]) -> tuple[str, SyntaxTree]:
    for edit in reversed(gathered(text, edits, NEAR)):
        after = text[: edit.span.start] + edit.text + text[edit.span.end :]
        tree, _, _ = reparse(tree, text, after, edit)
        text = after
    return text, tree


def _unneeded(analysis: ModuleAnalysis, tree: SyntaxTree, surplus: Iterable[str]) -> frozenset[str]:
    """Imported names that nothing refers to now.

    Of those that edited units referred to before, and those that a transform gave up.
    """
    if analysis.module.is_package:
        return frozenset()
    old = set(analysis.tree.units)
    new = set(tree.units)
    before: set[str] = set()
    for unit in old - new:
        before |= referenced_names(analysis.parse(unit))
    for unit in new - old:
        before -= referenced_names(analysis.parse(unit))
    before.update(surplus)
    gone: set[str] = set()
    for name in before:
        bindings = analysis.tables.lookup(BINDINGS, name, set())
        if not bindings or any(b.kind is not BindingKind.IMPORT for b in bindings):
            continue
        if not any(name in u.text and name in referenced_names(analysis.parse(u)) for u in new):
            gone.add(name)
    return frozenset(gone)
