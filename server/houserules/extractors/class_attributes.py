"""The attributes that the docstring of a mapped class or a dataclass describes."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import libcst as cst

from houserules.analysis.extractor import Reader, table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import (
    UnitView,
    dotted_name,
    first_statement,
    without_call,
    without_subscript,
)
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstrings import detached_docstring, simple_docstring
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.strings import argument

_DECLARATIVE = frozenset(
    {
        "sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta",
        "sqlalchemy.orm.decl_api.DeclarativeBase",
    }
)  # fmt: skip
_DATACLASS = frozenset({"dataclasses.dataclass"})
_MAPPED = frozenset({"Mapped", "DynamicMapped", "WriteOnlyMapped"})
_COLUMNS = frozenset({"Column", "mapped_column", "column_property", "synonym"})
_RELATIONS = frozenset({"relationship", "dynamic_loader", "association_proxy"})
_NO_FIELD = frozenset({"ClassVar", "InitVar", "KW_ONLY", "Final"})
_SELF = re.compile(r"\bself\.(\w+)\s{0,4}(?::[^=\r\n]{0,200})?=(?!=)")


class ClassKind(StrEnum):
    """What makes the attributes of a class worth describing."""

    ORM = "orm"
    DATACLASS = "dataclass"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute.

    Attributes:
        name: Its name.
        hint: What its column says of it: ``(unique, indexed)``; empty for nothing.
        comment: The comment on its line, without ``#``.
        is_described: Whether a string below it describes it.
    """

    name: str
    hint: str = ""
    comment: str = ""
    is_described: bool = False


def class_kind(p: UnitPass, node: cst.ClassDef) -> ClassKind | None:
    """Whether a class is mapped or a dataclass, proven by imports.

    ``node`` must be the node that the walk stands on. See ``ATTRIBUTE_READS``.
    """
    if p.ancestors:
        return None
    decorators = [dotted_name(without_call(d.decorator)) for d in node.decorators]
    path = ".".join((*p.class_path, node.name.value))
    has_table = any("__tablename__" in member.names for member in p.members(node))
    return _kind(p, path, decorators, has_table=has_table)


def kind_around(p: UnitPass) -> ClassKind | None:
    """As ``class_kind``, for the class that a member stands in."""
    headers = p.enclosing_classes
    if not headers:
        return None
    has_table = bool(p.siblings_named("__tablename__"))
    return _kind(p, ".".join(p.class_path), list(headers[-1].decorators), has_table=has_table)


def _kind(p: UnitPass, path: str, decorators: list[str], *, has_table: bool) -> ClassKind | None:
    if any(d and set(module_qualified_names(p, d)) & _DATACLASS for d in decorators):
        return ClassKind.DATACLASS
    if has_table or (p.lookup_if_ready(FULL_ANCESTRY, path) or frozenset()) & _DECLARATIVE:
        return ClassKind.ORM
    return None


def attributes_of(p: UnitPass, node: cst.ClassDef, kind: ClassKind) -> Iterator[Attribute]:
    """The public attributes in the order of the class body."""
    members = p.members(node)
    for index, member in enumerate(members):
        if member.kind not in ("field", "assign") or len(member.names) != 1:
            continue
        name = member.names[0]
        if name.startswith("_"):
            continue
        tree = p.member_tree(node, index)
        statement = first_statement(tree)
        if not isinstance(statement, cst.AnnAssign | cst.Assign):
            continue
        if not _is_attribute(p, statement, kind):
            continue
        is_described = index + 1 < len(members) and members[index + 1].kind == "docstring"
        yield Attribute(name, _hint(statement), _comment(tree), is_described)


def missing_attributes(
    p: UnitPass, node: cst.ClassDef, kind: ClassKind, *, required: bool = True
) -> tuple[Sequence[Attribute], Sequence[Attribute]] | None:
    """The attributes that the docstring of a class does not describe, and all of them.

    ``None`` where there is no docstring, or one that describes them in a shape of its own; where
    the section is not ``required``, also for one without it.
    """
    members = p.members(node)
    if not members or members[0].kind != "docstring":
        return None
    literal = simple_docstring(p.member_tree(node, 0))
    if literal is None or not literal.raw_value.strip():
        return None
    docstring = detached_docstring(literal)
    if SectionKind.ATTRIBUTES in docstring.loose or docstring.of_kind(SectionKind.ARGS):
        return None
    sections = docstring.of_kind(SectionKind.ATTRIBUTES)
    entries = [entry for section in sections for entry in section.entries]
    if (not sections and not required) or any(not entry.names for entry in entries):
        return None
    all_of = tuple(attributes_of(p, node, kind))
    named = {name for entry in entries for name in entry.names}
    missing = [
        a
        for a in all_of
        if a.name not in named and not a.is_described and f"`{a.name}`" not in literal.value
    ]
    return missing, all_of


def _is_attribute(reader: Reader, statement: cst.AnnAssign | cst.Assign, kind: ClassKind) -> bool:
    written = ""
    if isinstance(statement, cst.AnnAssign):
        annotation = without_subscript(statement.annotation.annotation)
        written = dotted_name(annotation).rpartition(".")[2]
    if kind is ClassKind.DATACLASS:
        return isinstance(statement, cst.AnnAssign) and written not in _NO_FIELD
    if written in _MAPPED:
        return True
    called = dotted_name(statement.value.func) if isinstance(statement.value, cst.Call) else ""
    if called.rpartition(".")[2] not in _COLUMNS | _RELATIONS:
        return False
    names = module_qualified_names(reader, called)
    return bool(names) and all(n.startswith(("sqlalchemy.", "sqlmodel.")) for n in names)


def _hint(statement: cst.AnnAssign | cst.Assign) -> str:
    call = statement.value
    if not isinstance(call, cst.Call):
        return ""
    if dotted_name(call.func).rpartition(".")[2] in _RELATIONS:
        return "(relationship)"
    words = [
        word
        for keyword, word in (
            ("primary_key", "primary key"),
            ("unique", "unique"),
            ("index", "indexed"),
            ("nullable", "nullable"),
        )
        if (given := argument(call, keyword)) is not None and dotted_name(given.value) == "True"
    ]
    return f"({', '.join(words)})" if words else ""


def _comment(tree: cst.CSTNode | None) -> str:
    if not isinstance(tree, cst.SimpleStatementLine):
        return ""
    comment = tree.trailing_whitespace.comment
    text = comment.value.lstrip("#: ").strip() if comment is not None else ""
    return text if text.isprintable() and not set(text) & set("\"'\\:") else ""


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if not view.class_path or "self." not in view.unit.text:
        return
    path = ".".join(view.class_path)
    for name in {match[1] for match in _SELF.finditer(view.unit.text)}:
        yield (path, name), True


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


SELF_ATTRIBUTES = table("self-attributes", _contribute, _any)
"""``(class path, name)`` → whether a method, as its text shows, assigns ``self.name``."""

ATTRIBUTE_READS = (BINDINGS, CLASSES, FULL_ANCESTRY)
"""What a rule that asks ``class_kind``, ``kind_around`` or ``attributes_of`` must require."""
