"""How long a function is."""

from __future__ import annotations

import re
from bisect import bisect_left

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import first_statement, is_docstring

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_DATA = (cst.Dict, cst.List, cst.Set, cst.Tuple, cst.SimpleString, cst.ConcatenatedString)


def line_breaks(unit: UnitPass, node: cst.CSTNode) -> int:
    """How many lines a node spans, less one: an upper bound of its lines of code."""
    span = unit.span(node)
    return line_breaks_in(unit.view.unit.text, span.start, span.end)


def may_have_lines(unit: UnitPass, count: int) -> bool:
    """Whether anything in a unit can have so many lines; asks for no positions."""
    text = unit.view.unit.text
    return line_breaks_in(text, 0, len(text)) >= count


def line_breaks_in(text: str, start: int, end: int) -> int:
    """How often a line ends between two offsets, whatever the breaks are."""
    return text.count("\n", start, end) or text.count("\r", start, end)


def lines_of_code(unit: UnitPass, function: cst.FunctionDef, *, blank: bool = False) -> int:
    """The lines of a body that hold code: no docstring, no blank lines, no lines of comments.

    Signature and decorators do not count; functions inside do. With ``blank`` every line of the
    body counts.
    """
    body = function.body.body
    first = 1 if body and is_docstring(body[0]) else 0
    if len(body) <= first:
        return 0
    start, end = unit.span(body[first]).start, unit.span(body[-1]).end
    text = unit.view.unit.text
    if blank:
        return 1 + line_breaks_in(text, unit.span(body[0]).start, end)
    comments = [c.span.start for c in unit.parsed.comments if c.own_line]
    count, at = 0, start
    while at < end:
        line = _LINE.match(text, at)
        assert line is not None
        stop = line.end()
        code = at + len(line[0]) - len(line[0].lstrip())
        index = bisect_left(comments, code)
        is_comment = index < len(comments) and comments[index] == code
        count += bool(line[0].strip()) and not is_comment
        at = stop
    return count


def is_data(function: cst.FunctionDef) -> bool:
    """Whether a function only gives one big literal."""
    body = function.body.body
    rest = body[1:] if body and is_docstring(body[0]) else body
    last = first_statement(rest[0]) if len(rest) == 1 else None
    return isinstance(last, cst.Return) and isinstance(last.value, _DATA)
