"""The run-time check of every edit: what a fix promised, held against what it would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from houserules.fixes.merge import Rewrite
from houserules.fixes.safety import Reach
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.tree import SyntaxTree, parse_document
from houserules.syntax.unit import Unit
from houserules.text.span import TextEdit


@dataclass(frozen=True, slots=True)
class Violation:
    """A fix that broke its promise: dropped, its finding kept, its rule named."""

    rule: str
    promise: str


def check_rewrite(
    before: str,
    after: str,
    edits: Sequence[TextEdit],
    rewrite: Rewrite,
    reach: Reach,
    parse: Callable[[Unit], ParsedUnit],
    rule: str = "",
) -> Violation | None:
    """Hold an edit against its promises.

    The touched units parse again; no comment is lost or made up, unless the transform means to
    drop it; nothing outside the reach and the imports changes.

    Args:
        before: The text that the edits are for.
        after: The text that they make.
        edits: The edits, imports included.
        rewrite: What the transform asked for.
        reach: How far it may edit.
        parse: Parses a unit.
        rule: The rule to name.
    """
    old, new = parse_document(before), parse_document(after)
    old_texts, new_texts = Counter(_texts(old)), Counter(_texts(new))
    touched_old = old_texts - new_texts
    touched_new = new_texts - old_texts
    if _broken(new, touched_new, parse) > _broken(old, touched_old, parse):
        return Violation(rule, "the code parses afterwards")
    had, has = _comments(old, touched_old, parse), _comments(new, touched_new, parse)
    lost, gained = had - has, has - had
    if lost - Counter(rewrite.dropped) or gained.total() > min(lost.total(), len(rewrite.dropped)):
        return Violation(rule, "every comment is kept")
    if reach is Reach.STATEMENT:
        own = {old.index_at(e.span.start) for e in rewrite.edits}
        others = {old.index_at(e.span.start) for e in edits} - own
        if any("import" not in old.units[i].text for i in others if _is_code(old.units[i])):
            inserted = [e for e in edits if old.index_at(e.span.start) in others]
            if any("import" not in e.text for e in inserted):
                return Violation(rule, "nothing else in the module changes")
    return None


def _texts(tree: SyntaxTree) -> list[str]:
    return [u.text for u in tree.units]


def _is_code(unit: Unit) -> bool:
    return bool(unit.text[unit.item_start :].strip())


def _broken(tree: SyntaxTree, texts: Counter[str], parse: Callable[[Unit], ParsedUnit]) -> int:
    return sum(
        1
        for unit in tree.units
        if unit.text in texts and (unit.flaw is not None or parse(unit).problem is not None)
    )


def _comments(
    tree: SyntaxTree, texts: Counter[str], parse: Callable[[Unit], ParsedUnit]
) -> Counter[str]:
    left = Counter(texts)
    found: Counter[str] = Counter()
    for unit in tree.units:
        if left[unit.text] > 0:
            left[unit.text] -= 1
            found.update(c.text for c in parse(unit).comments)
    return found
