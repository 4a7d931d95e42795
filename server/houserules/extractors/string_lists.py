"""Lists of strings that a module writes out at its top."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, first_statement
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.scopes import scopes_around
from houserules.extractors.strings import literal_string

_LISTS = (cst.List, cst.Tuple, cst.Set)


def written_strings(node: cst.CSTNode) -> tuple[str, ...]:
    """The strings among the elements of a list, tuple or set that is written out."""
    if not isinstance(node, _LISTS):
        return ()
    found = (literal_string(element.value) for element in node.elements)
    return tuple(text for text in found if text is not None)


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, tuple[str, ...]]]:
    statement = first_statement(view.node)
    if view.unit.depth or not isinstance(statement, cst.Assign | cst.AnnAssign):
        return
    if not isinstance(statement.value, _LISTS):
        return
    strings = written_strings(statement.value)
    targets = (
        [t.target for t in statement.targets]
        if isinstance(statement, cst.Assign)
        else [statement.target]
    )
    for target in targets:
        if isinstance(target, cst.Name) and strings:
            yield target.value, strings


def _only(values: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return values[0] if len(values) == 1 else ()


STRING_LISTS = table("string-lists", _contribute, _only)
"""Module-level name → the strings of the one list that it is assigned; ``()`` for others."""

STRING_LIST_READS = (STRING_LISTS, BINDINGS)
"""What a rule that asks ``strings_in`` must require."""


def strings_in(unit: UnitPass, node: cst.CSTNode) -> tuple[str, ...]:
    """The strings of a list that is written out, here or under one name at module level."""
    if not isinstance(node, cst.Name):
        return written_strings(node)
    if any(node.value in scope for scope in scopes_around(unit, node)):
        return ()
    if len(unit.lookup(BINDINGS, node.value)) != 1:
        return ()
    return unit.lookup(STRING_LISTS, node.value)
