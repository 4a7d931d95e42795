"""Alternatives in their two spellings: ``Union[A, B]`` and ``A | B``."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader, derived, table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import children
from houserules.extractors.annotations import TypePosition
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.optional_types import (
    OPTIONAL_NAMES,
    UNION_NAMES,
    has_pipe,
    is_none,
    pipe_allowed,
    stands_in_pipe,
    union_members,
)
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.type_expressions import TypeExpression
from houserules.text.span import Span


@dataclass(frozen=True, slots=True)
class UnionUse:
    """Alternatives that could be spelled the other way.

    Attributes:
        span: The whole of it in the unit, without parentheses around it.
        members: The alternatives but ``None``, each once, in the unit.
        nullable: Whether ``None`` is one of them.
        rewritable: Whether the other spelling works at run time.
        quoted: The quote around the single quoted members, ``""`` where there are none.
    """

    span: Span
    members: tuple[Span, ...]
    nullable: bool
    rewritable: bool
    quoted: str = ""


def spelled_with_union(unit_pass: UnitPass, part: TypeExpression) -> UnionUse | None:
    """``Union[...]``, where ``|`` can be written; nullable pairs are ``optional_types``'.

    A union inside a union is a part of the outer one.
    """
    node = part.node
    if not isinstance(node, cst.Subscript) or not _is_union(unit_pass, node):
        return None
    if not pipe_allowed(unit_pass, part.position) or _in_other_union(unit_pass, part):
        return None
    elements = _elements(node)
    written = [e for e in elements if not is_none(e)]
    if len(elements) != len(node.slice) or not written:
        return None
    if len(elements) == 2 and len(written) == 1:
        return None
    if len(elements) == 1 and not _is_certain_type(unit_pass, elements[0]):
        return None
    leaves = [leaf for element in elements for leaf in _flattened(unit_pass, element)]
    return _use(unit_pass, part, leaves, to_pipe=True)


def spelled_with_pipes(unit_pass: UnitPass, part: TypeExpression) -> UnionUse | None:
    """``A | B`` in an annotation, the whole chain, with two alternatives beside ``None``."""
    node = part.node
    if part.position is not TypePosition.ANNOTATION or stands_in_pipe(unit_pass, part):
        return None
    if not isinstance(node, cst.BinaryOperation) or not isinstance(node.operator, cst.BitOr):
        return None
    use = _use(unit_pass, part, union_members(node), to_pipe=False)
    return use if use is not None and len(use.members) > 1 else None


def _use(
    unit_pass: UnitPass,
    part: TypeExpression,
    leaves: Sequence[cst.BaseExpression],
    *,
    to_pipe: bool,
) -> UnionUse | None:
    kept: dict[str, cst.BaseExpression] = {}
    for leaf in leaves:
        if not is_none(leaf):
            kept.setdefault(" ".join(part.text(part.span(leaf)).split()), leaf)
    if not kept:
        return None
    members = tuple(part.span(leaf) for leaf in kept.values())
    quotes = {leaf.quote for leaf in kept.values() if isinstance(leaf, cst.SimpleString)}
    quote = quotes.pop() if len(quotes) == 1 else ""
    rewritable = not to_pipe or (
        all(has_pipe(leaf) for leaf in kept.values())
        if not quotes and not quote
        else bool(quote) and _can_be_quoted(part, tuple(kept.values()), quote)
    )
    nullable = any(is_none(leaf) for leaf in leaves)
    return UnionUse(part.span(part.node), members, nullable, rewritable, quote)


def _can_be_quoted(part: TypeExpression, leaves: Sequence[cst.BaseExpression], quote: str) -> bool:
    """Whether one string can hold all alternatives, as ``"A | B"`` does."""
    if part.quoted or part.position is not TypePosition.ANNOTATION or len(quote) != 1:
        return False
    for leaf in leaves:
        text = part.text(part.span(leaf))
        if isinstance(leaf, cst.SimpleString):
            text = leaf.raw_value
            if leaf.prefix:
                return False
        elif not has_pipe(leaf):
            return False
        if "\\" in text or '"' in text or "'" in text or "\n" in text or "\r" in text:
            return False
    return True


def _is_union(unit_pass: UnitPass, node: cst.Subscript) -> bool:
    return resolves_to(unit_pass, node.value, UNION_NAMES) is not None


def _elements(node: cst.Subscript) -> list[cst.BaseExpression]:
    """The plain elements of a subscript; starred ones are left out."""
    return [
        e.slice.value for e in node.slice if isinstance(e.slice, cst.Index) and not e.slice.star
    ]


def _flattened(unit_pass: UnitPass, node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(node, cst.BinaryOperation):
        for member in union_members(node):
            yield from (member,) if member is node else _flattened(unit_pass, member)
        return
    if isinstance(node, cst.Subscript):
        name = resolves_to(unit_pass, node.value, UNION_NAMES | OPTIONAL_NAMES)
        elements = _elements(node) if name else []
        if elements and len(elements) == len(node.slice):
            for element in elements:
                yield from _flattened(unit_pass, element)
            if name in OPTIONAL_NAMES:
                yield cst.Name("None")
            return
    yield node


def _is_certain_type(unit_pass: UnitPass, node: cst.BaseExpression) -> bool:
    """Whether the sole element of a union is a type, and no variable that holds several."""
    if isinstance(node, cst.Subscript | cst.BinaryOperation):
        return True
    if not isinstance(node, cst.Name):
        return False
    bindings = unit_pass.lookup(BINDINGS, node.value)
    if not bindings:
        return node.value in BUILTINS
    return all(b.kind is BindingKind.CLASS for b in bindings)


def _in_other_union(unit_pass: UnitPass, part: TypeExpression) -> bool:
    """Whether the union is an element of another one, which then is rewritten as a whole."""
    if part.quoted:
        holders = [n for n in part.spans or () if isinstance(n, cst.Subscript)]
        return any(
            _is_union(unit_pass, holder) and part.node in _elements(holder) for holder in holders
        )
    holder = next((a for a in reversed(unit_pass.ancestors) if isinstance(a, cst.Subscript)), None)
    return holder is not None and part.node in _elements(holder) and _is_union(unit_pass, holder)


def _forms(view: UnitView) -> Iterator[tuple[Hashable, int]]:
    text = view.unit.text
    if view.node is None or ("|" not in text and "Union" not in text):
        return
    names = pipes = 0
    waiting: list[cst.CSTNode] = [view.node]
    hidden = view.hidden_body
    while waiting:
        node = waiting.pop()
        if node is hidden:
            continue
        if isinstance(node, cst.Annotation):
            pipes += sum(_is_pipe_union(n) for n in _outermost_pipes(node))
        if isinstance(node, cst.Subscript) and _looks_like_union(node):
            names += 1
        waiting.extend(children(node))
    if names:
        yield "name", names
    if pipes:
        yield "pipe", pipes


def _outermost_pipes(root: cst.CSTNode) -> Iterator[cst.BinaryOperation]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.BinaryOperation):
            yield node
            continue
        waiting.extend(children(node))


def _is_pipe_union(node: cst.BinaryOperation) -> bool:
    return sum(not is_none(leaf) for leaf in union_members(node)) > 1


def _looks_like_union(node: cst.Subscript) -> bool:
    if dotted_name(node.value).rpartition(".")[2] != "Union":
        return False
    elements = _elements(node)
    return len(elements) > 1 and not (len(elements) == 2 and any(is_none(e) for e in elements))


def _sum(values: tuple[int, ...]) -> int:
    return sum(values)


UNION_FORMS = table("union-forms", _forms, _sum)
"""``name`` or ``pipe`` → how often the module writes alternatives so."""


def _rarer(reader: Reader, _: str) -> str:
    names, pipes = reader.lookup(UNION_FORMS, "name"), reader.lookup(UNION_FORMS, "pipe")
    if not names or not pipes:
        return ""
    return "pipe" if pipes < names else "name"


RARER_UNION_FORM = derived("rarer-union-form", _rarer, (UNION_FORMS,))
"""``""`` → the form that a module with both uses less, ``name`` where they are even."""
