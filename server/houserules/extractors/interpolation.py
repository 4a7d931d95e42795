"""Messages that are built from variables: f-strings, ``%``, ``format`` and ``+``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.strings import literal_string

_STRINGS = (cst.SimpleString, cst.FormattedString, cst.ConcatenatedString)
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an f-string.

    Attributes:
        text: Literal text, ``""`` for an expression.
        value: The expression.
        conversion: ``r``, ``s``, ``a`` or ``""``.
        has_format: Whether a format follows it, or it shows itself with ``=``.
    """

    text: str = ""
    value: cst.BaseExpression | None = None
    conversion: str = ""
    has_format: bool = False


def built_of(message: cst.BaseExpression) -> str:
    """How a message is built: ``f``, ``%``, ``format`` or ``+``; ``""`` for one that is not.

    An f-string that names only constants is not built.
    """
    if isinstance(message, cst.FormattedString | cst.ConcatenatedString):
        values = [p.value for p in f_string_pieces(message) if p.value is not None]
        return "f" if any(not _is_constant(v) for v in values) else ""
    if isinstance(message, cst.BinaryOperation):
        if isinstance(message.operator, cst.Modulo):
            return "%" if literal_string(message.left) is not None else ""
        if isinstance(message.operator, cst.Add):
            parts = list(_summands(message))
            literal = [isinstance(p, _STRINGS) for p in parts]
            return "+" if any(literal) and not all(literal) else ""
        return ""
    if isinstance(message, cst.Call) and isinstance(message.func, cst.Attribute):
        is_format = message.func.attr.value == "format" and bool(message.args)
        return "format" if is_format and literal_string(message.func.value) is not None else ""
    return ""


def _summands(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        yield from _summands(node.left)
        yield from _summands(node.right)
    else:
        yield node


def _is_constant(value: cst.BaseExpression) -> bool:
    name = dotted_name(value).rpartition(".")[2]
    return _CONSTANT.fullmatch(name) is not None


def f_string_pieces(node: cst.BaseExpression) -> Iterator[Piece]:
    """The parts of an f-string, or of literals side by side, in order."""
    if isinstance(node, cst.ConcatenatedString):
        yield from f_string_pieces(node.left)
        yield from f_string_pieces(node.right)
    elif isinstance(node, cst.SimpleString):
        yield Piece(literal_string(node) or "")
    elif isinstance(node, cst.FormattedString):
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                yield Piece(part.value.replace("{{", "{").replace("}}", "}"))
            elif isinstance(part, cst.FormattedStringExpression):
                shown = part.format_spec is not None or part.equal is not None
                yield Piece("", part.expression, part.conversion or "", shown)


def is_simple_f_string(node: cst.BaseExpression) -> bool:
    """Whether an f-string is one literal on one line without escapes, whose values run once."""
    if not isinstance(node, cst.FormattedString) or node.lpar or len(node.end) != 1:
        return False
    if "r" in node.start.lower():
        return False
    unfit = (cst.Await, cst.Yield, cst.NamedExpr, cst.FormattedString)
    return all(
        "\\" not in piece.text
        and (piece.value is None or not any(isinstance(n, unfit) for n in descendants(piece.value)))
        for piece in f_string_pieces(node)
    )
