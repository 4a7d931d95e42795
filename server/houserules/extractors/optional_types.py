"""Nullable types in their two spellings: ``Optional[T]`` (or ``Union[T, None]``) and ``T | None``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.annotations import FUTURE_IMPORTS, TypePosition
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.type_expressions import TypeExpression
from houserules.text.span import Span

OPTIONAL_NAMES = frozenset({"typing.Optional", "typing_extensions.Optional"})
UNION_NAMES = frozenset({"typing.Union", "typing_extensions.Union"})
_SINCE_PEP_604 = (3, 10)
_TIGHT_PARENTS = (cst.Attribute, cst.Call, cst.Subscript, cst.UnaryOperation)


@dataclass(frozen=True, slots=True)
class Nullable:
    """A nullable type that could be spelled the other way.

    Attributes:
        span: The whole of it in the unit, without parentheses around it.
        inner: The type that may be ``None``, in the unit.
        spelled: The name in use: ``Optional``, ``Union``, or ``|``.
        rewritable: Whether the other spelling works at run time.
        quoted_inner: Whether the inner type is a string of its own.
        alternatives: How many members are written: two in ``Union[T, None]``.
    """

    span: Span
    inner: Span
    spelled: str
    rewritable: bool
    quoted_inner: bool = False
    alternatives: int = 1


def spelled_with_name(unit_pass: UnitPass, part: TypeExpression) -> Nullable | None:
    """``Optional[T]`` or ``Union[T, None]``, where ``T | None`` can be written."""
    node = part.node
    if not isinstance(node, cst.Subscript):
        return None
    name = resolves_to(unit_pass, node.value, OPTIONAL_NAMES | UNION_NAMES)
    if name is None:
        return None
    members = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
    if name in UNION_NAMES:
        members = [m for m in members if not is_none(m)]
        if len(node.slice) != 2 or len(members) != 1:
            return None
    if len(members) != 1 or len(node.slice) > 2 or is_none(members[0]):
        return None
    if not pipe_allowed(unit_pass, part.position):
        return None
    inner = members[0]
    span = part.span(node)
    inner_span = _with_parentheses(part, inner, span)
    quoted_inner = isinstance(inner, cst.SimpleString)
    return Nullable(
        span,
        inner_span,
        dotted_name(node.value).rpartition(".")[2],
        rewritable=_rewritable(part, inner, quoted_inner),
        quoted_inner=quoted_inner,
        alternatives=len(node.slice),
    )


def spelled_with_pipe(unit_pass: UnitPass, part: TypeExpression) -> Nullable | None:
    """``T | None`` in an annotation: exactly one other member, and the whole chain at hand."""
    node = part.node
    if not isinstance(node, cst.BinaryOperation) or not isinstance(node.operator, cst.BitOr):
        return None
    if part.position is not TypePosition.ANNOTATION or stands_in_pipe(unit_pass, part):
        return None
    leaves = union_members(node)
    others = [leaf for leaf in leaves if not is_none(leaf)]
    if len(leaves) != 2 or len(others) != 1:
        return None
    span = part.span(node)
    return Nullable(span, _leaf_span(part, node, others[0]), "|", rewritable=True)


def union_members(node: cst.BaseExpression) -> Sequence[cst.BaseExpression]:
    """The leaves of a ``|`` chain, in reading order."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        return (*union_members(node.left), *union_members(node.right))
    return (node,)


def needs_parentheses(unit_pass: UnitPass, part: TypeExpression) -> bool:
    """Whether ``T | None`` in the place of a subscript would bind otherwise than it."""
    if part.quoted or not unit_pass.ancestors:
        return False
    parent = unit_pass.ancestors[-1]
    if isinstance(parent, cst.Subscript):
        return parent.value is part.node
    return isinstance(parent, (*_TIGHT_PARENTS, cst.BinaryOperation, cst.Comparison)) and not (
        isinstance(parent, cst.Call) and parent.func is not part.node
    )


def is_none(node: cst.CSTNode) -> bool:
    """Whether a member of a type is ``None``."""
    return isinstance(node, cst.Name) and node.value == "None"


def pipe_allowed(unit_pass: UnitPass, position: TypePosition) -> bool:
    """Whether the Python that the project targets can read ``A | B`` there."""
    if unit_pass.module.target_version >= _SINCE_PEP_604:
        return True
    postponed = unit_pass.lookup(FUTURE_IMPORTS, "annotations")
    return postponed and position is TypePosition.ANNOTATION


def _rewritable(part: TypeExpression, inner: cst.BaseExpression, quoted_inner: bool) -> bool:
    if quoted_inner:
        assert isinstance(inner, cst.SimpleString)
        plain = not inner.prefix and len(inner.quote) == 1 and "\\" not in inner.value
        return plain and part.position is TypePosition.ANNOTATION and not part.quoted
    return has_pipe(inner)


def has_pipe(node: cst.BaseExpression) -> bool:
    """Whether what a type stands for has a ``|`` at run time."""
    if isinstance(node, cst.Name):
        # A built-in function has no `|`: `callable | None` raises where the annotation is read.
        return node.value not in BUILTINS or not node.value.islower() or node.value in _TYPES
    return isinstance(node, cst.Attribute | cst.Subscript | cst.BinaryOperation | cst.Call)


_TYPES = frozenset(
    {
        "bool", "bytearray", "bytes", "classmethod", "complex", "dict", "enumerate", "filter",
        "float", "frozenset", "int", "list", "map", "memoryview", "object", "property", "range",
        "reversed", "set", "slice", "staticmethod", "str", "super", "tuple", "type", "zip",
    }
)  # fmt: skip


def stands_in_pipe(unit_pass: UnitPass, part: TypeExpression) -> bool:
    """Whether the part is itself a member of a ``|`` chain."""
    if part.quoted:
        return any(
            isinstance(other, cst.BinaryOperation)
            and isinstance(other.operator, cst.BitOr)
            and part.node in (other.left, other.right)
            for other in part.spans or ()
        )
    parent = unit_pass.ancestors[-1] if unit_pass.ancestors else None
    return isinstance(parent, cst.BinaryOperation) and isinstance(parent.operator, cst.BitOr)


def _with_parentheses(part: TypeExpression, inner: cst.BaseExpression, whole: Span) -> Span:
    """The span of a sole index with its own parentheses."""
    span = part.span(inner)
    for _ in inner.lpar if hasattr(inner, "lpar") else ():
        text = part.text(whole)
        start = text.rfind("(", 0, span.start - whole.start)
        end = text.find(")", span.end - whole.start)
        span = Span(whole.start + start, whole.start + end + 1)
    return span


def _leaf_span(part: TypeExpression, node: cst.BinaryOperation, leaf: cst.BaseExpression) -> Span:
    return _with_parentheses(part, leaf, part.span(node))
