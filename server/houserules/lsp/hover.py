"""Hover: the page of the rule under the caret, also with the host down."""

from __future__ import annotations

import re
from collections.abc import Callable

from houserules.lsp.convert import to_offset, to_range
from houserules.lsp.documents import OpenDocument, Role
from houserules.lsp.editor import Editor
from houserules.lsp.settings_caret import Place, caret_at
from houserules.lsp.settings_words import SettingsWords
from houserules.lsp.uris import name_of
from houserules.text.lines import Position
from houserules.text.span import Span

Page = Callable[[str], str | None]

_RULE_ID = re.compile(r"(?<![a-z0-9-])[a-z][a-z0-9-]*/[a-z][a-z0-9-]*")
_IGNORE = re.compile(r"#\s*houserules:\s*ignore(?:-file)?\[[^\]]*\]")
_BETWEEN_PAGES = "\n\n---\n\n"


def hover(
    editor: Editor, document: OpenDocument, position: Position, page: Page, words: SettingsWords
) -> dict[str, object] | None:
    """Answer `textDocument/hover`.

    For a rule id, a key of the settings or a marked range; None where there is nothing of them.
    """
    offset = to_offset(document.document, position, editor.encoding)
    mentioned = rule_id_at(document, offset)
    if mentioned is None and document.role is Role.SETTINGS:
        return _key_hover(editor, document, offset, words)
    if mentioned is not None:
        rules, span = [mentioned[0]], mentioned[1]
    elif document.current:
        places = list(document.blocks.touching(Span(offset, offset)))
        if not places:
            return None
        rules = list(dict.fromkeys(place.finding["rule"] for place in places))
        span = min((place.span for place in places), key=lambda s: s.length)
    else:
        return None
    pages = [text for rule in rules if (text := page(rule)) is not None]
    if not pages:
        return None
    return {
        "contents": {"kind": "markdown", "value": _BETWEEN_PAGES.join(pages)},
        "range": to_range(document.document, span.start, span.end, editor.encoding),
    }


def _key_hover(
    editor: Editor, document: OpenDocument, offset: int, words: SettingsWords
) -> dict[str, object] | None:
    caret = caret_at(document.document.text, offset)
    if caret is None or caret.place is Place.VALUE or not caret.word.length:
        return None
    name = document.document.text[caret.word.start : caret.word.end]
    pyproject = name_of(document.uri) == "pyproject.toml"
    text = words.description((*caret.keys, name), pyproject=pyproject)
    if text is None:
        return None
    return {
        "contents": {"kind": "markdown", "value": text},
        "range": to_range(document.document, caret.word.start, caret.word.end, editor.encoding),
    }


def rule_id_at(document: OpenDocument, offset: int) -> tuple[str, Span] | None:
    """Return the rule id at an offset where one can stand: an ignore comment, a settings file."""
    text, lines = document.document.text, document.document.lines
    line = lines.line_span(lines.line_of(offset))
    content = text[line.start : line.end]
    within = Span(0, len(content))
    if document.role is Role.PYTHON:
        comment = next(
            (
                found
                for found in _IGNORE.finditer(content)
                if found.start() <= offset - line.start <= found.end()
            ),
            None,
        )
        if comment is None:
            return None
        within = Span(*comment.span())
    for found in _RULE_ID.finditer(content, *within):
        if found.start() <= offset - line.start <= found.end():
            return found.group(), Span(*found.span()).shifted(line.start)
    return None
