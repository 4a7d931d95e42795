"""Imports under another name, found by the name that the thing has where it is defined."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from houserules.analysis.binding_names import BindingKind, bindings_in
from houserules.analysis.extractor import Reader
from houserules.analysis.project import everywhere, fact
from houserules.analysis.structure import UnitView
from houserules.extractors.project_symbols import SYMBOLS, Symbol

_MOST_STEPS = 8


def _aliases(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if view.unit.depth or view.node is None or " as " not in view.unit.text:
        return
    if "import" not in view.unit.text:
        return
    for binding in bindings_in((view.node,)):
        name = binding.target.rpartition(".")[2]
        if binding.kind is BindingKind.IMPORT and name != binding.name:
            yield name, binding.name


ALIASED_IMPORTS = fact("aliased-imports", _aliases, str)
"""Last segment of what is imported → the other name that a module gives it."""
_EVERY_ALIAS = everywhere(ALIASED_IMPORTS)

ALIAS_READS = (_EVERY_ALIAS, SYMBOLS)
"""What an extractor that asks ``names_in_project`` must require."""


def names_in_project(reader: Reader, symbol: Symbol) -> tuple[str, ...]:
    """The names under which modules of the project know a symbol at their top level.

    The reader must require ``ALIAS_READS``.
    """
    first = symbol.path
    found = {first: None}
    waiting = [first]
    while waiting and len(found) <= _MOST_STEPS:
        for module, alias in reader.lookup(_EVERY_ALIAS, waiting.pop()):
            if alias not in found and reader.lookup(SYMBOLS, f"{module}.{alias}") == symbol:
                found[alias] = None
                waiting.append(alias)
    return tuple(found)
