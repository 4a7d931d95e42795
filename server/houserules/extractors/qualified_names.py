"""``Q()``: the qualified names that an expression stands for, proven or not at all.

A name that is bound by anything but imports has none; neither has one that nothing binds but a
wildcard import may. Of an explicit import and a wildcard one the explicit one wins.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import pairwise

import libcst as cst

from houserules.analysis.binding_names import WILDCARD, Binding, BindingKind
from houserules.analysis.extractor import Reader
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.scopes import scopes_around

NOT_PROVEN: tuple[str, ...] = ()


def qualified_names(unit_pass: UnitPass, node: cst.CSTNode) -> tuple[str, ...]:
    """The qualified names of a name or attribute chain, ``()`` where not proven.

    The rule must require ``BINDINGS``. ``node`` as for ``scopes_around``.
    """
    dotted = dotted_name(node)
    if not dotted:
        return NOT_PROVEN
    root, dot, rest = dotted.partition(".")
    for scope in scopes_around(unit_pass, node):
        if root in scope:
            return _import_targets(scope[root], dot + rest)
    targets = module_qualified_names(unit_pass, dotted)
    if not targets or not unit_pass.class_path:
        return targets
    if any(root in header.type_parameters for header in unit_pass.enclosing_classes):
        return NOT_PROVEN
    if is_class_level(unit_pass, node) and unit_pass.siblings_named(root):
        return NOT_PROVEN
    return targets


def resolves_to(unit_pass: UnitPass, node: cst.CSTNode, wanted: Container[str]) -> str | None:
    """The first qualified name of ``node``, if all it may stand for are wanted.

    Cheaper than ``qualified_names`` for the many nodes that stand for something else.
    """
    dotted = dotted_name(node)
    if not dotted:
        return None
    names = qualified_names(unit_pass, node)
    if names and all(n in wanted for n in names):
        return names[0]
    return None


def module_qualified_names(reader: Reader, dotted: str) -> tuple[str, ...]:
    """What a dotted name means at module level."""
    root, dot, rest = dotted.partition(".")
    bindings = reader.lookup(BINDINGS, root)
    if bindings:
        return _import_targets(bindings, dot + rest)
    if root in BUILTINS and not reader.lookup(BINDINGS, WILDCARD):
        return (f"builtins.{dotted}",)
    return NOT_PROVEN


def _import_targets(bindings: tuple[Binding, ...], rest: str) -> tuple[str, ...]:
    if any(b.kind is not BindingKind.IMPORT for b in bindings):
        return NOT_PROVEN
    return tuple(dict.fromkeys(b.target + rest for b in bindings))


def is_class_level(unit_pass: UnitPass, node: cst.CSTNode) -> bool:
    """Whether a name is looked up in the body of a class whose members are units."""
    if not unit_pass.class_path:
        return False
    chain = [*unit_pass.ancestors, node]
    return not any(
        isinstance(holder, cst.FunctionDef | cst.Lambda) and below is holder.body
        for holder, below in pairwise(chain)
    )
