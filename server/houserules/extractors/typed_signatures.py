"""Functions as rules of annotations see them: methods, overrides, type comments."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.definitions import decorator_names
from houserules.extractors.foreign_overrides import FOREIGN_OVERRIDE
from houserules.extractors.references import TYPE_COMMENT

SIGNATURE_READS = (FOREIGN_OVERRIDE,)
"""What a rule that asks ``is_given_elsewhere`` must require."""

_TYPED_ELSEWHERE = frozenset({"no_type_check", "override", "overrides"})
_OWN = frozenset({"__init__", "__new__", "__post_init__", "__init_subclass__"})


def _definitions_around(
    unit_pass: UnitPass, function: cst.FunctionDef
) -> Sequence[cst.FunctionDef | cst.ClassDef]:
    """The definitions around a function that the walk stands on, or in."""
    found: list[cst.FunctionDef | cst.ClassDef] = []
    for holder in unit_pass.ancestors:
        if holder is function:
            break
        if isinstance(holder, cst.FunctionDef | cst.ClassDef):
            found.append(holder)
    return found


def is_method(unit_pass: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether a function that the walk stands on, or in, is a member of a class."""
    around = _definitions_around(unit_pass, function)
    return isinstance(around[-1], cst.ClassDef) if around else bool(unit_pass.class_path)


def is_typed_otherwise(unit_pass: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether a comment gives the types, or a decorator says that something else does."""
    if any(TYPE_COMMENT.match(c.text) for c in unit_pass.parsed.comments):
        return True
    names = {name.rpartition(".")[2] for name in decorator_names(function)}
    return not names.isdisjoint(_TYPED_ELSEWHERE)


def is_given_elsewhere(unit_pass: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether a method may override one of a class that is not the project's."""
    if function.name.value in _OWN or not is_method(unit_pass, function):
        return False
    around = _definitions_around(unit_pass, function)
    if around:
        return isinstance(around[-1], cst.ClassDef) and bool(around[-1].bases)
    path = ".".join(unit_pass.class_path)
    return unit_pass.lookup(FOREIGN_OVERRIDE, (path, function.name.value))


def may_be_overloaded(unit_pass: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether other definitions of the same name stand beside a function.

    The rule must require ``BINDINGS``.
    """
    name = function.name.value
    if unit_pass.class_path and not unit_pass.ancestors:
        return len(unit_pass.siblings_named(name)) > 1
    return bool(unit_pass.ancestors) or len(unit_pass.lookup(BINDINGS, name)) > 1
