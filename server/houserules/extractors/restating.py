"""Whether a comment says what the statement below it says."""

from __future__ import annotations

import re

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import Comment
from houserules.extractors.docstring_words import stems
from houserules.extractors.pragmas import is_pragma
from houserules.text.span import Span

_WORD = re.compile(r"[^\W_]+(?:'\w+)?")
_MOST_WORDS = 8
_VERBS = frozenset(
    {
        "set", "get", "call", "return", "create", "increment", "loop", "check", "initialize",
        "initialise", "init", "build", "make", "add", "update", "print", "log", "import", "define",
        "assign", "append", "remove", "delete", "open", "close", "load", "save", "send", "start",
        "stop", "run", "read", "write", "parse", "fetch", "compute", "calculate", "convert",
        "execute", "raise", "yield", "instantiate", "construct", "declare", "insert", "commit",
    }
)  # fmt: skip
_STOP = frozenset(
    {
        "the", "a", "an", "of", "to", "from", "in", "into", "on", "with", "for", "and", "it",
        "this", "that", "our", "we", "is", "are", "be", "new", "variable", "function", "method",
        "value", "object", "instance", "class", "result",
    }
)  # fmt: skip
_SAYS_WHY = frozenset(
    {
        "because", "since", "so", "must", "only", "note", "why", "hack", "todo", "fixme",
        "workaround", "see", "avoid", "instead", "before", "after", "if", "when", "unless", "not",
        "until", "otherwise", "needed", "default", "first", "again", "always", "never", "ensure",
        "make sure", "here", "step", "now", "then", "finally", "e", "i",
    }
)  # fmt: skip


def restates(comment: str, code: str) -> bool:
    """Whether a comment, with its ``#``, is an instruction whose words all stand in the code.

    At least four words in five must; words that give a reason or an order say more.
    """
    text = comment.lstrip("# ").strip()
    words = [word.lower() for word in _WORD.findall(text)]
    if not 1 < len(words) <= _MOST_WORDS or words[0] not in _VERBS:
        return False
    if any(c.isdigit() for c in text) or "http" in text or set(words) & _SAYS_WHY:
        return False
    if not text.isascii() or set(text) & set("\"'`():;?!/\\[]{}<>=+*,&|@$%^"):
        return False
    content = stems(" ".join(w for w in words if w not in _STOP and w not in _VERBS))
    if not content:
        return False
    known = stems(code)
    return len(content & known) * 5 >= len(content) * 4


def restating_comment_of(p: UnitPass, node: cst.SimpleStatementLine) -> Comment | None:
    """The single comment line directly above a statement that it only repeats."""
    comments = p.parsed.comments
    if not comments:
        return None
    span, text = p.span(node), p.view.unit.text
    above = _line_above(text, _line_start(text, span.start))
    if above is None:
        return None
    comment = next((c for c in comments if c.own_line and _is_in(c.span, above)), None)
    if comment is None or is_pragma(comment.text):
        return None
    if not restates(comment.text, text[span.start : span.end]):
        return None
    return comment if _stands_alone(text, comment, span) else None


def _stands_alone(text: str, comment: Comment, statement: Span) -> bool:
    """Whether the comment is about this one statement.

    Nothing but a blank line, a comment or the end of the block follows, and no other comment
    stands above.
    """
    above = _line_above(text, _line_start(text, comment.span.start))
    if above is not None and text[above.start : above.end].strip().startswith("#"):
        return False
    below = text[statement.end :].splitlines()[1:2]
    if not below or not below[0].strip() or below[0].strip().startswith("#"):
        return True
    indent = statement.start - _line_start(text, statement.start)
    return len(below[0]) - len(below[0].lstrip()) < indent


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_above(text: str, line_start: int) -> Span | None:
    """The line above one, without its break."""
    if line_start == 0:
        return None
    end = line_start - (2 if text.startswith("\r\n", line_start - 2) else 1)
    return Span(_line_start(text, end), end)


def _is_in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
