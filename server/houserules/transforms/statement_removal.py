"""Taking whole statements of a module out, with the blank lines that parted them from others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change
from houserules.text.span import Span

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*")


def remove_statements(units: Sequence[RewritePass], gone: Sequence[int]) -> Iterator[Change]:
    """Remove units of one line each, given by their indexes in order.

    Comments stay: those above, and one behind the statement on a line of its own. Of the blank
    lines above and below only the longer run is kept.
    """
    for first, last in _runs(units, gone):
        unit = units[first]
        if unit.view.parsed.comments:
            yield _without_code(unit)
            continue
        for index in range(first + 1, last + 1):
            yield units[index].replace_span(Span(0, len(units[index].source)), "")
        following = units[last + 1] if last + 1 < len(units) else None
        lead = unit.source[: unit.view.unit.item_start]
        below = _blank_prefix(following.source) if following is not None else ""
        keeps_lead = following is not None and first > 0 and _lines(lead) > _lines(below)
        start = len(lead) if keeps_lead else 0
        yield unit.replace_span(Span(start, len(unit.source)), "")
        if following is not None and below and (keeps_lead or first == 0):
            yield following.replace_span(Span(0, len(below)), "")


def _without_code(unit: RewritePass) -> Change:
    start = unit.view.unit.item_start
    behind = [c.span.start for c in unit.view.parsed.comments if c.span.start >= start]
    return unit.replace_span(Span(start, behind[0] if behind else len(unit.source)), "")


def _runs(units: Sequence[RewritePass], gone: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring statements without comments, as (first, last); others alone."""
    runs: list[tuple[int, int]] = []
    for index in gone:
        plain = not units[index].view.parsed.comments
        before = runs[-1][1] if runs else -2
        if before == index - 1 and plain and not units[before].view.parsed.comments:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _blank_prefix(text: str) -> str:
    match = _BLANK_LINES.match(text)
    return match[0] if match else ""


def _lines(blank: str) -> int:
    return blank.count("\n") or blank.count("\r")
