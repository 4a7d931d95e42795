"""Imports by what they import: under which names a qualified name is at hand in a module."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from houserules.analysis.binding_names import BindingKind, bindings_in
from houserules.analysis.extractor import table
from houserules.analysis.structure import UnitView


def _names(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if view.unit.depth or view.node is None or "import" not in view.unit.text:
        return
    for binding in bindings_in((view.node,)):
        if binding.kind is BindingKind.IMPORT and not binding.conditional:
            yield binding.target, binding.name


def _members(view: UnitView) -> Iterator[tuple[Hashable, tuple[str, str]]]:
    if view.unit.depth or view.node is None or "import" not in view.unit.text:
        return
    for binding in bindings_in((view.node,)):
        if binding.kind is BindingKind.IMPORT:
            module, _, member = binding.target.rpartition(".")
            yield module, (binding.name, member)
            yield binding.target, (binding.name, "")


def _name_merge(values: tuple[str, ...]) -> tuple[str, ...]:
    return values


def _member_merge(values: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return values


IMPORTED_NAMES = table("imported-names", _names, _name_merge)
"""Qualified name → the module-level names that unconditional imports bind to it."""

IMPORTED_FROM = table("imported-from", _members, _member_merge)
"""Module → (name in this module, member) of all imports from it; member ``""`` is itself."""
