"""Cutting a text into units, in one pass over its logical lines.

What is decided at the start of an item depends on the open class scopes and nothing else, so a cut
can begin at any item and stop where it meets an old one (see `reparse`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from houserules.syntax.lexicon import GAP, INDENT, SIMPLE_LINE, WORD, after, column_of
from houserules.syntax.logical import LogicalEnd, LogicalLines
from houserules.syntax.ownership import owned_end
from houserules.syntax.unit import Brokenness, Defaults, Unit, UnitKind

MAX_CLASS_DEPTH = 64
"""Classes nested deeper are not cut; Python itself stops at 100 levels of indentation."""

_CONTINUES = {
    "elif": frozenset({"if"}),
    "else": frozenset({"if", "for", "while", "try", "async"}),
    "except": frozenset({"try"}),
    "finally": frozenset({"try"}),
}
_AFTER_DECORATOR = frozenset({"@", "def", "class", "async"})
_LEADING_BACKSLASH = re.compile(r"(?:\\(?:\r\n?|\n)[ \t\f]*+)+")


@dataclass(slots=True)
class ClassScope:
    """An open class body.

    Attributes:
        column: the column of the class itself.
        body: the column of its members.
        indent: the white space that makes up `body`.
        header: the index of the header among the units that the cut made; None when the header
            lies before the place where the cut began.
        members: how many members it has so far; 2 stands for more.
    """

    column: int
    body: int
    indent: str
    header: int | None
    members: int

    @property
    def state(self) -> tuple[int, int, str, int]:
        """What decides how the following lines are cut."""
        return (self.column, self.body, self.indent, self.members)


@dataclass(slots=True)
class _Stray:
    """An indent that no header asked for, inside an item."""

    start: int
    column: int
    head_end: int
    head_flaw: Brokenness | None


@dataclass(slots=True)
class _Item:
    start: int
    end: int
    column: int
    first_word: str
    level_word: str
    """The first word of the last line at the item's own column."""
    flaw: Brokenness | None
    reach: int
    block_indent: str | None
    block: str | None = None
    """The indentation of the block after the last line at the item's own column."""
    columns: list[int] = field(init=False)
    """The columns of the blocks that are open in it, its own first."""
    stray: _Stray | None = None
    code_end: int = 0
    """Where the code of its last logical line ends."""
    broken_line: bool = False
    """Whether its last logical line is broken."""

    def __post_init__(self) -> None:
        self.columns = [self.column]

    def take(self, end: int, code_end: int, flaw: Brokenness | None, reach: int) -> None:
        """Take a logical line into the item."""
        self.end = end
        self.code_end = code_end
        self.broken_line = flaw is not None
        self.flaw = self.flaw or flaw
        self.reach = max(self.reach, reach)

    def begin_clause(self, word: str) -> None:
        """Go on at the item's own column: what was indented without a header stays inside."""
        if self.stray is not None:
            self.flaw = self.flaw or Brokenness.STRAY_INDENT
            self.stray = None
        self.level_word = word
        self.block = None
        self.columns = [self.column]


