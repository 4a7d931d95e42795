"""What holds of every safe edit, looked at with Python's own ``compile``, ``ast`` and ``tokenize``.

A second opinion on ``fixes.check``: nothing is shared with it but the edits. Texts that Python does
not take are not looked at.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from houserules.testing.newer_syntax import readable_here
from houserules.testing.outline import Outline, Placed
from houserules.text.edits import apply_edits
from houserules.text.lines import Encoding, LineIndex
from houserules.text.span import Span, TextEdit

_BOM = "\ufeff"
_BREAKS = re.compile(r"\r\n|\r|\n")
_STRINGS = frozenset({"STRING", "FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END"})


@dataclass(frozen=True, slots=True)
class Edited:
    """A text, edits of it, and the comments that they mean to remove or reword."""

    before: str
    after: str
    edits: Sequence[TextEdit]
    dropped: Sequence[str] = ()

    def moved(self, span: Span) -> Span | None:
        """Where a part that no edit touches is afterwards; ``None`` for other parts."""
        shift = 0
        for edit in self.edits:
            if edit.span.touches(span):
                return None
            if edit.span.end < span.start:
                shift += edit.delta
        return span.shifted(shift)


def broken_properties(edited: Edited) -> list[str]:
    """The names of the properties that an edit breaks; empty is good."""
    found = list(_of_text(edited))
    before, after = _compiled(edited.before), _compiled(edited.after)
    if before is None:
        return found
    if after is None:
        return [*found, "parses"]
    found += _of_tokens(edited)
    found += _of_outlines(
        edited, Outline.of(before, edited.before), Outline.of(after, edited.after)
    )
    return found


def _compiled(text: str) -> ast.Module | None:
    code = readable_here(text.removeprefix(_BOM))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(code, "<edited>", "exec", dont_inherit=True)
            return ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _of_text(edited: Edited) -> Iterator[str]:
    before, after = edited.before, edited.after
    if apply_edits(before, edited.edits) != after:
        yield "edits make the text"
    if _through_editor(before, edited.edits) != after:
        yield "edits make the text in an editor"
    if not edited.edits and before != after:
        yield "no edit, no change"
    if not set(_BREAKS.findall(after)) <= (set(_BREAKS.findall(before)) or {"\n"}):
        yield "line breaks"
    if before.startswith(_BOM) != after.startswith(_BOM):
        yield "byte order mark"
    if before.count("\f") != after.count("\f"):
        yield "form feeds"
    if before and after and (before[-1] in "\r\n") != (after[-1] in "\r\n"):
        yield "last line break"
    if "\n\t" in after and "\t" not in before:
        yield "indentation"
    if _coding(before) != _coding(after):
        yield "coding line"


def _through_editor(text: str, edits: Sequence[TextEdit]) -> str:
    """What an editor that counts in UTF-16 makes of a text, sent lines and columns."""
    lines = LineIndex.of(text)
    units = text.encode("utf-16-le", "surrogatepass")
    starts = [0]
    for found in re.finditer(r"\r\n|\r|\n", text):
        starts.append(len(text[: found.end()].encode("utf-16-le", "surrogatepass")))
    for edit in sorted(edits, reverse=True):
        first, last = (lines.position(text, o, Encoding.UTF16) for o in edit.span)
        start, end = starts[first.line] + 2 * first.column, starts[last.line] + 2 * last.column
        units = units[:start] + edit.text.encode("utf-16-le", "surrogatepass") + units[end:]
    return units.decode("utf-16-le", "surrogatepass")


def _coding(text: str) -> str | None:
    try:
        return tokenize.detect_encoding(io.BytesIO(text[:400].encode()).readline)[0]
    except SyntaxError:
        return None


def _of_tokens(edited: Edited) -> Iterator[str]:
    try:
        before, after = _tokens(edited.before), _tokens(edited.after)
    except (tokenize.TokenError, IndentationError):
        return
    comments = [Counter(t for t, _, kind in some if kind == "COMMENT") for some in (before, after)]
    lost, gained = comments[0] - comments[1], comments[1] - comments[0]
    dropped = Counter(edited.dropped)
    # What a human is to complete may be put in.
    gained = Counter({text: n for text, n in gained.items() if "TODO(houserules)" not in text})
    if lost - dropped or gained.total() > min(lost.total(), dropped.total()):
        yield "comments"
    now = {(text, span) for text, span, kind in after if kind in _STRINGS}
    strings = ((t, edited.moved(span)) for t, span, kind in before if kind in _STRINGS)
    if any(span is not None and (text, span) not in now for text, span in strings):
        yield "strings"


def _tokens(text: str) -> list[tuple[str, Span, str]]:
    """Comments and strings. ``tokenize`` does not know a lone carriage return."""
    code = re.sub(r"\r(?!\n)", "\n", text)
    starts = [0, *(found.end() for found in re.finditer("\n", code))]
    skipped = len(code) - len(code.removeprefix(_BOM))
    lines = io.StringIO(code.removeprefix(_BOM), newline="\n")
    found: list[tuple[str, Span, str]] = []
    for token in tokenize.generate_tokens(lines.readline):
        kind = tokenize.tok_name[token.type]
        if kind == "COMMENT" or kind in _STRINGS:
            first, last = (
                starts[line - 1] + column + (skipped if line == 1 else 0)
                for line, column in (token.start, token.end)
            )
            found.append((token.string, Span(first, last), kind))
    return found


def _of_outlines(edited: Edited, before: Outline, after: Outline) -> Iterator[str]:
    if before.docstring is not None and after.docstring is None:
        yield "docstring first"
    doubled = (name for name, n in after.imports.items() if n > max(1, before.imports[name]))
    if any(doubled):
        yield "imports doubled"
    if (before.imports.keys() - after.imports.keys()) & after.reads:
        yield "imports missing"
    if (after.imports.keys() - before.imports.keys()) - after.words:
        yield "imports unused"
    if any(not _stays(item, edited, after) for item in before.children):
        yield "code elsewhere"


def _stays(item: Placed, edited: Edited, after: Outline) -> bool:
    """Whether what no edit touches is the same code at the same place."""
    moved = edited.moved(item.span)
    if moved is not None:
        other = after.at(type(item.node), moved)
        return other is not None and ast.dump(item.node) == ast.dump(other)
    return all(_stays(child, edited, after) for child in item.children)
