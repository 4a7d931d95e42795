"""Parsing one unit with LibCST, guarded. What cannot be parsed is a `Problem`, never an exception.

A unit is parsed inside a small wrapper that restores what it has in its file: the default
indentation and newline, and the class body around it. Its tree then equals the subtree that LibCST
builds for it in the whole module.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import libcst as cst

from houserules.syntax.guard import is_too_deep
from houserules.syntax.positions import code_of, record_spans, with_whole_stack
from houserules.syntax.problems import Problem, ProblemKind, error_problem, flaw_problem, item_line
from houserules.syntax.tokens import Comment, comments
from houserules.syntax.unit import Defaults, Unit, UnitKind
from houserules.text.span import Span

Statement: TypeAlias = cst.SimpleStatementLine | cst.BaseCompoundStatement

_BOM = "\ufeff"
_PLACEHOLDER = "_"
# What LibCST raises on odd input: a lone surrogate is a UnicodeEncodeError, and some text makes it
# build nodes from the wrong arguments (TypeError).
_PARSER_FAILURES = (SyntaxError, RecursionError, ValueError, TypeError, MemoryError)


class _Failure(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class ParsedUnit:
    """A unit and its tree, or the problem that kept it from having one.

    Attributes:
        unit: what was parsed.
        node: the statement. Of a class header, the class with the one-statement body `_`. None for
            a footer and for a unit with a problem.
        problem: why there is no node; None for a footer.
    """

    __slots__ = ("_by_place", "_comments", "_spans", "node", "problem", "unit")

    def __init__(self, unit: Unit, node: Statement | None, problem: Problem | None) -> None:
        """Hold the result of a parse."""
        self.unit = unit
        self.node = node
        self.problem = problem
        self._spans: dict[cst.CSTNode, Span] | None = None
        self._comments: tuple[Comment, ...] | None = None
        self._by_place: dict[tuple[str, Span], cst.CSTNode] | None = None

    @property
    def spans(self) -> dict[cst.CSTNode, Span]:
        """The span of every node of the unit, relative to its text. Empty without a tree.

        They are those of LibCST's `PositionProvider`. Of a class header, the placeholder body is
        left out, and what would reach into it ends with the unit.
        """
        if self._spans is None:
            self._spans = {} if self.node is None else _spans_of(self.unit, self.node)
        return self._spans

    def span(self, node: cst.CSTNode) -> Span:
        """Return where `node` lies, relative to the text of the unit.

        Raises:
            KeyError: the node is not of this unit.
        """
        return self.spans[node]

    def nodes_at(self, offset: int) -> tuple[cst.CSTNode, ...]:
        """Return the nodes whose span holds `offset`, outermost first."""
        found = [
            (span.start - span.end, index, node)
            for index, (node, span) in enumerate(self.spans.items())
            if span.start <= offset < span.end
        ]
        # Nodes are recorded when they end, so of two with one span the outer is the later.
        found.sort(key=lambda entry: (entry[0], -entry[1]))
        return tuple(node for _, _, node in found)

    def find(self, kind: str, span: Span) -> cst.CSTNode | None:
        """Return the outermost node of a LibCST class with exactly this span."""
        if self._by_place is None:
            self._by_place = {
                (type(node).__name__, place): node for node, place in self.spans.items()
            }
        return self._by_place.get((kind, span))

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments of the unit, with spans relative to its text; of broken units too."""
        if self._comments is None:
            self._comments = comments(self.unit.text)
        return self._comments


def parse_unit(unit: Unit) -> ParsedUnit:
    """Parse a unit. Never raises on any text."""
    if unit.kind is UnitKind.FOOTER:
        return ParsedUnit(unit, None, None)
    if unit.flaw is not None:
        return ParsedUnit(unit, None, flaw_problem(unit, unit.flaw))
    try:
        return ParsedUnit(unit, _statement(unit), None)
    except _Failure as failure:
        return ParsedUnit(unit, None, failure.problem)


def parse_footer(unit: Unit) -> Sequence[cst.EmptyLine]:
    """Parse the blank and comment lines of a footer, as LibCST has them in a block or a module.

    Raises:
        ValueError: the unit is not a footer that LibCST accepts.
    """
    indent, newline = unit.defaults.indent, unit.defaults.newline
    if unit.indent is None:
        return _module(newline + unit.text).header[1:]
    head = f"if _:{newline}{indent}_{newline}if _:{newline}{unit.indent}_{newline}"
    block = _module(head + unit.text).body[-1]
    if not isinstance(block, cst.If) or not isinstance(block.body, cst.IndentedBlock):
        raise ValueError("a footer must hold comments and blank lines only")
    return block.body.footer


