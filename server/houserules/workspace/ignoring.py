"""Edits that add ignore comments: to the logical line of a finding, or to the whole file."""

from __future__ import annotations

import re

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.structure import UnitView
from houserules.analysis.suppression import directive_part, logical_lines_of, parse_directive
from houserules.text.span import Span, TextEdit

_PREAMBLE_LINE = re.compile(r"#!.*|#.*?coding[:=]")


def ignore_on_line(analysis: ModuleAnalysis, rule: str, offset: int) -> TextEdit | None:
    """Ignore a rule on the logical line that holds an offset; ``None`` in broken code."""
    index = analysis.tree.index_at(offset)
    start = analysis.tree.start(index)
    state = analysis.states[index]
    view = UnitView(state.unit, analysis.parse(state.unit), state.class_path)
    regions = [r for r in logical_lines_of(view) if r.start <= offset - start <= r.end]
    if not regions:
        return None
    region = min(regions, key=lambda r: r.end - r.start)
    for comment in view.parsed.comments:
        read = parse_directive(comment.text)
        if read and not read[0] and region.start <= comment.span.start < region.end:
            return _extended(comment.text, comment.span.start + start, rule)
    end = region.end + start
    if _in_continuation(view, region.end):
        return None
    return TextEdit(Span(end, end), f"  # houserules: ignore[{rule}]")


def ignore_in_file(analysis: ModuleAnalysis, rule: str) -> TextEdit:
    """Ignore a rule in the whole file, at its top or in the comment that is there."""
    for index, state in enumerate(analysis.states):
        for directive in state.directives:
            if directive.whole_file and directive.ids:
                start = analysis.tree.start(index)
                text = state.unit.text[directive.comment.start : directive.comment.end]
                return _extended(text, start + directive.comment.start, rule)
    newline = analysis.tree.defaults.newline
    offset = 0
    for line in analysis.text.splitlines(keepends=True)[:2]:
        if not _PREAMBLE_LINE.match(line):
            break
        offset += len(line)
    return TextEdit(Span(offset, offset), f"# houserules: ignore-file[{rule}]{newline}")


def _extended(comment: str, start: int, rule: str) -> TextEdit:
    part = directive_part(comment)
    assert part is not None, "only comments that hold a directive are extended"
    ids = part[1]
    given = comment[ids.start : ids.end].strip()
    if not given and comment[ids.start - 1] != "[":
        return TextEdit(Span(start + ids.end, start + ids.end), f"[{rule}]")
    separator = ", " if given else ""
    return TextEdit(Span(start + ids.end, start + ids.end), f"{separator}{rule}")


def _in_continuation(view: UnitView, offset: int) -> bool:
    return view.unit.text[:offset].endswith("\\")
