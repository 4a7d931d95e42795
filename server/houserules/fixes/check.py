"""The run-time check of every edit: what a fix promised, held against what it would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from houserules.fixes import imports
from houserules.fixes.comments import MARK, comments_of, trade_places
from houserules.fixes.elsewhere import is_in_reach, only_imports_beside
from houserules.fixes.layout import layout_is_kept
from houserules.fixes.merge import Rewrite
from houserules.fixes.places import Parse, Places, exchanged
from houserules.fixes.safety import Reach
from houserules.fixes.shape import shape_is_kept
from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit
from houserules.text.span import Span, TextEdit


@dataclass(frozen=True, slots=True)
class Violation:
    """A fix that broke its promise: dropped, its finding kept, its rule named."""

    rule: str
    promise: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where a fix starts from, and how far from there it may edit.

    Attributes:
        index: The index of the unit of its finding.
        reach: How far the fix may edit, imports aside.
        edits: What the fix edits, imports aside.
        node: The node that it was asked to change, if there is one.
    """

    index: int
    reach: Reach
    edits: tuple[TextEdit, ...]
    node: Span | None = None

    def may_edit(self, tree: SyntaxTree) -> Span | None:
        """The part of the text that is within reach; ``None`` for all of it."""
        if self.reach not in (Reach.STATEMENT, Reach.CLASS):
            return None
        first = last = self.index
        if self.reach is Reach.CLASS:
            first = next(iter(tree.enclosing_indexes(first)[-1:]), first)
            last = max(last, tree.members(first).stop - 1)
        return Span(tree.starts[first], tree.starts[last + 1])


def check_rewrite(
    before: SyntaxTree,
    after: SyntaxTree,
    edits: Sequence[TextEdit],
    rewrite: Rewrite,
    sites: Sequence[Site],
    parse: Parse,
    rule: str = "",
) -> Violation | None:
    """Hold an edit against its promises.

    The touched units parse again; no comment is lost or made up, unless the transform means to
    drop it or leaves a place to fill in, and none trades places within the statement of a fix
    that reaches no further;
    docstring and ``__future__`` imports stay first; nothing changes but what the fixes edit within
    their reach, and imports at module level; these are neither doubled nor missing nor unused;
    line breaks, indentation and both ends of the file stay as they are; and what no fix touches
    is the same code at the same place in the tree.

    Args:
        before: The units of the text that the edits are for.
        after: The units of the text that they make.
        edits: The edits in order, imports included.
        rewrite: What the transforms asked for.
        sites: Where the fixes start from.
        parse: Parses a unit.
        rule: The rule to name.
    """
    if not edits:
        return None
    old, new = exchanged(before, after)
    edit = _Edit(before, after, old, new, Places(edits), rewrite, sites, parse)
    broken = next((promise for promise, kept in _PROMISES if not kept(edit)), None)
    return None if broken is None else Violation(rule, broken)


@dataclass(frozen=True, slots=True)
class _Edit:
    """All that is known of an edit; ``old`` and ``new`` are the units that it exchanges."""

    before: SyntaxTree
    after: SyntaxTree
    old: Sequence[Unit]
    new: Sequence[Unit]
    places: Places
    rewrite: Rewrite
    sites: Sequence[Site]
    parse: Parse


def _parses(edit: _Edit) -> bool:
    return _broken(edit.new, edit.parse) <= _broken(edit.old, edit.parse)


def _broken(units: Sequence[Unit], parse: Parse) -> int:
    return sum(unit.flaw is not None or parse(unit).problem is not None for unit in units)


def _keeps_comments(edit: _Edit) -> bool:
    had, has = comments_of(edit.old, edit.parse), comments_of(edit.new, edit.parse)
    dropped = Counter(edit.rewrite.dropped)
    lost, gained = had - has, Counter({c: n for c, n in (has - had).items() if MARK not in c})
    return not lost - dropped and gained.total() <= min(lost.total(), dropped.total())


def _keeps_comments_in_place(edit: _Edit) -> bool:
    return not any(
        site.reach is Reach.STATEMENT
        and trade_places(
            edit.before, edit.after, edit.places, site.index, edit.rewrite.dropped, edit.parse
        )
        for site in edit.sites
    )


def _starts_right(edit: _Edit) -> bool:
    right = imports.starts_right
    return right(edit.after, edit.parse) or not right(edit.before, edit.parse)


def _stays_in_reach(edit: _Edit) -> bool:
    for site in edit.sites:
        reach = site.may_edit(edit.before)
        if reach is not None and not all(is_in_reach(e, reach, edit.parse) for e in site.edits):
            return False
    own = edit.rewrite.edits
    return only_imports_beside(edit.before, edit.after, edit.places, own, edit.parse)


def _keeps_shape(edit: _Edit) -> bool:
    intended = [(site.edits, site.node) for site in edit.sites]
    return shape_is_kept(edit.before, edit.after, edit.places, intended, edit.parse)


def _about_imports(
    holds: Callable[[SyntaxTree, SyntaxTree, Parse], bool],
) -> Callable[[_Edit], bool]:
    """A promise about imports; kept where no unit with one is touched."""

    def kept(edit: _Edit) -> bool:
        units = (*edit.old, *edit.new)
        touched = any("import" in unit.text and not unit.depth for unit in units)
        return not touched or holds(edit.before, edit.after, edit.parse)

    return kept


def _keeps_layout(edit: _Edit) -> bool:
    return layout_is_kept(edit.before, edit.after, edit.places.edits)


_PROMISES: tuple[tuple[str, Callable[[_Edit], bool]], ...] = (
    ("the code parses afterwards", _parses),
    ("every comment is kept", _keeps_comments),
    ("docstring and __future__ imports stay first", _starts_right),
    ("nothing else in the module changes", _stays_in_reach),
    ("every comment stays at its statement", _keeps_comments_in_place),
    ("line breaks, indentation and the ends of the file stay as they are", _keeps_layout),
    ("nothing is imported twice", _about_imports(imports.no_import_twice)),
    ("every name that is used is imported", _about_imports(imports.every_name_found)),
    ("every new import is used", _about_imports(imports.every_import_used)),
    ("code around the change keeps its meaning", _keeps_shape),
)
"""In this order: the later ones rest on the earlier ones, and cost more."""
