"""Fields of models that hold members of enumerations, and fields with an alias."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import ANCESTRY
from houserules.extractors.declared_types import MEANT_TYPES
from houserules.extractors.project_symbols import PROJECT_ANCESTRY
from houserules.extractors.pydantic_fields import FIELD_CALLS
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.strings import argument, literal_string

_ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})
FIELD_KIND_READS = (ANCESTRY, BINDINGS, MEANT_TYPES, PROJECT_ANCESTRY)
"""What a rule that asks here must require."""


def enum_fields(p: UnitPass, node: cst.ClassDef) -> Iterator[str]:
    """The fields of a class whose annotation mentions an enumeration."""
    for index, member in enumerate(p.members(node)):
        if member.kind != "field" or member.names[:1] == ("model_config",):
            continue
        statement = first_statement(p.member_tree(node, index))
        if not isinstance(statement, cst.AnnAssign):
            continue
        annotation = statement.annotation.annotation
        written = {dotted_name(part) for part in (annotation, *descendants(annotation))} - {""}
        if any(name.rpartition(".")[2] in ("ClassVar", "Literal") for name in written):
            continue
        if any(_is_enum(p, name) for name in sorted(written)):
            yield member.names[0]


def _is_enum(p: UnitPass, written: str) -> bool:
    if p.lookup(ANCESTRY, written) & _ENUMS:
        return True
    meant = p.lookup(MEANT_TYPES, written)
    if not meant or meant.startswith(("builtins.", "typing.", "pydantic.")):
        return False
    return bool(p.lookup(PROJECT_ANCESTRY, meant) & _ENUMS)


def has_alias(p: UnitPass, node: cst.ClassDef) -> bool:
    """Whether a field of a class is filled under another name than its own."""
    for index, member in enumerate(p.members(node)):
        if member.kind != "field":
            continue
        statement = first_statement(p.member_tree(node, index))
        call = statement.value if isinstance(statement, cst.AnnAssign) else None
        given = argument(call, "alias") if isinstance(call, cst.Call) else None
        if given is None or not isinstance(call, cst.Call):
            continue
        alias = literal_string(given.value)
        names = module_qualified_names(p, dotted_name(call.func))
        if names and set(names) <= FIELD_CALLS and alias != member.names[0]:
            return True
    return False
