"""Whether an edit keeps how a file is laid out: line breaks, indentation, what its ends look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit
from houserules.text.span import TextEdit

_BREAK = re.compile(r"\r\n|\r|\n")
_CODING = re.compile(r"^[ \t\f]{0,99}#.{0,999}?coding[:=]", re.ASCII)
_TAB_INDENT = re.compile(r"^ {0,99}\t", re.MULTILINE)
_BOM = "\ufeff"


def layout_is_kept(before: SyntaxTree, after: SyntaxTree, edits: Sequence[TextEdit]) -> bool:
    """Whether line breaks, indentation, BOM, coding line, form feeds and the end stay as they are.

    Args:
        before: The units of the text that the edits are for.
        after: The units of the text that they make.
        edits: The edits.
    """
    old, new = before.text, after.text
    return (
        _breaks(edits) <= (_kinds_of_break(old) or {"\n"})
        and old.startswith(_BOM) == new.startswith(_BOM)
        and _coding_lines(old) == _coding_lines(new)
        and old.count("\f") == new.count("\f")
        and _ends_with_break(old) == _ends_with_break(new)
        and _indentation_is_kept(before, after, old, new)
    )


def _breaks(edits: Iterable[TextEdit]) -> set[str]:
    return {found for edit in edits for found in _BREAK.findall(edit.text)}


def _kinds_of_break(text: str) -> set[str]:
    if "\r" not in text:
        return {"\n"} if "\n" in text else set()
    return set(_BREAK.findall(text))


def _coding_lines(text: str) -> list[str]:
    lines = _BREAK.split(text[:2_000], maxsplit=2)[:2]
    return [line for line in lines if _CODING.match(line)]


def _ends_with_break(text: str) -> bool:
    return not text or text.endswith(("\n", "\r"))


def _indentation_is_kept(before: SyntaxTree, after: SyntaxTree, old: str, new: str) -> bool:
    """Whether no block is indented in a way that no block was, if any was."""
    if _TAB_INDENT.search(new) and not _TAB_INDENT.search(old):
        return False
    known = _block_indents(before.units)
    step = before.defaults.indent
    return not known or all(
        indent in known or not indent.replace(step, "") for indent in _block_indents(after.units)
    )


def _block_indents(units: Iterable[Unit]) -> set[str]:
    return {unit.block_indent for unit in units if unit.block_indent}