class Cut:
    """One pass of the splitter over a text, or over a part of it."""

    def __init__(
        self,
        text: str,
        defaults: Defaults,
        *,
        start: int = 0,
        lead_start: int = 0,
        scopes: list[ClassScope] | None = None,
        meets: Callable[[int, list[ClassScope]], bool] | None = None,
    ) -> None:
        """Prepare a cut of `text` from the item at `start`, inside `scopes`.

        `meets` is asked at the start of each item whether to stop there.
        """
        self.text = text
        self.defaults = defaults
        self.units: list[Unit] = []
        self.reaches: list[int] = []
        """How far, from the start of each unit, was read to decide its end; 0 for a footer."""
        self.lead_start = lead_start
        self.stopped_at: int | None = None
        self.too_late = False
        """A class header before `start` would have to be cut anew: begin earlier."""
        self._pos = start or (1 if text.startswith("\ufeff") else 0)
        self._scopes = scopes or []
        self._meets = meets
        self._lines = LogicalLines(text)

    def run(self) -> None:  # houserules: ignore[style/function-length] - one loop over all lines
        """Cut until the end of the text, or until `meets` says to stop."""
        text, scopes = self.text, self._scopes
        pos = self._pos
        level = scopes[-1].body if scopes else 0
        item: _Item | None = None
        while True:
            simple = SIMPLE_LINE.match(text, pos)
            if simple is not None:
                start, word_start = simple.span("indent")
                indent, word = simple["indent"], simple["word"]
                word_end = simple.end("word")
                pos = reach = simple.end()
                code_end = simple.end("code")
                if code_end == word_start:
                    break
                flaw = None
            else:
                start = after(GAP, text, pos)
                if start == len(text):
                    break
                indent, word, word_end, (pos, flaw, reach, code_end) = self._hard_line(start)
            column = column_of(indent) if indent else 0

            if item is not None and column > level:
                if item.level_word != "class" or len(scopes) >= MAX_CLASS_DEPTH:
                    if column != item.columns[-1]:
                        opened = item.broken_line or _ends_with_colon(text, item)
                        _indent_or_dedent(item, start, column, indent, opened=opened)
                    if item.block_indent is None:
                        item.block_indent = indent
                    item.take(pos, code_end, flaw, reach)
                    continue
                self._add(item, item.end, UnitKind.CLASS_HEADER, word_end + 1, indent)
                scopes.append(ClassScope(item.column, column, indent, len(self.units) - 1, 0))
                level = column
            elif item is not None and column == level == item.column and _continues(item, word):
                item.begin_clause(word)
                item.take(pos, code_end, flaw, reach)
                continue
            elif item is not None:
                depth = len(scopes)
                while depth and column <= scopes[depth - 1].column:
                    depth -= 1
                self._close(item, start, word_end + 1, depth)
                level = scopes[-1].body if scopes else 0
                if scopes and column < level and scopes[-1].members == 1:
                    if not self._widen(scopes[-1], column, indent, word_end + 1):
                        self.too_late = True
                        return
                    level = column

            if self._meets is not None and self._meets(start, scopes):
                self.stopped_at = start
                return
            if column != level:
                flaw = Brokenness.STRAY_INDENT if column > level else Brokenness.BAD_DEDENT
            if scopes:
                scopes[-1].members = min(scopes[-1].members + 1, 2)
            item = _Item(start, pos, column, word, word, flaw, reach, indent if column else None)
            item.take(pos, code_end, flaw, reach)
        if item is not None:
            self._close(item, len(text), len(text), 0)
        if self.lead_start < len(text):
            self._add_footer(len(text), 0, None)

    def _hard_line(self, start: int) -> tuple[str, str, int, LogicalEnd]:
        text = self.text
        word_start = after(INDENT, text, start)
        indent = text[start:word_start]
        joined = _LEADING_BACKSLASH.match(text, word_start)
        name_start = word_start if joined is None else joined.end()
        word_end = after(WORD, text, name_start)
        name = text[name_start:word_end]
        return indent, name, word_end, self._lines.end_of(word_start, column_of(indent))

    def _close(self, item: _Item, next_start: int, reach: int, depth: int) -> None:
        """End `item`, and the scopes deeper than `depth`, before the item at `next_start`."""
        stray = item.stray
        if stray is not None:
            tail = _Item(
                stray.start,
                item.end,
                stray.column,
                "",
                "",
                Brokenness.STRAY_INDENT,
                item.reach,
                item.block_indent,
            )
            item.end, item.flaw = stray.head_end, stray.head_flaw
            self._add_statement(item, stray.start, max(item.reach, reach))
            item = tail
            if self._scopes:
                self._scopes[-1].members = 2
        self._add_statement(item, next_start, reach)
        while len(self._scopes) > depth:
            scope = self._scopes[-1]
            end = owned_end(self.text, self.lead_start, next_start, scope.indent)
            if end > self.lead_start:
                self._add_footer(end, len(self._scopes), scope.indent)
            self._scopes.pop()

    def _add_statement(self, item: _Item, next_start: int, reach: int) -> None:
        end = item.end
        if item.block is not None:
            end = owned_end(self.text, end, next_start, item.block)
        self._add(item, end, UnitKind.STATEMENT, reach, None)

    def _add(
        self, item: _Item, end: int, kind: UnitKind, reach: int, body_indent: str | None
    ) -> None:
        scopes, lead_start = self._scopes, self.lead_start
        self.units.append(
            Unit(
                self.text[lead_start:end],
                kind,
                depth=len(scopes),
                indent=scopes[-1].indent if scopes else None,
                defaults=self.defaults,
                item_start=item.start - lead_start,
                body_indent=body_indent,
                block_indent=item.block_indent,
                flaw=item.flaw,
            )
        )
        self.reaches.append(max(item.reach, reach) - lead_start)
        self.lead_start = end

    def add_footer(self) -> None:
        """Add the rest of the text as a unit without a statement."""
        self._add_footer(len(self.text), 0, None)

    def _add_footer(self, end: int, depth: int, indent: str | None) -> None:
        text = self.text[self.lead_start : end]
        self.units.append(
            Unit(
                text,
                UnitKind.FOOTER,
                depth=depth,
                indent=indent,
                defaults=self.defaults,
                item_start=len(text),
            )
        )
        self.reaches.append(0)
        self.lead_start = end

    def _widen(self, scope: ClassScope, column: int, indent: str, reach: int) -> bool:
        """Take a line left of a class's only member as the true indentation of its body.

        The member becomes a stray indent. Returns False when it lies before the start of the cut.
        """
        if scope.header is None:
            return False
        units, first = self.units, scope.header + 1
        header, member = units[scope.header], units[first]
        units[scope.header] = header.recut(body_indent=indent)
        units[first] = member.recut(indent=indent, flaw=Brokenness.STRAY_INDENT)
        read = reach - self.lead_start + sum(len(unit.text) for unit in units[first:])
        for index, lead in ((scope.header, len(header.text)), (first, 0)):
            self.reaches[index] = max(self.reaches[index], read + lead)
        scope.body, scope.indent = column, indent
        return True


def _ends_with_colon(text: str, item: _Item) -> bool:
    code = text[max(item.start, item.code_end - 200) : item.code_end]
    # A line joined to a blank one by a backslash still ends in its colon.
    return code.rstrip(" \t\f\r\n\\").endswith(":")


def _continues(item: _Item, word: str) -> bool:
    """Tell whether a line that starts with `word` at the item's column belongs to the item."""
    if item.level_word == "@":
        return word in _AFTER_DECORATOR
    takers = _CONTINUES.get(word)
    return takers is not None and item.first_word in takers


def _indent_or_dedent(item: _Item, start: int, column: int, indent: str, *, opened: bool) -> None:
    columns = item.columns
    if column > columns[-1]:
        if not opened and item.stray is None:
            item.stray = _Stray(start, column, item.end, item.flaw)
        elif len(columns) == 1 and item.stray is None:
            item.block = indent
        columns.append(column)
        return
    while columns and columns[-1] > column:
        columns.pop()
    if not columns or columns[-1] < column:
        columns.append(column)
    if item.stray is not None and column < item.stray.column:
        item.flaw = item.flaw or Brokenness.STRAY_INDENT
        item.stray = None
