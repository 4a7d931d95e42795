"""Attributes that a function reads from a parameter, or from the elements of one."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.structure import dotted_name, target_names
from houserules.analysis.walk import walk

_OF_ALL = frozenset(dir(object))
_TELLING = frozenset({"callable", "hasattr", "isinstance", "issubclass", "type"})
_SCOPES = (cst.FunctionDef, cst.Lambda, cst.ClassDef)


def attributes_used(
    function: cst.FunctionDef, name: str, *, of_elements: bool
) -> Iterator[cst.Attribute]:
    """The attributes that not every object has, in reading order.

    None where the name is bound again, or where the code asks what it is. Of elements only those
    of loop variables are seen.
    """
    names = {name} if not of_elements else set(_loop_variables(function, name))
    if not names or _is_told_apart(function, names):
        return
    ancestors: list[cst.CSTNode] = []
    for node in walk(function.body, ancestors):
        if not isinstance(node, cst.Attribute) or not isinstance(node.value, cst.Name):
            continue
        if node.value.value not in names or node.attr.value in _OF_ALL:
            continue
        if not any(isinstance(holder, _SCOPES) for holder in ancestors):
            yield node


def _loop_variables(function: cst.FunctionDef, name: str) -> Iterator[str]:
    for node in walk(function.body, []):
        if isinstance(node, cst.For | cst.CompFor):
            is_it = isinstance(node.iter, cst.Name) and node.iter.value == name
            if is_it and isinstance(node.target, cst.Name):
                yield node.target.value


def _is_told_apart(function: cst.FunctionDef, names: set[str]) -> bool:
    """Whether a name may hold something else, or is asked what it is."""
    loops = 0
    for node in walk(function.body, []):
        if isinstance(node, cst.Call) and dotted_name(node.func) in _TELLING:
            asked = node.args[0].value if node.args else None
            if isinstance(asked, cst.Name) and asked.value in names:
                return True
        elif isinstance(node, cst.Match) and isinstance(node.subject, cst.Name):
            if node.subject.value in names:
                return True
        elif isinstance(node, cst.AssignTarget | cst.AugAssign | cst.AnnAssign | cst.NamedExpr):
            if not names.isdisjoint(target_names(node.target)):
                return True
        elif isinstance(node, cst.For | cst.CompFor):
            loops += not names.isdisjoint(target_names(node.target))
    return loops > 1
