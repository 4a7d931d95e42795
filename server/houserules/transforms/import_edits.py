"""Adding and removing imports, once for all fixes that are applied together.

Adding extends an existing ``from`` import of the module at module level, else inserts a line in
its group after docstring and ``__future__``. Removing takes a name away only if nothing refers
to it any more, and never from a line with a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.module import ModuleInfo
from houserules.analysis.structure import UnitView, dotted_name
from houserules.extractors.import_order import member_key
from houserules.extractors.import_statements import ImportStatement, import_statement
from houserules.fixes.change import ImportNeed
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit, UnitKind
from houserules.text.span import Span, TextEdit
from houserules.transforms.import_placement import insertions

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*")


@dataclass(frozen=True, slots=True)
class _Import:
    """A line at module level that begins with an import.

    Attributes:
        alone: No other statement shares the line: it can be edited.
    """

    index: int
    unit: Unit
    parsed: ParsedUnit
    statement: ImportStatement
    alone: bool

    @property
    def has_comment(self) -> bool:
        """Whether a comment stands on the lines of the statement itself."""
        return any(c.span.start >= self.unit.item_start for c in self.parsed.comments)

    @property
    def node(self) -> cst.Import | cst.ImportFrom:
        """The import."""
        line = self.parsed.node
        assert isinstance(line, cst.SimpleStatementLine)
        first = line.body[0]
        assert isinstance(first, cst.Import | cst.ImportFrom)
        return first


def import_edits(
    tree: SyntaxTree,
    parse: Callable[[Unit], ParsedUnit],
    info: ModuleInfo,
    needs: Sequence[ImportNeed],
    unneeded: Iterable[str],
) -> list[TextEdit]:
    """The edits that bring needed imports in and take unneeded names out.

    Args:
        tree: The document with the fixes applied.
        parse: Parses a unit.
        info: The module, for the groups of imports.
        needs: What the fixed text needs.
        unneeded: Names that nothing refers to any more.
    """
    lines = _imports(tree, parse)
    imports = [found for found in lines if found.alone]
    gone = frozenset(unneeded)
    changed: dict[int, cst.SimpleStatementLine | None] = {}
    fresh: list[ImportNeed] = []
    for need in needs:
        holder = next((i for i in imports if need.name and _extends(i, need)), None)
        if holder is None:
            fresh.append(need)
            continue
        line = changed.get(holder.index, holder.parsed.node)
        assert isinstance(line, cst.SimpleStatementLine)
        changed[holder.index] = _with_member(line, need.name, need.as_name)
    for found in imports:
        if gone and not found.has_comment:
            line = changed.get(found.index, found.parsed.node)
            assert isinstance(line, cst.SimpleStatementLine)
            kept = _without_names(line, gone)
            if kept is not line:
                changed[found.index] = kept
    edits = [
        _edit(tree, found, line)
        for found in imports
        if (line := changed.get(found.index)) is not None
    ]
    placed = [(found.index, found.statement) for found in lines]
    removed = sorted(i for i, line in changed.items() if line is None)
    inserted = insertions(tree, parse, info, placed, fresh, removed)
    edits.extend(_removals(tree, removed, frozenset(e.span.start for e in inserted)))
    edits.extend(inserted)
    return edits


def _imports(tree: SyntaxTree, parse: Callable[[Unit], ParsedUnit]) -> list[_Import]:
    found: list[_Import] = []
    for index, unit in enumerate(tree.units):
        if unit.depth or unit.kind is not UnitKind.STATEMENT or "import" not in unit.text:
            continue
        parsed = parse(unit)
        statement = import_statement(UnitView(unit, parsed, ()))
        node = parsed.node
        if isinstance(statement, ImportStatement):
            assert isinstance(node, cst.SimpleStatementLine)
            found.append(_Import(index, unit, parsed, statement, len(node.body) == 1))
    return found


def _extends(found: _Import, need: ImportNeed) -> bool:
    node = found.node
    return (
        isinstance(node, cst.ImportFrom)
        and imported_module(node) == need.module
        and not isinstance(node.names, cst.ImportStar)
    )


def _with_member(line: cst.SimpleStatementLine, name: str, as_name: str) -> cst.SimpleStatementLine:
    """Add a member at its place in the order of the statement, in the layout of the others."""
    node = line.body[0]
    assert isinstance(node, cst.ImportFrom)
    assert not isinstance(node.names, cst.ImportStar)
    names = list(node.names)
    if any(a.evaluated_name == name and (a.evaluated_alias or "") == as_name for a in names):
        return line
    keys = [member_key(dotted_name(a.name)) for a in names]
    place = len(names)
    if keys == sorted(keys):
        place = sum(key < member_key(name) for key in keys)
    between = _comma_between(node, names)
    alias = cst.AsName(cst.Name(as_name)) if as_name else None
    added = cst.ImportAlias(cst.Name(name), alias, comma=between)
    if place < len(names):
        if place:
            before, comma = _parted(names[place - 1].comma, between)
            names[place - 1] = names[place - 1].with_changes(comma=before)
            added = added.with_changes(comma=comma)
        names.insert(place, added)
        return line.with_changes(body=(node.with_changes(names=tuple(names)),))
    last = names[-1]
    if isinstance(last.comma, cst.Comma):
        before, comma = _parted(last.comma, between)
        names[-1:] = [last.with_changes(comma=before), added.with_changes(comma=comma)]
        return line.with_changes(body=(node.with_changes(names=tuple(names)),))
    # Without a comma behind the last name, its comment belongs to the bracket.
    bracket = node.rpar or cst.RightParen()
    before, rest = _parted(cst.Comma(whitespace_after=bracket.whitespace_before), between)
    names[-1:] = [last.with_changes(comma=before), added.with_changes(comma=last.comma)]
    rpar = node.rpar and node.rpar.with_changes(whitespace_before=rest.whitespace_after)
    return line.with_changes(body=(node.with_changes(names=tuple(names), rpar=rpar),))


def _parted(
    comma: cst.Comma | cst.MaybeSentinel, between: cst.Comma
) -> tuple[cst.Comma, cst.Comma]:
    """The commas before and behind a name that is put behind a comma.

    A comment beside the name before stays there, lines of comments stay above what follows.
    """
    assert isinstance(comma, cst.Comma)
    layout, space = between.whitespace_after, comma.whitespace_after
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return between, comma
    if not isinstance(layout, cst.ParenthesizedWhitespace):
        return between, comma
    plain = cst.TrailingWhitespace(newline=space.first_line.newline)
    return (
        between.with_changes(whitespace_after=layout.with_changes(first_line=space.first_line)),
        comma.with_changes(whitespace_after=space.with_changes(first_line=plain)),
    )


def _comma_between(node: cst.ImportFrom, names: Sequence[cst.ImportAlias]) -> cst.Comma:
    """What parts two names in the layout of the statement, without comments."""
    comma, bracket = names[0].comma, node.lpar
    if len(names) == 1 and isinstance(comma, cst.Comma) and bracket is not None:
        space = bracket.whitespace_after
    elif len(names) > 1 and isinstance(comma, cst.Comma):
        space = comma.whitespace_after
    else:
        space = cst.SimpleWhitespace(" ")
    if isinstance(space, cst.ParenthesizedWhitespace):
        plain = cst.TrailingWhitespace(newline=space.first_line.newline)
        space = space.with_changes(first_line=plain, empty_lines=())
    return cst.Comma(whitespace_after=space)


def _without_names(
    line: cst.SimpleStatementLine, gone: frozenset[str]
) -> cst.SimpleStatementLine | None:
    """Take names away that the statement binds; ``None`` when it binds nothing else."""
    node = line.body[0]
    if isinstance(node, cst.Import):
        aliases: Sequence[cst.ImportAlias] = node.names
    elif isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
        aliases = node.names
    else:
        return line
    kept = [a for a in aliases if _bound_name(a, node) not in gone]
    if len(kept) == len(aliases):
        return line
    if not kept:
        return None
    if kept[-1] is not aliases[-1]:
        kept[-1] = kept[-1].with_changes(comma=aliases[-1].comma)
    return line.with_changes(body=(node.with_changes(names=tuple(kept)),))


def _bound_name(alias: cst.ImportAlias, node: cst.Import | cst.ImportFrom) -> str:
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        as_name = alias.asname.name.value
        is_reexport = as_name == dotted_name(alias.name)
        return "" if is_reexport else as_name
    dotted = dotted_name(alias.name)
    return dotted.partition(".")[0] if isinstance(node, cst.Import) else dotted


def _edit(tree: SyntaxTree, found: _Import, line: cst.SimpleStatementLine) -> TextEdit:
    old = found.parsed.span(found.node)
    code = cst.Module(
        (), default_indent=tree.defaults.indent, default_newline=tree.defaults.newline
    ).code_for_node(line.body[0].with_changes(semicolon=cst.MaybeSentinel.DEFAULT))
    return TextEdit(old.shifted(tree.start(found.index)), code)


def _removals(tree: SyntaxTree, indexes: Sequence[int], places: frozenset[int]) -> list[TextEdit]:
    """The edits that remove whole statements; neighbours are removed in one.

    Comments above are handed to the next statement; of the blank lines above and below only the
    longer run is kept, none at the start of the file. Where a new import comes in the place of
    the old one, blank lines stay as they are.
    """
    edits: list[TextEdit] = []
    for first, last in _runs(tree, indexes):
        unit = tree.units[first]
        start, end = tree.start(first), tree.start(last) + len(tree.units[last].text)
        lead = unit.text[: unit.item_start]
        below = _blank_prefix(tree.units[last + 1].text) if last + 1 < len(tree.units) else ""
        if lead.strip() or not places.isdisjoint((start + unit.item_start, end)):
            start += unit.item_start
        elif first == 0:
            end += len(below)
        elif lead.count("\n") > below.count("\n"):
            start, end = start + unit.item_start, end + len(below)
        edits.append(TextEdit(Span(start, end), ""))
    return edits


def _runs(tree: SyntaxTree, indexes: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring statements without comments between them, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for index in indexes:
        unit = tree.units[index]
        alone = unit.text[: unit.item_start].strip() != ""
        if runs and runs[-1][1] == index - 1 and not alone:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _blank_prefix(text: str) -> str:
    """The blank lines that a text begins with."""
    match = _BLANK_LINES.match(text)
    return match[0] if match else ""