def parse_expression(text: str) -> cst.BaseExpression | None:
    """Parse an expression written inside a string; None when it is not one or nests too deep."""
    if is_too_deep(text):
        return None
    try:
        return cst.parse_expression(text)
    except (cst.ParserSyntaxError, *_PARSER_FAILURES):
        return None


def _module(text: str) -> cst.Module:
    return cst.parse_module(text)


def _statement(unit: Unit) -> Statement:
    text = unit.text.removeprefix(_BOM)
    skipped = len(unit.text) - len(text)
    if is_too_deep(text):
        message = "nested too deeply to be analysed"
        raise _Failure(Problem(ProblemKind.TOO_DEEP, message, item_line(unit)))
    defaults = unit.defaults
    prefix, statements_before = _wrapper(unit, text, defaults)
    source = prefix + text + placeholder_of(unit)
    try:
        module = _module(source)
        statement = _only_statement(module, statements_before, member=unit.indent is not None)
        if statement is None:
            message = "not one statement when it stands alone"
            raise _Failure(Problem(ProblemKind.NOT_ONE_STATEMENT, message, item_line(unit)))
        code = with_whole_stack(lambda: code_of(statement, defaults, unit.indent))
    except cst.ParserSyntaxError as error:
        problem = error_problem(unit, source, len(prefix) - skipped, error)
        raise _Failure(problem) from error
    except SyntaxError as error:  # what a node refuses to be made of: `"a" b"b"`
        problem = Problem(ProblemKind.SYNTAX, error.msg or "invalid syntax", item_line(unit))
        raise _Failure(problem) from error
    except RecursionError as error:
        message = "nested too deeply to be analysed"
        problem = Problem(ProblemKind.RECURSION, message, item_line(unit))
        raise _Failure(problem) from error
    except _PARSER_FAILURES as error:
        message = f"the parser failed with {type(error).__name__}"
        raise _Failure(Problem(ProblemKind.INTERNAL, message, item_line(unit))) from error
    expected = source[len(prefix) :]
    if code != expected and code != expected + defaults.newline:
        message = "the parser would not give this text back unchanged"
        raise _Failure(Problem(ProblemKind.OPAQUE, message, item_line(unit)))
    return statement


def placeholder_of(unit: Unit) -> str:
    """Return the one-statement body that a class header is parsed with; empty for other units."""
    if unit.body_indent is None:
        return ""
    return f"{unit.body_indent}{_PLACEHOLDER}{unit.defaults.newline}"


def _wrapper(unit: Unit, text: str, defaults: Defaults) -> tuple[str, int]:
    """Return what goes before the unit's text, and how many statements that is."""
    indent, newline = defaults.indent, defaults.newline
    first_block = f"if _:{newline}{indent}_{newline}"
    if unit.indent is not None:
        head = f"class _:{newline}"
        return (head, 0) if unit.indent == indent else (first_block + head, 1)
    own_indent = unit.body_indent or unit.block_indent
    if own_indent in (None, indent) and newline == "\n" and "\r" not in text:
        return "", 0
    return f"{first_block}_{newline}", 2


def _only_statement(module: cst.Module, before: int, *, member: bool) -> Statement | None:
    if len(module.body) != before + 1 or module.footer:
        return None
    statement = module.body[-1]
    if member:
        if not isinstance(statement, cst.ClassDef) or len(statement.body.body) != 1:
            return None
        if not isinstance(statement.body, cst.IndentedBlock) or statement.body.footer:
            return None
        statement = statement.body.body[0]
    if not isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
        return None
    if before or not module.header:
        return statement
    # LibCST gives the leading lines of a module's first statement to the module.
    return statement.with_changes(leading_lines=module.header)


def _spans_of(unit: Unit, node: Statement) -> dict[cst.CSTNode, Span]:
    skipped = 1 if unit.text.startswith(_BOM) else 0
    spans = with_whole_stack(lambda: record_spans(node, unit.defaults, unit.indent, skipped))
    size = len(unit.text)
    if unit.body_indent is None and unit.text[-1:] in ("\n", "\r"):
        return spans
    # A class header is parsed with a placeholder body, and the last line of a file may lack the
    # break that LibCST writes.
    return {
        inner: Span(min(span.start, size), min(span.end, size)) for inner, span in spans.items()
    }
