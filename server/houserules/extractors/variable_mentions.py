"""Where a module mentions names outside certain definitions of it: what still needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.walk import walk
from houserules.extractors.proven_references import stands_for_value
from houserules.extractors.references import TYPE_COMMENT, quoted_names

_WORD = re.compile(r"[^\W\d]\w*")
Inside = tuple[UnitPass, cst.FunctionDef | cst.ClassDef, frozenset[str]]
Members = tuple[tuple[str, ...], frozenset[str]]


def mentions_outside(
    unit: UnitPass, names: frozenset[str], inside: Sequence[Inside], members: Sequence[Members]
) -> set[str]:
    """The names that a unit mentions where no definition declares them itself.

    Args:
        unit: The unit.
        names: The names in question.
        inside: Definitions in units, with the names that each declares for what is in it.
        members: Paths of classes whose members are units, with the names they declare.
    """
    text = unit.view.unit.text
    wanted = {name for name in names if name in text}
    for path, declared in members:
        if unit.class_path[: len(path)] == path:
            wanted -= declared
    if not wanted:
        return set()
    root = unit.parsed.node
    if root is None:
        return wanted & set(_WORD.findall(text))
    own = {node: declared for holder, node, declared in inside if holder is unit}
    found = {
        word
        for comment in unit.parsed.comments
        if TYPE_COMMENT.match(comment.text)
        for word in _WORD.findall(comment.text)
    }
    ancestors: list[cst.CSTNode] = []
    for node in walk(root, ancestors, unit.view.hidden_body):
        for name in _mentioned(node, ancestors):
            if name in wanted and name not in _declared_around(own, [*ancestors, node]):
                found.add(name)
    return found & wanted


def _mentioned(node: cst.CSTNode, ancestors: Sequence[cst.CSTNode]) -> Iterator[str]:
    if isinstance(node, cst.Name):
        if stands_for_value(ancestors, node) and not _is_attribute(ancestors, node):
            yield node.value
    elif isinstance(node, cst.SimpleString):
        yield from quoted_names(node)


def _is_attribute(ancestors: Sequence[cst.CSTNode], node: cst.Name) -> bool:
    parent = ancestors[-1] if ancestors else None
    return isinstance(parent, cst.Attribute) and parent.attr is node


def _declared_around(
    own: dict[cst.FunctionDef | cst.ClassDef, frozenset[str]], chain: Sequence[cst.CSTNode]
) -> frozenset[str]:
    """What the definitions around a node declare, where it stands in the scope of that."""
    declared: frozenset[str] = frozenset()
    for holder, below in pairwise(chain):
        if not isinstance(holder, cst.FunctionDef | cst.ClassDef) or holder not in own:
            continue
        if not isinstance(below, cst.Decorator):
            declared |= own[holder]
    return declared
