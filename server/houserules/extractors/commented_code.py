"""Whether comments are code that somebody took out."""

from __future__ import annotations

import ast
import keyword
import re
import textwrap
from collections.abc import Sequence

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import Comment
from houserules.extractors.pragmas import is_pragma
from houserules.text.span import Span

_MOST_CHARACTERS = 4_000
_SIGN = re.compile(r"=|\(|:\s*(?:\n|$)|\bimport\b|\breturn\b|\bdef\b|\bdel\b|\braise\b")
_PROSE = re.compile(r">>>|://|\.\.\.\s|^[ \t]*(?:/{3}|[-=#*~]{3})", re.MULTILINE)
_SENTENCE = re.compile(r"^[ \t]*(\w+)[ \t]+\(", re.MULTILINE)
"""``Input (required)``: nobody calls a function like that."""
_MARKS = frozenset({"TODO", "FIXME", "XXX", "NOTE", "HACK", "WARNING", "BUG"})
_STATEMENTS = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If,
    ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Raise, ast.AugAssign,
    ast.Delete, ast.Return,
)  # fmt: skip


def is_commented_out(comments: Sequence[str]) -> bool:
    """Whether consecutive comments, with their ``#``, are code as a whole.

    One line must assign or call something, or be a statement that no sentence is.
    """
    text = textwrap.dedent("\n".join(_without_mark(comment) for comment in comments))
    if len(text) > _MOST_CHARACTERS or "\\" in text or "\0" in text:
        return False
    if not _SIGN.search(text) or _PROSE.search(text):
        return False
    statements = _parsed(text)
    if any(not keyword.iskeyword(m[1]) for m in _SENTENCE.finditer(text)):
        return False
    return (
        bool(statements)
        and any(_is_code(s) for s in statements)
        and all(
            _is_code(s) or isinstance(s, ast.Expr | ast.Assign | ast.AnnAssign | ast.Pass)
            for s in statements
        )
    )


def _without_mark(comment: str) -> str:
    return comment.removeprefix("#")


def _parsed(text: str) -> Sequence[ast.stmt]:
    """The statements of a text that parses: as it is, or as the body of a function."""
    body = textwrap.indent(text, " ")
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    try:
        outer = ast.parse(f"async def f():\n{body}\n").body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return outer.body if isinstance(outer, ast.AsyncFunctionDef) else ()


def _is_code(statement: ast.stmt) -> bool:
    if isinstance(statement, _STATEMENTS):
        return not isinstance(statement, ast.Return) or _says_code(statement.value)
    if isinstance(statement, ast.Expr):
        value = statement.value
        if isinstance(value, ast.Await):
            return isinstance(value.value, ast.Call)
        return isinstance(value, ast.Call) and _is_real_call(value)
    if isinstance(statement, ast.AnnAssign):
        return statement.value is not None and _says_code(statement.value)
    if isinstance(statement, ast.Assign):
        return _says_code(statement.value)
    return False


def _is_real_call(call: ast.Call) -> bool:
    """A call with arguments, or of a member; ``name()`` alone is how people speak of functions."""
    if isinstance(call.func, ast.Name):
        return bool(call.args or call.keywords) and call.func.id not in _MARKS
    return isinstance(call.func, ast.Attribute)


def _says_code(value: ast.expr | None) -> bool:
    """Whether a value is more than names and sums of them, as formulas in sentences are."""
    if value is None:
        return False
    return any(
        isinstance(n, ast.Call | ast.Attribute | ast.Subscript | ast.Dict | ast.Await | ast.Lambda)
        or (isinstance(n, ast.Constant) and isinstance(n.value, str | bool))
        for n in ast.walk(value)
    )


def commented_out(p: UnitPass, comment: Comment) -> Span | None:
    """The lines of commented-out code that begin with a comment; ``None`` for anything else."""
    if not comment.own_line:
        return None
    group = _group(p, comment)
    if not group or any(is_pragma(c.text) for c in group):
        return None
    if not is_commented_out([c.text for c in group]):
        return None
    return Span(group[0].span.start, group[-1].span.end)


def _group(p: UnitPass, first: Comment) -> Sequence[Comment]:
    """The comments on consecutive lines that begin with one; empty where it is not the first."""
    text, found = p.view.unit.text, [first]
    for comment in p.parsed.comments:
        if not comment.own_line:
            continue
        if comment.span.end <= first.span.start:
            if _is_next(text, comment, first):
                return ()
        elif comment.span.start > first.span.start and _is_next(text, found[-1], comment):
            found.append(comment)
    return found


def _is_next(text: str, comment: Comment, other: Comment) -> bool:
    """Whether nothing but one line break and indentation is between two comments."""
    between = text[comment.span.end : other.span.start]
    return between.strip(" \t") in ("\n", "\r\n", "\r")
