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
from houserules.fixes.change import Change, ImportNeed, ImportSurplus
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.syntax.parse import parse_unit
from houserules.syntax.tree import parse_document
from houserules.text.edits import apply_edits
from houserules.text.span import TextEdit
from houserules.transforms.collection_types import NAME_NODES, typing_to_collection
from houserules.transforms.optional_types import PIPE_NODES, optional_to_pipe


def _give_up(
    rewrite: RewritePass, alias: cst.ImportAlias
) -> Iterator[Change | ImportNeed | ImportSurplus]:
    member, name = dotted_name(alias.name), local_name(alias)
    changes: list[Change] = []
    needs: dict[ImportNeed, None] = {}
    edits: list[TextEdit] = []
    texts: list[str] = []
    start = 0
    for unit_pass in rewrite.units():
        if name in unit_pass.source:
            for change in _conversions(unit_pass, member, name):
                if isinstance(change, ImportNeed):
                    needs[change] = None
                else:
                    changes.append(change)
                    edits.append(TextEdit(change.span.shifted(start), change.text))
        texts.append(unit_pass.source)
        start += len(unit_pass.source)
    if _refers_to(apply_edits("".join(texts), edits), name):
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
            elif _subscripts(part.node, name) and spelled_with_name(rewrite, part):
                yield from optional_to_pipe.apply(rewrite, node, ordinal=part.ordinal)


def _subscripts(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Subscript) and dotted_name(node.value) == name


def _refers_to(text: str, name: str) -> bool:
    """Whether anything but an import still refers to a name; a unit that does not parse may."""
    return any(
        name in unit.text and name in referenced_names(parse_unit(unit))
        for unit in parse_document(text).units
    )


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
