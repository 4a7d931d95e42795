"""Relationships that are read of rows whose query did not load them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.mapped_attributes import (
    MAPPED_ATTRIBUTE_READS,
    mapped_attributes,
    mapped_class,
)
from houserules.extractors.scopes import function_around, scope_of
from houserules.extractors.select_statements import (
    chain_links,
    result_statement,
    selected_entity,
    written_select,
)
from houserules.extractors.sessions import SESSION_READS

LAZY_READS = (*SESSION_READS, *MAPPED_ATTRIBUTE_READS)
"""What a rule that asks about lazy loading must require."""
_MANY = frozenset({"all", "scalars", "unique"})
_ONE = frozenset({"first", "one", "one_or_none", "scalar_one", "scalar_one_or_none", "scalar"})
_EAGER = frozenset({"joined", "selectin", "subquery", "immediate", "raise", "raise_on_sql"})
_LOADS = ("refresh", "awaitable_attrs", "options", "execution_options")


def lazy_reads(unit: UnitPass, node: cst.Assign) -> Iterator[tuple[cst.Attribute, str]]:
    """Reads of relationships of what an assignment loads, with the class of the rows.

    ``node`` must be the node the walk stands on.
    """
    function = function_around(unit, node)
    statement = result_statement(node.value)
    if statement is None or not isinstance(function, cst.FunctionDef) or len(node.targets) != 1:
        return
    text = unit.view.unit.text
    if any(word in text for word in _LOADS):
        return
    name = dotted_name(node.targets[0].target)
    entity = selected_entity(unit, statement)
    chain = written_select(unit, statement) if entity else None
    if chain is None or not _only_value(unit, function, name):
        return
    if "join" in "".join(chain_links(chain)):
        return
    owner = mapped_class(unit, entity)
    attributes = mapped_attributes(unit, owner) if owner is not None else {}
    lazy = {
        a.name for a in attributes.values() if a.kind == "relationship" and a.lazy not in _EAGER
    }
    if not lazy:
        return
    for row in _rows(function, node, name):
        if not _only_value(unit, function, row):
            continue
        for read in descendants(function.body):
            if not isinstance(read, cst.Attribute) or dotted_name(read.value) != row:
                continue
            if read.attr.value in lazy:
                yield read, entity


def _only_value(unit: UnitPass, function: cst.FunctionDef, name: str) -> bool:
    bindings = scope_of(unit, function).get(name, ())
    return len(bindings) == 1 and bindings[0].kind is BindingKind.VALUE


def _rows(function: cst.FunctionDef, node: cst.Assign, name: str) -> Iterator[str]:
    """The variables that hold single rows of a result."""
    links = chain_links(node.value)
    value = node.value.expression if isinstance(node.value, cst.Await) else node.value
    links = links or chain_links(value)
    if links and (links[0] in _ONE):
        yield name
        return
    if not links or links[0] not in _MANY or "scalars" not in links:
        return
    for loop in descendants(function.body):
        if isinstance(loop, cst.For) and dotted_name(loop.iter) == name:
            row = dotted_name(loop.target)
            if row:
                yield row
