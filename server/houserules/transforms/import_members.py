"""The order of the names in one ``from`` import; layout stays, comments stay with their name."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.import_order import member_key
from houserules.text.span import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")
_COMMA = re.compile(r"[ \t]*,")
_BREAKS = ("\n", "\r")


def with_sorted_members(
    rewrite: RewritePass, *, case_sensitive: bool = False, by_type: bool = True
) -> str:
    """The import of a unit with its names in order, from its first character to its last.

    As it stands where the names are in order already, or where a comment between them could not
    be told to belong to one of them.
    """
    start = rewrite.view.unit.item_start
    whole = Span(start, len(rewrite.source.rstrip("\r\n")))
    code = rewrite.source[whole.start : whole.end]
    line = rewrite.view.parsed.node
    statement = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    if not isinstance(statement, cst.ImportFrom) or isinstance(statement.names, cst.ImportStar):
        return code
    names = statement.names
    order = sorted(
        range(len(names)),
        key=lambda i: member_key(*_names(names[i]), case_sensitive=case_sensitive, by_type=by_type),
    )
    if order == list(range(len(names))):
        return code
    spans = [rewrite.span(alias) for alias in names]
    between = Span(spans[0].start, rewrite.span(statement).end)
    if not rewrite.has_comment(Span(rewrite.span(statement).start, between.end)):
        return _exchanged(rewrite.source, whole, spans, order)
    return _exchanged_lines(rewrite.source, whole, spans, order) or code


def _names(alias: cst.ImportAlias) -> tuple[str, str]:
    as_name = alias.asname.name if alias.asname is not None else None
    return dotted_name(alias.name), as_name.value if isinstance(as_name, cst.Name) else ""


def _exchanged(source: str, whole: Span, spans: Sequence[Span], order: Sequence[int]) -> str:
    """The names in another order, everything between them as it was."""
    parts: list[str] = []
    at = whole.start
    for slot, old in zip(spans, order, strict=True):
        parts += [source[at : slot.start], source[spans[old].start : spans[old].end]]
        at = slot.end
    return "".join(parts) + source[at : whole.end]


def _exchanged_lines(
    source: str, whole: Span, spans: Sequence[Span], order: Sequence[int]
) -> str | None:
    """The lines of the names in another order; ``None`` unless each name has its own.

    A line takes the comment lines above it along.
    """
    first = at = _line_end(source, source.find("(", whole.start))
    lines: list[tuple[str, str]] = []
    for span in spans:
        start, end = _line_start(source, span.start), _line_end(source, span.end)
        rest = source[_after_comma(source, span.end) : end]
        alone = start >= at and not source[start : span.start].strip()
        if not alone or rest.strip()[:1] not in ("", "#") or not rest.endswith(_BREAKS):
            return None
        lines.append((source[at : span.end], rest))
        at = end
    ends_with_comma = _COMMA.match(source, spans[-1].end) is not None
    parts: list[str] = []
    for place, index in enumerate(order):
        name, rest = lines[index]
        comma = "," if ends_with_comma or place < len(order) - 1 else ""
        parts += [name, comma, rest]
    return source[whole.start : first] + "".join(parts) + source[at : whole.end]


def _after_comma(source: str, offset: int) -> int:
    match = _COMMA.match(source, offset)
    return match.end() if match else offset


def _line_start(source: str, offset: int) -> int:
    return max(source.rfind("\n", 0, offset), source.rfind("\r", 0, offset)) + 1


def _line_end(source: str, offset: int) -> int:
    match = _LINE.match(source, offset)
    return match.end() if match else len(source)
