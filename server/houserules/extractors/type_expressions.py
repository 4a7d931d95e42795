"""Type expressions where they stand: as code, or inside a quoted annotation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.walk import descendants
from houserules.extractors.annotations import TypePosition, type_position
from houserules.syntax.positions import record_spans
from houserules.text.span import Span


@dataclass(frozen=True, slots=True)
class TypeExpression:
    """A part of a type, with spans in the unit.

    Attributes:
        node: The part.
        position: Why it is a type.
        host: The node that the walk visits: the part itself, or the string around it.
        ordinal: Which part of a quoted type it is, in the order of ``quoted_parts``.
        spans: Spans of the quoted nodes.
    """

    unit_pass: UnitPass
    node: cst.BaseExpression
    position: TypePosition
    host: cst.BaseExpression
    ordinal: int = -1
    spans: Mapping[cst.CSTNode, Span] | None = None

    @property
    def quoted(self) -> bool:
        """Whether the part stands inside a string."""
        return self.spans is not None

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node of the part stands in the unit."""
        if self.spans is None:
            return self.unit_pass.span(node)
        return self.spans[node]

    def text(self, span: Span) -> str:
        """The text of a span of the unit."""
        return self.unit_pass.view.unit.text[span.start : span.end]


def type_expressions(
    unit_pass: UnitPass, visited: cst.BaseExpression, wanted: tuple[type[cst.BaseExpression], ...]
) -> Iterator[TypeExpression]:
    """The parts of wanted types at a visited node: itself, or what a quoted type holds.

    The rule must be called on the wanted types and on ``SimpleString``.
    """
    if not isinstance(visited, cst.SimpleString):
        position = type_position(unit_pass, visited)
        if position is not None:
            yield TypeExpression(unit_pass, visited, position, visited)
        return
    if not _may_hold_type(visited):
        return
    position = type_position(unit_pass, visited)
    if position is None:
        return
    yield from quoted_parts(unit_pass, visited, position, wanted)


def quoted_parts(
    unit_pass: UnitPass,
    host: cst.SimpleString,
    position: TypePosition,
    wanted: tuple[type[cst.BaseExpression], ...],
) -> Iterator[TypeExpression]:
    """The parts of wanted types in a quoted type, in a fixed order."""
    expression = unit_pass.quoted_expression(host)
    if expression is None:
        return
    offset = unit_pass.span(host).start + len(host.quote)
    spans = record_spans(expression, unit_pass.view.unit.defaults, None, offset)
    ordinal = 0
    for node in descendants(expression):
        if isinstance(node, wanted):
            yield TypeExpression(unit_pass, node, position, host, ordinal, spans)
            ordinal += 1


def _may_hold_type(node: cst.SimpleString) -> bool:
    """A cheap look before anything is parsed: a subscript, or a union."""
    return "[" in node.value or "|" in node.value
