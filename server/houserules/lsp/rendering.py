"""Renders findings as the JSON of LSP diagnostics, line numbers left open.

Text is made here, not objects: a diagnostic is rendered once for the life of its unit and joined
ever after. Columns are settled at once, for a block holds whole lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from houserules.host.protocol import Finding, Message
from houserules.lsp.blocks import Rendered
from houserules.lsp.convert import relative_positions
from houserules.lsp.editor import Editor
from houserules.text.lines import Position

SOURCE = "houserules"

_ENCODE = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class DiagnosticRenderer:
    """Renders for one document: its uri appears in related information."""

    def __init__(self, uri: str, editor: Editor, page_uri: Callable[[str], str | None]) -> None:
        """`page_uri` returns the uri of a rule's page, None for a rule without one."""
        self._uri = _literal(uri)
        self._encoding = editor.encoding
        self._page_uri = page_uri if editor.code_description else _no_page
        self._related = editor.related_information
        self._tags = editor.diagnostic_tags

    def render(self, text: str, start: int, findings: Sequence[Finding]) -> list[Rendered]:
        """Render findings relative to `start`, the start of a line in `text`, one by one."""
        offsets = [o for finding in findings for span in self._spans(finding) for o in span]
        places = iter(relative_positions(text, start, offsets, self._encoding))
        rendered: list[Rendered] = []
        for finding in findings:
            positions = [(next(places), next(places)) for _ in self._spans(finding)]
            lines: list[int] = []
            rendered.append(Rendered(self._object(finding, positions, lines), tuple(lines)))
        return rendered

    def _spans(self, finding: Finding) -> list[list[int]]:
        if not self._related:
            return [finding["span"]]
        return [finding["span"], *(related["span"] for related in finding.get("related", ()))]

    def _object(
        self,
        finding: Finding,
        positions: Sequence[tuple[Position, Position]],
        lines: list[int],
    ) -> str:
        rule = finding["rule"]
        parts = [
            f'{{"range":{_open_range(*positions[0], lines)}',
            f'"severity":{finding["severity"]:d}',
            f'"code":{_literal(rule)}',
        ]
        page = self._page_uri(rule)
        if page is not None:
            parts.append(f'"codeDescription":{{"href":{_literal(page)}}}')
        parts.append(f'"source":"{SOURCE}"')
        parts.append(f'"message":{_literal(finding["message"])}')
        tags = [tag for tag in finding.get("tags", ()) if tag in self._tags]
        if tags:
            parts.append(f'"tags":{_ENCODE(tags)}')
        related = finding.get("related", ())
        if self._related and related:
            items = ",".join(
                f'{{"location":{{"uri":{self._uri},"range":{_open_range(*place, lines)}}},'
                f'"message":{_literal(item["message"])}}}'
                for item, place in zip(related, positions[1:], strict=True)
            )
            parts.append(f'"relatedInformation":[{items}]')
        fix = finding.get("fix")
        data = {"rule": rule, "fix": None if fix is None else fix["nth"]}
        parts.append(f'"data":{_literal(data)}}}')
        return ",".join(parts)


def failure_diagnostics(params: Message) -> list[Message]:
    """Return a rule's failures as diagnostics: a failure never makes a file look clean."""
    return [
        {
            "range": {
                "start": {"line": failure["line"], "character": 0},
                "end": {"line": failure["line"], "character": 0},
            },
            "severity": 3,
            "source": SOURCE,
            "code": failure["rule"],
            "message": failure["message"],
        }
        for failure in params.get("failures", ())
    ]


def _open_range(start: Position, end: Position, lines: list[int]) -> str:
    lines += (start.line, end.line)
    return (
        f'{{"start":{{"line":%d,"character":{start.column}}},'
        f'"end":{{"line":%d,"character":{end.column}}}}}'
    )


def _literal(value: Any) -> str:
    """Return JSON text for use in a template, where `%` must be doubled."""
    return _ENCODE(value).replace("%", "%%")


def _no_page(rule: str) -> None:
    del rule
