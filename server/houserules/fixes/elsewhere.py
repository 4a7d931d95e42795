"""Whether an edit stays within its reach, imports aside."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from textwrap import dedent

from houserules.fixes.imports import is_import
from houserules.fixes.places import Parse, Places, is_code, items_at, units_at, within
from houserules.syntax.tree import SyntaxTree, parse_document
from houserules.text.span import Span, TextEdit


def is_in_reach(edit: TextEdit, reach: Span, parse: Parse) -> bool:
    """Whether an edit stays within a span; a statement put above it does not."""
    if not within(edit.span, reach):
        return False
    if edit.span.end > reach.start or not edit.text.endswith(("\n", "\r")):
        return True
    units = parse_document(dedent(edit.text)).units
    return all(not is_code(u) or u.flaw or parse(u).problem for u in units)


def only_imports_beside(
    before: SyntaxTree,
    after: SyntaxTree,
    places: Places,
    own_edits: Sequence[TextEdit],
    parse: Parse,
) -> bool:
    """Whether all that changes is edited by the fixes, or an import."""
    own = sorted({i for e in own_edits for i in units_at(before, e.span)})
    starts = [before.starts[i] for i in own]
    ends = [before.starts[i + 1] for i in own]
    owned = set(own)
    for edit, span in places.inserted():
        place = bisect_left(ends, edit.span.start)
        if place < len(own) and within(edit.span, Span(starts[place], ends[place])):
            continue
        old = [i for i in items_at(before, edit.span) if i not in owned]
        if not all(is_import(before.units[i], parse) for i in old):
            return False
        touches_own = place < len(own) and starts[place] <= edit.span.end
        new = () if touches_own else items_at(after, span)
        if not all(is_import(after.units[i], parse) for i in new):
            return False
    return True
