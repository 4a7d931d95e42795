"""The columns and relationships of mapped classes, over the files of the project."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import fact, in_module
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.project_symbols import (
    MODULE_CLASSES,
    PROJECT_ANCESTRY,
    SYMBOLS,
    Symbol,
    absolute_name,
)
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.strings import argument

_MAKERS = {"Column": "column", "mapped_column": "column", "relationship": "relationship"}


@dataclass(frozen=True, slots=True)
class MappedAttribute:
    """One attribute of a mapped class.

    Attributes:
        name: Its name.
        kind: ``column`` or ``relationship``.
        lazy: For a relationship: ``lazy=`` as written, without quotes.
        is_primary: Whether it belongs to the primary key.
        is_list: For a relationship: whether its annotation says that it holds several.
    """

    name: str
    kind: str
    lazy: str = ""
    is_primary: bool = False
    is_list: bool = False


def _attributes(view: UnitView) -> Iterator[tuple[Hashable, MappedAttribute]]:
    if not view.class_path:
        return
    statement = first_statement(view.node)
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target, annotation = statement.targets[0].target, ""
    elif isinstance(statement, cst.AnnAssign):
        target = statement.target
        annotation = cst.Module(()).code_for_node(statement.annotation.annotation)
    else:
        return
    value = statement.value
    if not isinstance(target, cst.Name):
        return
    kind, lazy, primary = "", "", False
    if isinstance(value, cst.Call):
        kind = _MAKERS.get(dotted_name(value.func).rpartition(".")[2], "")
        given = argument(value, "lazy")
        if given is not None:
            lazy = cst.Module(()).code_for_node(given.value).strip("\"'")
        key = argument(value, "primary_key")
        primary = key is not None and dotted_name(key.value) != "False"
    elif value is None and annotation.partition("[")[0].endswith("Mapped"):
        kind = "column"
    if kind:
        is_list = "list[" in annotation.lower() or "set[" in annotation.lower()
        found = MappedAttribute(target.value, kind, lazy, primary, is_list)
        yield ".".join(view.class_path), found


MAPPED_ATTRIBUTES = fact("mapped-attributes", _attributes, MappedAttribute)
"""Class path → the attributes that look mapped in its body."""
_OF_MODULE = in_module(MAPPED_ATTRIBUTES)

MAPPED_ATTRIBUTE_READS = (
    BINDINGS, SYMBOLS, PROJECT_ANCESTRY, MODULE_CLASSES, MAPPED_ATTRIBUTES, _OF_MODULE,
)  # fmt: skip
"""What a rule that asks ``mapped_attributes`` must require."""


def mapped_class(unit: UnitPass, name: str) -> Symbol | None:
    """The class of the project that a name at the top of the module means."""
    bindings = unit.lookup(BINDINGS, name.partition(".")[0])
    if len(bindings) != 1:
        return None
    own = unit.module
    if bindings[0].kind is BindingKind.CLASS:
        return Symbol(own.name, name)
    names = module_qualified_names(unit, name)
    target = absolute_name(own.name, names[0], is_package=own.is_package) if names else ""
    return unit.lookup(SYMBOLS, target) if target else None


def mapped_attributes(unit: UnitPass, owner: Symbol) -> dict[str, MappedAttribute]:
    """The mapped attributes of a class by name, those of its bases in the project included."""
    found: dict[str, MappedAttribute] = {}
    names = unit.lookup(PROJECT_ANCESTRY, owner.qualified_name) | {owner.qualified_name}
    for name in sorted(names, key=lambda n: n != owner.qualified_name):
        symbol = owner if name == owner.qualified_name else unit.lookup(SYMBOLS, name)
        if symbol is None or not symbol.path:
            continue
        for attribute in unit.lookup(_OF_MODULE, (symbol.module, symbol.path)) or ():
            found.setdefault(attribute.name, attribute)
    return found
