"""The names of a module and what they are bound to: the table that ``Q()`` rests on."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from houserules.analysis.binding_names import Binding, BindingKind, bindings_in, declared_global
from houserules.analysis.project import fact
from houserules.analysis.salvage import salvaged_bindings
from houserules.analysis.structure import UnitView
from houserules.syntax.unit import UnitKind


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, Binding]]:
    unit, node = view.unit, view.node
    if node is not None and "global " in unit.text:
        for name in declared_global(node):
            yield name, Binding(name, BindingKind.UNKNOWN)
    if unit.depth > 0 or unit.kind is UnitKind.FOOTER:
        return
    found = (
        bindings_in((node,), walrus=":=" in unit.text)
        if node is not None
        else salvaged_bindings(view)
    )
    seen: set[Binding] = set()
    for binding in found:
        if binding not in seen:
            seen.add(binding)
            yield binding.name, binding


BINDINGS = fact("bindings", _contribute, Binding)
"""Name → its bindings at module level, in document order; ``*`` → the wildcard imports."""

__all__ = ["BINDINGS", "Binding", "BindingKind"]
