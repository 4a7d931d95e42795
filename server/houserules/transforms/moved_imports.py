"""Importing from where a name is, and not from ``typing``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.moved_types import moved_aliases
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.statement_removal import remove_statements


def can_be_moved(unit_pass: UnitPass, node: cst.ImportFrom) -> bool:
    """Whether the names of an import can be taken elsewhere, its comments considered."""
    if _moves_as_whole(node):
        return True
    line = unit_pass.ancestors[-1] if unit_pass.ancestors else None
    return (
        len(unit_pass.ancestors) == 1
        and not unit_pass.class_path
        and isinstance(line, cst.SimpleStatementLine)
        and len(line.body) == 1
        and not any(
            c.span.start >= unit_pass.view.unit.item_start for c in unit_pass.parsed.comments
        )
    )


def _moves_as_whole(node: cst.ImportFrom) -> bool:
    """Whether another module has all of the names, under the names they have."""
    moved = moved_aliases(node)
    assert not isinstance(node.names, cst.ImportStar)
    return (
        len(moved) == len(node.names)
        and len({alias.module for alias in moved}) == 1
        and all(alias.name == _imported(alias.node) for alias in moved)
    )


def _imported(alias: cst.ImportAlias) -> str:
    return alias.name.value if isinstance(alias.name, cst.Name) else ""


def _move(rewrite: RewritePass, node: cst.ImportFrom) -> Iterator[Change | ImportNeed]:
    moved = moved_aliases(node)
    if not moved or not can_be_moved(rewrite, node) or node.module is None:
        return
    at_module_level = len(rewrite.ancestors) == 1 and not rewrite.class_path
    if _moves_as_whole(node) and (not at_module_level or rewrite.has_comment(_statement(rewrite))):
        yield rewrite.replace(node.module, moved[0].module)
        return
    assert not isinstance(node.names, cst.ImportStar)
    gone = {alias.node for alias in moved}
    kept = [alias for alias in node.names if alias not in gone]
    for alias in moved:
        yield ImportNeed(alias.module, alias.name, alias.as_name)
    if not kept:
        units = list(rewrite.units())
        yield from remove_statements(units, [units.index(rewrite)])
        return
    if kept[-1] is not node.names[-1]:
        kept[-1] = kept[-1].with_changes(comma=node.names[-1].comma)
    yield rewrite.replace(node, node.with_changes(names=tuple(kept)))


def _statement(rewrite: RewritePass) -> Span:
    unit = rewrite.view.unit
    return Span(unit.item_start, len(unit.text))


def _sites(unit_pass: UnitPass, node: cst.ImportFrom) -> Iterator[FixRef]:
    if not unit_pass.module.is_package and moved_aliases(node) and can_be_moved(unit_pass, node):
        yield import_from_source.at(node)


import_from_source = Transform(
    id="import-from-source",
    title="Import from where the names are",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    apply=_move,
    sites=_sites,
    on=(cst.ImportFrom,),
)
