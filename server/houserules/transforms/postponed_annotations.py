"""``from __future__ import annotations``, and quotes taken off the annotations that allow it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import WILDCARD
from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.annotations import FUTURE_IMPORTS, TypePosition, type_position
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.qualified_names import is_class_level
from houserules.extractors.scopes import scopes_around
from houserules.extractors.type_variables import type_names
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

EVALUATED_REASON = "a library that evaluates annotations sees names of the module alone"


def _postpone(rewrite: RewritePass, _: object) -> Iterator[Change | ImportNeed]:
    if rewrite.lookup(FUTURE_IMPORTS, "annotations"):
        return
    yield ImportNeed("__future__", "annotations")
    for unit in rewrite.units():
        if '"' not in unit.source and "'" not in unit.source:
            continue
        for node in unit.visit():
            if isinstance(node, cst.SimpleString) and _can_go(unit, node):
                yield unit.replace(node, node.raw_value)


def _can_go(unit: UnitPass, node: cst.SimpleString) -> bool:
    """Whether a quoted part of an annotation means the same without its quotes."""
    if not any(isinstance(a, cst.Annotation) for a in unit.ancestors):
        return False
    if type_position(unit, node) is not TypePosition.ANNOTATION:
        return False
    expression = unit.quoted_expression(node)
    if expression is None:
        return False
    return all(_is_of_module(unit, node, name) for name in set(type_names(expression)))


def _is_of_module(unit: UnitPass, node: cst.SimpleString, name: str) -> bool:
    if any(name in scope for scope in scopes_around(unit, node)):
        return False
    if is_class_level(unit, node) and unit.siblings_named(name):
        return False
    if any(name in header.type_parameters for header in unit.enclosing_classes):
        return False
    if unit.lookup(BINDINGS, name):
        return True
    return name in BUILTINS and not unit.lookup(BINDINGS, WILDCARD)


def _sites(unit_pass: UnitPass, node: cst.Annotation) -> Iterator[FixRef]:
    if not unit_pass.lookup(FUTURE_IMPORTS, "annotations"):
        yield postpone_annotations.at(node)


postpone_annotations = Transform(
    id="postpone-annotations",
    title="Import `annotations` from `__future__`, and take the quotes off",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    apply=_postpone,
    sites=_sites,
    on=(cst.Annotation,),
    requires=(BINDINGS, FUTURE_IMPORTS),
)
