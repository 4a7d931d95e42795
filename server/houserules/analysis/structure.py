"""How units stand in classes: what extractors and passes see of a unit and its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast

import libcst as cst

from houserules.syntax.parse import ParsedUnit
from houserules.syntax.tokens import Comment as Comment  # rules name it, and import no syntax
from houserules.syntax.unit import Unit, UnitKind
from houserules.text.span import Span


class Line(NamedTuple):
    """One line of a document, without its break; every line belongs to exactly one unit."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Member:
    """One statement of a class body, reduced to what other units may know of it.

    Attributes:
        kind: ``function``, ``class``, ``field`` (annotated), ``assign``, ``docstring``, ``pass``,
            ``other`` or ``unknown`` (does not parse).
        names: The names it binds in the class body.
        decorators: Dotted names of its decorators, calls without arguments.
        bases: For a class: dotted names of its bases, subscripts dropped.
        has_keywords: For a class: whether its header has keywords beside bases.
        type_parameters: For a class: the names of its type parameters (PEP 695).
    """

    kind: str
    names: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    has_keywords: bool = False
    type_parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as an extractor sees it: its text, its tree if it has one, the classes around it."""

    unit: Unit
    parsed: ParsedUnit
    class_path: tuple[str, ...]

    @property
    def node(self) -> cst.CSTNode | None:
        """The statement, or ``None`` for broken, opaque and statement-less units."""
        return self.parsed.node

    @property
    def hidden_body(self) -> cst.CSTNode | None:
        """The stand-in for the body of a class whose members are units of their own."""
        if self.unit.kind is UnitKind.CLASS_HEADER and isinstance(self.parsed.node, cst.ClassDef):
            return self.parsed.node.body
        return None


def dotted_name(node: cst.CSTNode) -> str:
    """``a.b.c`` of a name or attribute chain; ``""`` for anything else."""
    # By class: this is asked of every call by every rule, and `isinstance` costs several times more.
    if node.__class__ is cst.Name:
        return cast("cst.Name", node).value
    parts: list[str] = []
    while node.__class__ is cst.Attribute:
        attribute = cast("cst.Attribute", node)
        parts.append(attribute.attr.value)
        node = attribute.value
    if not parts or node.__class__ is not cst.Name:
        return ""
    parts.append(cast("cst.Name", node).value)
    return ".".join(reversed(parts))


def without_call(node: cst.CSTNode) -> cst.CSTNode:
    """The callee of a call, the node itself otherwise."""
    return node.func if isinstance(node, cst.Call) else node


def without_subscript(node: cst.CSTNode) -> cst.CSTNode:
    """The value of a subscript, the node itself otherwise."""
    return node.value if isinstance(node, cst.Subscript) else node


def first_statement(node: cst.CSTNode | None) -> cst.CSTNode | None:
    """The small statement of a line that holds exactly one; a compound statement as it is."""
    if isinstance(node, cst.SimpleStatementLine):
        return node.body[0] if len(node.body) == 1 else None
    return node


def is_docstring(node: cst.CSTNode | None) -> bool:
    """Whether a statement is a lone string expression."""
    statement = first_statement(node)
    return isinstance(statement, cst.Expr) and isinstance(
        statement.value, cst.SimpleString | cst.ConcatenatedString
    )


def target_names(target: cst.CSTNode) -> Iterator[str]:
    """The names that an assignment target binds; attributes and items bind none."""
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from target_names(element.value)
