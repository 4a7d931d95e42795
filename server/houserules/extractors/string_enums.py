"""Enumerations of strings, and who uses them in models."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import Enum

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.project import everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.models import MODEL_BASES
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, SYMBOLS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import literal_string

_ENUM = frozenset({"enum.Enum"})
_STR_ENUM = frozenset({"enum.StrEnum"})
_STR = frozenset({"builtins.str"})
_OWN_STRINGS = frozenset({"__str__", "__format__", "_generate_next_value_", "__repr__"})


class EnumForm(Enum):
    """How an enumeration is declared."""

    PLAIN = "plain"
    MIXIN = "mixin"
    STR_ENUM = "str enum"


@dataclass(frozen=True, slots=True)
class StringEnum:
    """An enumeration.

    Attributes:
        form: How it is declared.
        has_own_strings: Whether it says itself how it is shown, or how values are made.
        only_strings: Whether all values are string literals, and there is at least one.
    """

    form: EnumForm
    has_own_strings: bool
    only_strings: bool


def string_enum_of(p: UnitPass, node: cst.ClassDef) -> StringEnum | None:
    """The form of an enumeration whose bases are no more than that of one; else ``None``.

    ``node`` must be the node that the walk stands on; the rule must require ``BINDINGS``.
    """
    if not 0 < len(node.bases) <= 2 or node.keywords or p.ancestors:
        return None
    form = _form(p, [b.value for b in node.bases])
    if form is None:
        return None
    members = p.members(node)
    names = {name for member in members for name in member.names}
    values: list[cst.BaseExpression] = []
    for index, member in enumerate(members):
        if member.kind != "assign" or len(member.names) != 1 or member.names[0].startswith("_"):
            continue
        statement = first_statement(p.member_tree(node, index))
        if isinstance(statement, cst.Assign):
            values.append(statement.value)
    only = bool(values) and all(literal_string(value) is not None for value in values)
    return StringEnum(form, bool(names & _OWN_STRINGS), only)


def _form(p: UnitPass, bases: list[cst.BaseExpression]) -> EnumForm | None:
    if len(bases) == 1:
        if resolves_to(p, bases[0], _ENUM):
            return EnumForm.PLAIN
        return EnumForm.STR_ENUM if resolves_to(p, bases[0], _STR_ENUM) else None
    if resolves_to(p, bases[0], _STR) and resolves_to(p, bases[1], _ENUM):
        return EnumForm.MIXIN
    return None


def _mentioned(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    statement = first_statement(view.node)
    if not view.class_path or not isinstance(statement, cst.AnnAssign):
        return
    annotation = statement.annotation.annotation
    seen: set[str] = set()
    for node in (annotation, *descendants(annotation)):
        written = dotted_name(node)
        if written and written[:1] != "_" and written not in seen:
            seen.add(written)
            yield written.rpartition(".")[2], f"{'.'.join(view.class_path)}:{written}"


FIELD_TYPES = fact("field-types", _mentioned, str)
"""Last word of a name in the annotation of a field → ``class path:name`` of each such class."""
EVERY_FIELD_TYPE = everywhere(FIELD_TYPES)

USED_IN_MODEL_READS = (BINDINGS, EVERY_FIELD_TYPE, PROJECT_ANCESTRY, SYMBOLS)
"""What a rule that asks ``is_used_in_model`` must require."""


def is_used_in_model(p: UnitPass, name: str) -> bool:
    """Whether a top-level class of this module is the type of a field of a model anywhere."""
    wanted = f"{p.module.name}.{name}"
    for module, use in p.lookup(EVERY_FIELD_TYPE, name):
        path, _, written = use.partition(":")
        symbol = p.lookup(SYMBOLS, f"{module}.{written}")
        if symbol is None or symbol.qualified_name != wanted:
            continue
        if p.lookup(PROJECT_ANCESTRY, f"{module}.{path}") & MODEL_BASES:
            return True
    return False
