"""Evidence, in the text alone, that a bracket or a string was never closed, and where to go on.

Nothing here is a guess about sound code: each kind of evidence is a syntax error in any program.
"""

from __future__ import annotations

import re

from houserules.syntax.lexicon import (
    CONSTANTS,
    DOCSTRING_LINE,
    KEYWORDS,
    OPERATOR_KEYWORDS,
    REST_OF_LINE,
    SOFT_KEYWORDS,
    STATEMENT_KEYWORDS,
    STATEMENT_LINE,
    STRING_PREFIX,
    after,
    column_of,
)

_LINE_WORD = re.compile(r"[ \t\f]*+([^\W\d]\w*+)")
_LAST_WORD = re.compile(r"\b\w+\Z")
_CERTAIN_STATEMENT = re.compile(
    r"[ \t\f]*+(?:async[ \t]++(?:def|with)\b|else[ \t]*+:|from[ \t]++[\w.]++[ \t]++import\b)"
)
_WORD_AFTER_STRING = re.compile(r"[ \t]*+(\w++)(['\"]?)")
_BLANK_REST = re.compile(r"[ \t\f]*+(?:\r\n?|\n)")
_TWO_WORDS = re.compile(r"\b([^\W\d]\w*+)[ \t]++(?=([^\W\d]\w*+))")
_QUOTE_OR_COMMENT = re.compile(r"['\"#]")


def unclosed_before(text: str, line: int, code_end: int) -> int | None:
    """Tell whether the line at `line`, inside brackets, proves that they were never closed.

    Either it starts with a keyword that no expression holds, or the code before it, which ends at
    `code_end`, ends in an operand and the line starts with a name. Returns how far was read to see
    it; None without proof.
    """
    word = _LINE_WORD.match(text, line)
    if word is None:
        return None
    name = word[1]
    if name in STATEMENT_KEYWORDS or _CERTAIN_STATEMENT.match(text, line):
        return after(REST_OF_LINE, text, line)
    if name in KEYWORDS or not _ends_in_operand(text[max(code_end - 80, 0) : code_end].rstrip()):
        return None
    quoted = text[word.end() : word.end() + 1] in ("'", '"')
    if quoted and STRING_PREFIX.match(name):
        return None
    return word.end() + 1


def _ends_in_operand(code: str) -> bool:
    if code[-1:] in (")", "]", "}", "'", '"'):
        return True
    word = _LAST_WORD.search(code)
    return word is not None and (word[0] not in KEYWORDS or word[0] in CONSTANTS)


def closed_by_mistake(text: str, pos: int) -> tuple[bool, int]:
    """Tell whether the triple quotes that end at `pos` were meant to open a string, not to close.

    Then a word follows that no expression can have there, or the next line is prose. Returns also
    how far was read.
    """
    rest = _BLANK_REST.match(text, pos)
    if rest is not None:
        end = after(REST_OF_LINE, text, rest.end())
        return _is_prose(text[rest.end() : end]), end
    word = _WORD_AFTER_STRING.match(text, pos)
    if word is None:
        return False, pos + 1
    name, quote = word.groups()
    is_string = quote and STRING_PREFIX.match(name)
    return name not in OPERATOR_KEYWORDS and not is_string, word.end() + 1


def _is_prose(line: str) -> bool:
    """Tell whether a line holds two adjacent words that cannot be code."""
    code = _QUOTE_OR_COMMENT.split(line, maxsplit=1)[0]
    for match in _TWO_WORDS.finditer(code):
        first, second = match.groups()
        if first in KEYWORDS or second in KEYWORDS:
            continue
        if first not in SOFT_KEYWORDS or code[: match.start()].strip():
            return True
    return False


def starts_statement(text: str, line: int, column: int) -> bool:
    """Tell whether the line at `line` looks like a statement, no further right than `column`."""
    like = STATEMENT_LINE.match(text, line) or DOCSTRING_LINE.match(text, line)
    return like is not None and column_of(like["indent"]) <= column


def statement_inside(text: str, start: int, end: int, column: int) -> int | None:
    """Return the first line of `text[start:end]` that looks like a statement, up to `column`."""
    for like in STATEMENT_LINE.finditer(text, start, end):
        if column_of(like["indent"]) <= column:
            return like.start()
    return None


def before_gap(text: str, first_line: int, cut: int, column: int) -> int:
    """Move a cut back over blank lines, and over comments up to `column`: they lead what follows.

    The line at `first_line` stays before the cut.
    """
    floor = after(REST_OF_LINE, text, first_line)
    while cut > floor:
        last = cut - 2 if text.startswith("\r\n", cut - 2) else cut - 1
        line = max(text.rfind("\n", floor - 1, last), text.rfind("\r", floor - 1, last)) + 1
        content = text[line:cut].lstrip(" \t\f")
        if line < floor or content[:1] not in ("", "\r", "\n", "#"):
            break
        if content.startswith("#") and cut - line - len(content) > column:
            break
        cut = line
    return cut
