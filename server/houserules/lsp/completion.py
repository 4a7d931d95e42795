"""Completion: words of settings in settings files, rule ids in ignore comments.

Answered from data that ships with the package, also with the host down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from houserules.lsp.convert import to_offset, to_range
from houserules.lsp.documents import OpenDocument, Role
from houserules.lsp.editor import Editor
from houserules.lsp.settings_caret import Place, caret_at
from houserules.lsp.settings_words import SettingsWords, Word, WordKind
from houserules.lsp.uris import name_of
from houserules.lsp.wire import json_object
from houserules.text.lines import Position
from houserules.text.span import Span

TRIGGERS = ('"', "'", "[", "/", ",")
"""Characters behind which clients ask, beside letters."""

_IGNORE_BEFORE = re.compile(r"#\s{0,8}houserules:\s{0,8}ignore(?:-file)?\[([^\]\n]{0,2000})$")
_WORD_BEFORE = re.compile(r"(?<![\w/-])[\w/-]*$")
_WORD_BEHIND = re.compile(r"[\w/-]*")
_REST_OF_IDS = re.compile(r"[^\]\n#]*")
_ID = re.compile(r"[\w/-]+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_.-]+")
_KINDS = {WordKind.KEY: 10, WordKind.VALUE: 12, WordKind.RULE: 20, WordKind.AREA: 9}
"""Property, Value, EnumMember, Module."""


def complete(
    editor: Editor, document: OpenDocument, position: Position, words: SettingsWords
) -> list[dict[str, Any]]:
    """Answer `textDocument/completion`; nothing where no word of ours can stand."""
    offset = to_offset(document.document, position, editor.encoding)
    if document.role is Role.PYTHON:
        return _in_comment(editor, document, offset, words)
    if document.role is Role.SETTINGS:
        return _in_settings(editor, document, offset, words)
    return []


def resolve(item: Mapping[str, Any], page: Callable[[str], str | None]) -> dict[str, Any]:
    """Answer `completionItem/resolve`: the page of the rule that the item stands for."""
    rule = (json_object(item.get("data")) or {}).get("rule")
    text = page(rule) if isinstance(rule, str) else None
    if text is None:
        return dict(item)
    return {**item, "documentation": {"kind": "markdown", "value": text}}


def _in_comment(
    editor: Editor, document: OpenDocument, offset: int, words: SettingsWords
) -> list[dict[str, Any]]:
    text, lines = document.document.text, document.document.lines
    line = lines.line_span(lines.line_of(offset))
    before = _IGNORE_BEFORE.search(text, line.start, offset)
    if before is None:
        return []
    start = offset - len(_matched(_WORD_BEFORE.search(text, before.start(1), offset)))
    end = offset + len(_matched(_WORD_BEHIND.match(text, offset, line.end)))
    behind = _matched(_REST_OF_IDS.match(text, end, line.end))
    present = {*_ID.findall(text, before.start(1), start), *_ID.findall(behind)}
    found = _found_in(document, line)
    offered = [w for w in words.selectors() if w.text != "all" and w.text not in present]
    # What is reported on the line is most likely meant.
    offered.sort(key=lambda word: word.text not in found)
    word = Span(start, end)
    return [_item(editor, document, w, word, w.text, n) for n, w in enumerate(offered)]


def _found_in(document: OpenDocument, line: Span) -> frozenset[str]:
    if not document.current:
        return frozenset()
    rules = {place.finding["rule"] for place in document.blocks.touching(line)}
    # Those about comments are there because this one is half typed.
    return frozenset(rule for rule in rules if not rule.startswith("suppressions/"))


def _in_settings(
    editor: Editor, document: OpenDocument, offset: int, words: SettingsWords
) -> list[dict[str, Any]]:
    text = document.document.text
    caret = caret_at(text, offset)
    if caret is None:
        return []
    offered = words.at(caret, pyproject=name_of(document.uri) == "pyproject.toml")
    closed = not caret.quote or text.startswith(caret.quote, caret.word.end)
    is_value = caret.place is Place.VALUE
    return [
        _item(editor, document, word, caret.word, _written(word, caret.quote, closed, is_value), n)
        for n, word in enumerate(offered)
    ]


def _written(word: Word, quote: str, closed: bool, is_value: bool) -> str:
    """The word as it is put in the place of what is typed."""
    if quote:
        return word.text if closed else word.text + quote
    bare = _BARE_KEY.fullmatch(word.text) if not is_value else not word.is_string
    return word.text if bare else f'"{word.text}"'


def _item(
    editor: Editor, document: OpenDocument, word: Word, span: Span, written: str, place: int
) -> dict[str, Any]:
    item: dict[str, Any] = {
        "label": word.text,
        "kind": _KINDS[word.kind],
        "sortText": f"{place:04}",
        "filterText": word.text,
        "textEdit": {
            "range": to_range(document.document, span.start, span.end, editor.encoding),
            "newText": written,
        },
    }
    if word.detail:
        item["detail"] = word.detail
    if word.kind is WordKind.RULE:
        item["data"] = {"rule": word.text}
    return item


def _matched(match: re.Match[str] | None) -> str:
    return match.group() if match else ""
