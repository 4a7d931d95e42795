"""The end of one logical line, in sound and in broken text.

A line that nothing closes is ended early only on certain evidence, and the choice is a function of
the text alone: it never asks where a line ended before an edit.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from houserules.syntax.evidence import (
    before_gap,
    closed_by_mistake,
    starts_statement,
    statement_inside,
    unclosed_before,
)
from houserules.syntax.lexicon import (
    BREAK,
    FSTRING_RUN,
    INNER_LINE,
    LONG_STRING,
    NAMED_CHARACTER,
    REST_OF_LINE,
    SHORT_STRING,
    STRING_PREFIX,
    UNCLOSED_STRING,
    after,
)
from houserules.syntax.unit import Brokenness

_CODE_RUN = re.compile(r"[^'\"#\\()\[\]{}\r\n:]*+")
_COMMENT = re.compile(r"[^\r\n]*+")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


class LogicalEnd(NamedTuple):
    """Where a logical line ends, what is wrong with it, and how far was read to tell.

    `code_end` is where its code ends, before white space, a comment and the line break.
    """

    end: int
    flaw: Brokenness | None
    reach: int
    code_end: int


class Opener(NamedTuple):
    """What is open: a bracket, an f-string, a replacement field or its format specification."""

    offset: int
    kind: Literal["bracket", "string", "field", "spec"]
    closer: str
    raw: bool = False
    string: int = -1
    """The place in the stack of the innermost f-string; negative when only brackets are open."""

    @property
    def plain(self) -> bool:
        """Whether nothing but brackets is open."""
        return self.string < 0


class LogicalLines:
    """Finds the ends of the logical lines of one text."""

    def __init__(self, text: str) -> None:
        """Remember what is learnt about `text` from call to call, which keeps it linear."""
        self._text = text
        self._doomed: dict[int, int] = {}

    def end_of(self, start: int, column: int) -> LogicalEnd:
        """Return the end of the logical line that begins at `start` with indentation `column`."""
        return LogicalScan(self._text, start, column, self._doomed).run()


class LogicalScan:
    """Reads one logical line, token by token."""

    joins_lines = True
    """Whether lines inside brackets that close what they open are passed in one step."""

    def __init__(self, text: str, start: int, column: int, doomed: dict[int, int]) -> None:
        self.text = text
        self.start = start
        self.pos = start
        self.column = column
        # Brackets known never to be closed, and where the evidence of it ends. Such a bracket
        # meets the same evidence from whichever line the scan began.
        self.doomed = doomed
        self.evidence: int | None = None
        self.stack: list[Opener] = []
        self.flaw: Brokenness | None = None
        self.reach = start
        self.remembered: int | None = None
        self.line_from = start
        self.code_end = start

    def run(self) -> LogicalEnd:
        """Scan to the end of the line."""
        text, size = self.text, len(self.text)
        while True:
            top = self.stack[-1] if self.stack else None
            if top is not None and top.kind in ("string", "spec"):
                ended = self._literal(top)
            else:
                self.pos = after(_CODE_RUN, text, self.pos)
                if self.pos >= size:
                    self._note_code_end()
                    return self._finish(size) if top is None else self._unclosed(size, size)
                ended = self._code(text[self.pos], top)
            if ended is not None:
                return ended

    def run_string(self) -> int:
        """Pass the one string literal whose quotes lie at the current position."""
        if self._quote(self.text[self.pos]) is not None:
            return len(self.text)
        size = len(self.text)
        while self.stack and self.pos < size:
            top = self.stack[-1]
            if top.kind in ("string", "spec"):
                ended = self._literal(top)
            else:
                self.pos = after(_CODE_RUN, self.text, self.pos)
                ended = self._code(self.text[self.pos], top) if self.pos < size else None
            if ended is not None:
                return min(self.pos + 1, size)
        return self.pos

    def _finish(self, end: int) -> LogicalEnd:
        return LogicalEnd(end, self.flaw, max(self.reach, end), self.code_end)

    def _code(self, character: str, top: Opener | None) -> LogicalEnd | None:
        if character in "'\"":
            return self._quote(character)
        if character in ")]}":
            return self._close(character, top)
        if character in "\r\n":
            return self._break(top)
        if character == "#":
            self._note_code_end()
            self.pos = self.line_from = after(_COMMENT, self.text, self.pos)
        elif character == "\\":
            joined = BREAK.match(self.text, self.pos + 1)
            self.pos = joined.end() if joined else self.pos + 1
        elif character == ":":
            self.pos += 1
            if top is not None and top.kind == "field":
                self._push(Opener(self.pos, "spec", "}", top.raw))
        else:
            self._open(Opener(self.pos, "bracket", _CLOSERS[character]))
        return None

    def _open(self, opener: Opener) -> None:
        self._push(opener)
        self.pos += 1
        if self.evidence is None and self.stack[-1].plain:
            self.evidence = self.doomed.get(opener.offset)

    def _push(self, opener: Opener) -> None:
        if opener.kind == "string":
            opener = opener._replace(string=len(self.stack))
        elif self.stack:
            opener = opener._replace(string=self.stack[-1].string)
        self.stack.append(opener)

    def _close(self, character: str, top: Opener | None) -> LogicalEnd | None:
        if top is not None and character != top.closer:
            end = after(REST_OF_LINE, self.text, self.pos)
            return self._unclosed(end, end)
        if top is not None:
            self.stack.pop()
        self.pos += 1
        return None

    def _note_code_end(self) -> None:
        if self.text[self.line_from : self.pos].strip():
            self.code_end = self.pos

    def _break(self, top: Opener | None) -> LogicalEnd | None:
        """Pass a line break and, inside brackets, look at the lines that follow it."""
        text = self.text
        self._note_code_end()
        self.pos = after(BREAK, text, self.pos)
        if top is None:
            return self._finish(self.pos)
        while True:
            self.line_from = self.pos
            ended = self._line_start(top.plain)
            if ended is not None or top.kind != "bracket" or not self.joins_lines:
                return ended
            inner = INNER_LINE.match(text, self.pos)
            if inner is None:
                return None
            self.pos = inner.end("code")
            self._note_code_end()
            self.pos = inner.end()

    def _line_start(self, plain: bool) -> LogicalEnd | None:
        """Look for evidence at the start of a line inside brackets."""
        line = self.pos
        evidence = unclosed_before(self.text, line, self.code_end)
        if plain and self.remembered is None and starts_statement(self.text, line, self.column):
            self.remembered = line
        if evidence is not None:
            return self._unclosed(line, evidence)
        if self.remembered is not None and self.evidence is not None:
            return self._unclosed(line, self.evidence)
        return None

    def _unclosed(self, cut: int, evidence: int) -> LogicalEnd:
        """End a line whose brackets are certainly not closed."""
        for opener in self.stack:
            if not opener.plain:
                break
            self.doomed.setdefault(opener.offset, evidence)
        end = self._cut_at(cut if self.remembered is None else self.remembered)
        # Not the flaw of a string on the way: how far this read depends on what is known as doomed.
        flaw = Brokenness.UNCLOSED_BRACKET
        return LogicalEnd(end, flaw, max(self.reach, evidence, end), end)

    def _cut_at(self, cut: int) -> int:
        return before_gap(self.text, self.start, cut, self.column)

    def _quote(self, quote: str) -> LogicalEnd | None:
        text, start = self.text, self.pos
        prefix = STRING_PREFIX.search(text[max(start - 3, 0) : start])
        letters = prefix[0].lower() if prefix else ""
        long = text.startswith(quote * 3, start)
        closer = quote * 3 if long else quote
        self.pos = start + len(closer)
        if "f" in letters or "t" in letters:
            self._push(Opener(start, "string", closer, "r" in letters))
            return None
        closed = (LONG_STRING if long else SHORT_STRING)[quote].match(text, self.pos)
        if closed is not None:
            self.pos = closed.end()
            return self._after_long_string(start) if long else None
        if long:
            return self._unclosed_text(start)
        self.pos = after(UNCLOSED_STRING, text, self.pos)
        self._drop_short_string()
        return None

    def _literal(self, top: Opener) -> LogicalEnd | None:
        """Take one step in the literal part of an f-string, or in a format specification."""
        text = self.text
        string = self.stack[top.string]
        self.pos = pos = after(FSTRING_RUN, text, self.pos)
        character = text[pos : pos + 1]
        if character in ("", "\r", "\n"):
            if len(string.closer) == 1:
                self._drop_short_string()
            elif not character:
                return self._unclosed_text(string.offset)
            else:
                self.pos += 1
        elif character == "\\":
            self.pos = _after_backslash(text, pos, top.raw)
        elif character == "{":
            if top.kind == "string" and text.startswith("{{", pos):
                self.pos += 2
            else:
                self._open(Opener(pos, "field", "}", top.raw))
        elif character == "}":
            if top.kind == "spec":
                del self.stack[-2:]
            self.pos += 1
        elif not text.startswith(string.closer, pos):
            self.pos += 1
        else:
            self.pos += len(string.closer)
            del self.stack[top.string :]
            if len(string.closer) > 1:
                return self._after_long_string(string.offset)
        return None

    def _drop_short_string(self) -> None:
        """A string in single quotes ends with its line, and so does the f-string around it."""
        self.flaw = self.flaw or Brokenness.UNCLOSED_STRING
        for index, opener in enumerate(self.stack):
            if opener.kind == "string" and len(opener.closer) == 1:
                del self.stack[index:]
                return

    def _after_long_string(self, start: int) -> LogicalEnd | None:
        """Look whether the quotes that closed a string of several lines were meant to open one."""
        if BREAK.search(self.text, start, self.pos) is None:
            return None
        mistaken, reach = closed_by_mistake(self.text, self.pos)
        self.reach = max(self.reach, reach)
        return self._cut_inside(start, self.pos) if mistaken else None

    def _unclosed_text(self, start: int) -> LogicalEnd:
        size = len(self.text)
        self.reach = size
        end = self._cut_at(size if self.remembered is None else self.remembered)
        unclosed = LogicalEnd(end, Brokenness.UNCLOSED_STRING, size, end)
        return self._cut_inside(start, size) or unclosed

    def _cut_inside(self, start: int, end: int) -> LogicalEnd | None:
        """End the line at the first statement inside a string that was never closed."""
        first = after(REST_OF_LINE, self.text, start)
        cut = statement_inside(self.text, first, end, self.column)
        if cut is None:
            return None
        cut = self._cut_at(cut if self.remembered is None else self.remembered)
        return LogicalEnd(cut, Brokenness.UNCLOSED_STRING, max(self.reach, end), cut)


def _after_backslash(text: str, pos: int, raw: bool) -> int:
    if text[pos + 1 : pos + 2] in ("{", "}"):
        return pos + 1
    if not raw:
        named = NAMED_CHARACTER.match(text, pos)
        if named is not None:
            return named.end()
    if text.startswith("\r\n", pos + 1):
        return pos + 3
    return min(pos + 2, len(text))


def string_end(text: str, start: int, quote: int) -> int:
    """Return the end of the string literal at `start` whose quotes begin at `quote`.

    A string that nothing closes ends with its line, in triple quotes with the text; no evidence is
    looked for here.
    """
    scan = LogicalScan(text, start, 0, {})
    scan.pos = quote
    return scan.run_string()
