"""Tokens of any text, sound or broken: for comments, and for what can be salvaged without a tree.

Never raises. Offsets are those of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from houserules.syntax.lexicon import (
    BREAK,
    GAP,
    INDENT,
    SIMPLE_LINE,
    STRING_PREFIX,
    after,
    column_of,
)
from houserules.syntax.logical import LogicalLines, string_end
from houserules.text.span import Span


class TokenKind(StrEnum):
    """What a token is. An f-string is one token, whatever its fields hold."""

    NAME = "name"
    NUMBER = "number"
    OP = "op"
    STRING = "string"
    COMMENT = "comment"


class Token(NamedTuple):
    """A token and where it lies."""

    kind: TokenKind
    span: Span


class LogicalLine(NamedTuple):
    """A logical line: from the start of its first physical line to after its last line break.

    Comment lines come as logical lines of their own, whose tokens are comments.
    """

    indent_column: int
    start: int
    end: int
    tokens: tuple[Token, ...]


class Comment(NamedTuple):
    """A comment, with its `#`."""

    span: Span
    text: str
    own_line: bool
    """Whether nothing but white space stands before it on its line."""


_TOKEN = re.compile(
    r"(?P<space>(?:[ \t\f\r\n]|\\(?:\r\n?|\n))+)"
    r"|(?P<comment>#[^\r\n]*+)"
    r"|(?P<number>(?:\d|\.\d)(?:[eE][+-]|[\w.])*)"
    r"|(?P<name>\w++)"
    r"|(?P<quote>['\"])"
    r"|(?P<op>\.\.\.|\*\*=|//=|>>=|<<=|->|:=|[-+*/%@&|^=!<>]=|\*\*|//|<<|>>|.)",
    re.DOTALL,
)
_COMMENT = re.compile(r"#[^\r\n]*+")


def tokenize(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the tokens of `text[start:end]`, which should hold whole logical lines."""
    size = len(text) if end is None else end
    pos = start
    while pos < size:
        match = _TOKEN.match(text, pos, size)
        if match is None:
            return
        kind, after = match.lastgroup, match.end()
        quoted = after < size and text[after] in "'\""
        if kind == "name" and quoted and STRING_PREFIX.match(match[0]):
            kind = "quote"
        if kind == "quote":
            quote = match.end() - 1 if match["quote"] else match.end()
            after = min(string_end(text, pos, quote), size)
            kind = "string"
        if kind != "space":
            yield Token(TokenKind(kind or "op"), Span(pos, after))
        pos = after


def logical_lines(text: str) -> Iterator[LogicalLine]:
    """Yield the logical lines of `text`; blank lines are left out."""
    lines = LogicalLines(text)
    size = len(text)
    pos = 1 if text.startswith("\ufeff") else 0
    while pos < size:
        indent = INDENT.match(text, pos)
        start = pos if indent is None else indent.end()
        column = column_of(text[pos:start])
        end = max(lines.end_of(start, column).end, pos + 1)
        tokens = tuple(tokenize(text, start, end))
        if tokens:
            yield LogicalLine(column, pos, end, tokens)
        pos = end


def comments(text: str) -> tuple[Comment, ...]:
    """Return the comments of `text`, in order."""
    found: list[Comment] = []
    lines = LogicalLines(text)
    pos = 1 if text.startswith("\ufeff") else 0
    while text.find("#", pos) >= 0:
        simple = SIMPLE_LINE.match(text, pos)
        start = after(GAP, text, pos) if simple is None else simple.start("indent")
        for match in _COMMENT.finditer(text, pos, start):
            found.append(Comment(Span(*match.span()), match[0], own_line=True))
        if simple is not None:
            pos, code_end = simple.end(), simple.end("code")
            comment = _COMMENT.match(text, code_end)
            if comment is not None:
                alone = code_end == simple.start("word")
                found.append(Comment(Span(*comment.span()), comment[0], alone))
            continue
        code_start = after(INDENT, text, start)
        pos = lines.end_of(code_start, column_of(text[start:code_start])).end
        if text.find("#", start, pos) >= 0:
            found.extend(_comments_in(text, code_start, pos))
    return tuple(found)


def _comments_in(text: str, start: int, end: int) -> Iterator[Comment]:
    before = start
    for token in tokenize(text, start, end):
        if token.kind is TokenKind.COMMENT:
            alone = BREAK.search(text, before, token.span.start) is not None
            yield Comment(token.span, text[slice(*token.span)], alone)
        before = token.span.end
