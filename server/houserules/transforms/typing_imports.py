"""Giving up an import of ``typing``: every use of the name becomes built-in syntax.

Composed of the transforms that rewrite the single uses; all of them or none.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.collection_types import CLASS_OF, spelled_with_typing
from houserules.extractors.optional_types import spelled_with_name
from houserules.extractors.references import referenced_names
from houserules.extractors.type_expressions import type_expressions
from houserules.extractors.typing_imports import local_name, typing_aliases
from houserules.extractors.union_types import spelled_with_union
from houserules.fixes.change import Change, ImportNeed, ImportSurplus
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.syntax.parse import ParsedUnit, parse_unit
from houserules.syntax.tree import parse_document
from houserules.text.edits import apply_edits
from houserules.text.span import TextEdit
from houserules.transforms.collection_types import NAME_NODES, typing_to_collection
from houserules.transforms.optional_types import PIPE_NODES, optional_to_pipe
from houserules.transforms.union_types import union_to_pipe


def _give_up(
    rewrite: RewritePass, alias: cst.ImportAlias
) -> Iterator[Change | ImportNeed | ImportSurplus]:
    member, name = dotted_name(alias.name), local_name(alias)
    changes: list[Change] = []
    needs: dict[ImportNeed, None] = {}
    edits: list[TextEdit] = []
    passes = list(rewrite.units())
    start = 0
    for unit_pass in passes:
        found = list(_conversions(unit_pass, member, name)) if name in unit_pass.source else []
        if not found and _refers_to(unit_pass.view.parsed, name):
            return
        for change in found:
            if isinstance(change, ImportNeed):
                needs[change] = None
            else:
                changes.append(change)
                edits.append(TextEdit(change.span.shifted(start), change.text))
        start += len(unit_pass.source)
    before = {p.source for p in passes}
    after = parse_document(apply_edits("".join(p.source for p in passes), edits))
    changed = [unit for unit in after.units if unit.text not in before]
    if any(name in unit.text and _refers_to(parse_unit(unit), name) for unit in changed):
        return
    yield from changes
    yield from needs
    yield ImportSurplus(name)


def _conversions(rewrite: RewritePass, member: str, name: str) -> Iterator[Change | ImportNeed]:
    """The changes of every use of a name in one unit, where its form allows one."""
    is_collection = member in CLASS_OF
    wanted = NAME_NODES if is_collection else PIPE_NODES
    for node in rewrite.visit():
        if not isinstance(node, (*wanted, cst.SimpleString)):
            continue
        if isinstance(node, cst.SimpleString) and name not in node.value:
            continue
        for part in list(type_expressions(rewrite, node, wanted)):
            if is_collection:
                use = spelled_with_typing(rewrite, part)
                if use and dotted_name(part.node) == name:
                    yield from typing_to_collection.apply(rewrite, node, ordinal=part.ordinal)
            elif not _subscripts(part.node, name):
                continue
            elif spelled_with_name(rewrite, part):
                yield from optional_to_pipe.apply(rewrite, node, ordinal=part.ordinal)
            elif spelled_with_union(rewrite, part):
                yield from union_to_pipe.apply(rewrite, node, ordinal=part.ordinal)


def _subscripts(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Subscript) and dotted_name(node.value) == name


def _refers_to(parsed: ParsedUnit, name: str) -> bool:
    """Whether anything but an import refers to a name; a unit that does not parse may."""
    return name in parsed.unit.text and name in referenced_names(parsed)


def _sites(unit_pass: UnitPass, node: cst.ImportFrom) -> Iterator[FixRef]:
    for alias in typing_aliases(unit_pass, node):
        if alias.is_removable and (alias.member in CLASS_OF or alias.member in _UNIONS):
            yield typing_import_to_syntax.at(alias.node)


_UNIONS = ("Optional", "Union")
typing_import_to_syntax = Transform(
    id="typing-import-to-syntax",
    title="Write built-in syntax and drop the import",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    apply=_give_up,
    sites=_sites,
    on=(cst.ImportFrom,),
    requires=tuple(dict.fromkeys((*typing_to_collection.requires, *optional_to_pipe.requires))),
)
