"""Where variables get their values: the names in assignments, loops, ``with`` and ``except``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes

ASSIGNMENTS = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.NamedExpr, cst.For)


def bound_names(node: cst.CSTNode) -> Iterator[cst.Name]:
    """The names that an assignment, loop, ``as`` or comprehension binds."""
    if isinstance(node, (*ASSIGNMENTS, cst.CompFor)):
        yield from _in_target(node.target)
    elif isinstance(node, cst.AsName):
        yield from _in_target(node.name)


def _in_target(target: cst.CSTNode) -> Iterator[cst.Name]:
    if isinstance(target, cst.Name):
        yield target
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _in_target(element.value)


def local_targets(function: cst.FunctionDef) -> Iterator[tuple[cst.CSTNode, cst.Name]]:
    """The statements of a function that bind names, and the names, in no promised order."""
    for node in own_nodes(function):
        if isinstance(node, cst.ImportAlias | cst.Import | cst.ImportFrom):
            continue
        for name in bound_names(node):
            yield node, name


def attribute_targets(function: cst.FunctionDef, receiver: str) -> Iterator[cst.Name]:
    """The names of attributes that a method assigns on ``self``."""
    for node in own_nodes(function):
        target = node.target if isinstance(node, cst.AssignTarget | cst.AnnAssign) else None
        if isinstance(target, cst.Attribute) and dotted_name(target.value) == receiver:
            yield target.attr
