"""``BaseSettings`` is imported from where it is since pydantic 2."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.statement_removal import remove_statements

_NAME = "BaseSettings"
_HOME = "pydantic_settings"


def moved_alias(node: cst.ImportFrom) -> cst.ImportAlias | None:
    """The ``BaseSettings`` that an import takes from ``pydantic``."""
    if imported_module(node) != "pydantic" or isinstance(node.names, cst.ImportStar):
        return None
    named = (a for a in node.names if isinstance(a.name, cst.Name) and a.name.value == _NAME)
    return next(named, None)


def can_be_moved(unit: UnitPass, node: cst.ImportFrom) -> bool:
    """Whether the import stands alone at the top of a module, without comments inside."""
    line = unit.ancestors[-1] if unit.ancestors else None
    start = unit.view.unit.item_start
    return (
        len(unit.ancestors) == 1
        and not unit.class_path
        and isinstance(line, cst.SimpleStatementLine)
        and len(line.body) == 1
        and not any(c.span.start >= start for c in unit.parsed.comments)
    )


def _apply(rewrite: RewritePass, node: cst.ImportFrom) -> Iterator[Change | ImportNeed]:
    alias = moved_alias(node)
    if alias is None or not can_be_moved(rewrite, node) or isinstance(node.names, cst.ImportStar):
        return
    as_name = alias.asname.name if alias.asname is not None else None
    yield ImportNeed(_HOME, _NAME, as_name.value if isinstance(as_name, cst.Name) else "")
    kept = [other for other in node.names if other is not alias]
    if not kept:
        units = list(rewrite.units())
        yield from remove_statements(units, [units.index(rewrite)])
        return
    if kept[-1] is not node.names[-1]:
        kept[-1] = kept[-1].with_changes(comma=node.names[-1].comma)
    yield rewrite.replace(node, node.with_changes(names=tuple(kept)))


def _sites(unit: UnitPass, node: cst.ImportFrom) -> Iterator[FixRef]:
    if moved_alias(node) is not None and can_be_moved(unit, node):
        yield settings_import.at(node)


settings_import = Transform(
    id="settings-import",
    title="Import `BaseSettings` from `pydantic_settings`",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    apply=_apply,
    sites=_sites,
    on=(cst.ImportFrom,),
)
