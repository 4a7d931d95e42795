"""Collection types from one spelling to the other; the two directions are inverse."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.collection_types import (
    COLLECTION_READS,
    may_be_spelled_with_typing,
    spelled_with_class,
    spelled_with_typing,
)
from houserules.extractors.type_expressions import type_expressions
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, name_for
from houserules.transforms.optional_types import part_at

NAME_NODES = (cst.Name, cst.Attribute)
CLASS_NODES = (cst.Subscript,)


def _to_class(
    rewrite: RewritePass, host: cst.BaseExpression, ordinal: int = -1
) -> Iterator[Change | ImportNeed]:
    part = part_at(rewrite, host, ordinal, NAME_NODES)
    use = spelled_with_typing(rewrite, part) if part else None
    if use is None or not use.writable or use.hidden or rewrite.has_comment(use.span):
        return
    text = use.short
    if not use.wanted.startswith("builtins."):
        found = name_for(rewrite, use.wanted.rpartition(".")[0], text, host)
        if found is None:
            return
        text, needs = found
        yield from needs
    yield rewrite.replace_span(use.span, text)


def _to_name(
    rewrite: RewritePass, host: cst.BaseExpression, ordinal: int = -1
) -> Iterator[Change | ImportNeed]:
    part = part_at(rewrite, host, ordinal, CLASS_NODES)
    use = spelled_with_class(rewrite, part) if part else None
    found = name_for(rewrite, "typing", use.member, host) if use else None
    if use is None or found is None:
        return
    text, needs = found
    yield from needs
    yield rewrite.replace_span(use.span, text)


def _name_sites(unit_pass: UnitPass, node: cst.BaseExpression) -> Iterator[FixRef]:
    if not may_be_spelled_with_typing(unit_pass, node):
        return
    for part in type_expressions(unit_pass, node, NAME_NODES):
        if spelled_with_typing(unit_pass, part):
            yield typing_to_collection.at(node, ordinal=part.ordinal)


def _class_sites(unit_pass: UnitPass, node: cst.BaseExpression) -> Iterator[FixRef]:
    for part in type_expressions(unit_pass, node, CLASS_NODES):
        if spelled_with_class(unit_pass, part):
            yield collection_to_typing.at(node, ordinal=part.ordinal)


typing_to_collection = Transform(
    id="typing-to-collection",
    title="Write the class itself",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_class,
    sites=_name_sites,
    on=(*NAME_NODES, cst.SimpleString),
    requires=(*IMPORT_READS, *COLLECTION_READS),
)
collection_to_typing = Transform(
    id="collection-to-typing",
    title="Write the name of `typing`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_name,
    sites=_class_sites,
    on=(*CLASS_NODES, cst.SimpleString),
    requires=(*IMPORT_READS, *COLLECTION_READS),
)
