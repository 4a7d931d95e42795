"""Edits that add ignore comments: to the logical line of a finding, or to the whole file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.state import UnitState
from houserules.analysis.structure import UnitView
from houserules.analysis.suppression import directive_part, logical_lines_of, parse_directive
from houserules.syntax.tokens import TokenKind, tokenize
from houserules.text.edits import apply_edits
from houserules.text.span import Span, TextEdit

_PREAMBLE_LINE = re.compile(r"#!.*|#.*?coding[:=]")
_MOST_ROUNDS = 3

Offender = tuple[str, UnitState, Span]
"""A rule, and the place of its finding in a unit."""


class _Place(NamedTuple):
    """Where an ignore comment goes: behind an offset, or into the comment that begins there."""

    offset: int
    comment: str
    whole_file: bool


def ignore_on_line(analysis: ModuleAnalysis, rule: str, offset: int) -> TextEdit | None:
    """Ignore a rule on the logical line that holds an offset; ``None`` where none can be."""
    index = analysis.tree.index_at(offset)
    lines = _Lines(analysis, analysis.states[index])
    place = lines.place_for(offset - analysis.tree.start(index))
    return None if place is None else _edit(analysis, place, (rule,))


def ignore_in_file(analysis: ModuleAnalysis, rule: str) -> TextEdit:
    """Ignore a rule in the whole file, at its top or in the comment that is there."""
    return _edit(analysis, _place_in_file(analysis), (rule,))


def ignore_all(
    analysis: ModuleAnalysis, offenders: Callable[[ModuleAnalysis], Iterable[Offender]]
) -> tuple[str, ...]:
    """Ignore findings where they stand; those about the whole file, in the whole file.

    The analysis follows the text; it ends up on the one with the comments. A comment is only kept
    when the code is the same without it. What cannot be ignored is left.

    Args:
        analysis: A document that is analysed.
        offenders: The findings to ignore, in whatever text the analysis has.

    Returns:
        The rules ignored, one item a finding.
    """
    first = tuple(offenders(analysis))
    rules = frozenset(rule for rule, _, _ in first)
    found = first
    for _ in range(_MOST_ROUNDS):
        edits = _edits(analysis, found)
        text = apply_edits(analysis.text, edits)
        if not edits or not _same_code(analysis.text, text):
            break
        analysis.open(text)
        analysis.run()
        # What is new, such as an ignore of no use, is not to be hushed up but seen.
        found = tuple(o for o in offenders(analysis) if o[0] in rules)
    left = [rule for rule, _, _ in found]
    ignored = [rule for rule, _, _ in first]
    for rule in left:
        if rule in ignored:
            ignored.remove(rule)
    return tuple(ignored)


def _edits(analysis: ModuleAnalysis, found: Iterable[Offender]) -> list[TextEdit]:
    """One edit for each place, whatever number of rules it ignores."""
    lines: dict[UnitState, _Lines] = {}
    wanted: dict[_Place, dict[str, None]] = {}
    in_file = _place_in_file(analysis)
    for rule, state, span in found:
        if state not in lines:
            lines[state] = _Lines(analysis, state)
        about_file = span == (0, 0) and lines[state].start == 0
        place = in_file if about_file else lines[state].place_for(span.start)
        if place is not None:
            wanted.setdefault(place, {})[rule] = None
    return [_edit(analysis, place, tuple(rules)) for place, rules in wanted.items()]


class _Lines:
    """The logical lines of a unit."""

    def __init__(self, analysis: ModuleAnalysis, state: UnitState) -> None:
        self.start = analysis.tree.start(analysis.sequence.index(state))
        self._view = UnitView(state.unit, analysis.parse(state.unit), state.class_path)
        self._regions = tuple(logical_lines_of(self._view))

    def place_for(self, offset: int) -> _Place | None:
        """Where the line that holds an offset is ignored; ``None`` where no comment can stand."""
        regions = [r for r in self._regions if r.start <= offset <= r.end]
        if not regions:
            return None
        region = min(regions, key=lambda r: r.end - r.start)
        for comment in self._view.parsed.comments:
            read = parse_directive(comment.text)
            if read and not read[0] and region.start <= comment.span.start < region.end:
                return _Place(comment.span.start + self.start, comment.text, whole_file=False)
        if self._view.unit.text[: region.end].endswith("\\"):
            return None
        return _Place(region.end + self.start, "", whole_file=False)


def _place_in_file(analysis: ModuleAnalysis) -> _Place:
    for index, state in enumerate(analysis.states):
        for directive in state.directives:
            if directive.whole_file and directive.ids:
                start = analysis.tree.start(index)
                text = state.unit.text[directive.comment.start : directive.comment.end]
                return _Place(start + directive.comment.start, text, whole_file=True)
    return _Place(_behind_preamble(analysis.text), "", whole_file=True)


def _behind_preamble(text: str) -> int:
    """The offset behind the lines that must stay the first ones (PEP 263)."""
    found = end = 0
    for line in text.splitlines(keepends=True)[:2]:
        end += len(line)
        if _PREAMBLE_LINE.match(line):
            found = end
        elif line.strip() and not line.startswith("#"):
            break
    return found


def _edit(analysis: ModuleAnalysis, place: _Place, rules: Sequence[str]) -> TextEdit:
    ids = ", ".join(rules)
    if place.comment:
        return _extended(place, ids)
    here = Span(place.offset, place.offset)
    if not place.whole_file:
        return TextEdit(here, f"  # houserules: ignore[{ids}]")
    newline = analysis.tree.defaults.newline
    unended = place.offset and analysis.text[place.offset - 1] not in "\r\n"
    return TextEdit(here, f"{newline if unended else ''}# houserules: ignore-file[{ids}]{newline}")


def _extended(place: _Place, more: str) -> TextEdit:
    part = directive_part(place.comment)
    assert part is not None, "only comments that hold a directive are extended"
    ids = part[1]
    end = place.offset + ids.end
    given = place.comment[ids.start : ids.end].strip()
    if not given and place.comment[ids.start - 1] != "[":
        return TextEdit(Span(end, end), f"[{more}]")
    return TextEdit(Span(end, end), f"{', ' if given else ''}{more}")


def _same_code(before: str, after: str) -> bool:
    """Whether two texts differ in comments only."""
    return list(_code(before)) == list(_code(after))


def _code(text: str) -> Iterator[str]:
    return (
        text[slice(*token.span)] for token in tokenize(text) if token.kind is not TokenKind.COMMENT
    )
