"""What is wrong with a unit, in words, and where in its text."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

import libcst as cst

from houserules.syntax.lexicon import BREAK, REST_OF_LINE, after
from houserules.syntax.unit import Brokenness, Unit
from houserules.text.span import Span

_FLAWS = {
    Brokenness.UNCLOSED_BRACKET: "a bracket is not closed",
    Brokenness.UNCLOSED_STRING: "a string is not closed",
    Brokenness.STRAY_INDENT: "unexpected indentation",
    Brokenness.BAD_DEDENT: "the indentation matches no outer block",
}
_ERROR_POSITION = re.compile(
    r"(?<!\s)\s*(?:parser|tokenizer) error: (?:error at (?P<line>\d+):(?P<column>\d+): )?"
)
_LAST_TOKEN = re.compile(r"(?:\b\w+|.)\Z", re.DOTALL)


class ProblemKind(StrEnum):
    """Why a unit has no tree."""

    SYNTAX = "syntax"
    OPAQUE = "opaque"
    """LibCST would not give the same text back, so the unit must not be rewritten."""
    TOO_DEEP = "too_deep"
    RECURSION = "recursion"
    NOT_ONE_STATEMENT = "not_one_statement"
    INTERNAL = "internal"


class Problem(NamedTuple):
    """Why a unit has no tree, in words, and where in the unit's text."""

    kind: ProblemKind
    message: str
    span: Span


def flaw_problem(unit: Unit, flaw: Brokenness) -> Problem:
    """Return the problem of a unit that the splitter took for broken."""
    return Problem(ProblemKind.SYNTAX, _FLAWS[flaw], item_line(unit))


def error_problem(unit: Unit, source: str, before: int, error: cst.ParserSyntaxError) -> Problem:
    """Return the problem for a syntax error in `source`: the unit in its wrapper.

    `before` is the number of characters of `source` that precede the text of the unit.
    """
    span = _error_span(unit.text, source, before, error)
    return Problem(ProblemKind.SYNTAX, _words_of(error), span)


def item_line(unit: Unit) -> Span:
    """Return the first line of the item of a unit, without indentation."""
    found = BREAK.search(unit.text, unit.item_start)
    end = found.start() if found else len(unit.text)
    start = unit.item_start
    while start < end and unit.text[start] in " \t\f":
        start += 1
    return Span(start, end)


def _words_of(error: cst.ParserSyntaxError) -> str:
    """Return what LibCST says, without its position in the wrapper and its list of tokens."""
    words = _ERROR_POSITION.sub("", error.message.strip().partition("\n")[0])
    return "invalid syntax" if words.startswith("expected one of") or not words else words


def _error_span(text: str, source: str, before: int, error: cst.ParserSyntaxError) -> Span:
    """Return where in `text`, which `before` characters of wrapper precede, the error lies."""
    found = _ERROR_POSITION.match(error.message)
    if found is None or found["line"] is None:
        start = min(max(_line_start(source, error.raw_line) - before, 0), len(text))
        line = text[start : after(REST_OF_LINE, text, start)]
        start += len(line) - len(line.lstrip())
        return Span(start, start + len(line.strip()))
    # LibCST's position is the start of the token after the offending one.
    offset = _line_start(source, int(found["line"])) + int(found["column"]) - before
    head = text[: max(offset, 0)].rstrip()
    word = _LAST_TOKEN.search(head)
    return Span(len(head) - len(word[0]), len(head)) if word else Span(0, min(1, len(text)))


def _line_start(source: str, line: int) -> int:
    offset = 0
    for _ in range(line - 1):
        offset = after(REST_OF_LINE, source, offset)
    return offset
