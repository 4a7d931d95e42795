"""Where a new import statement goes: into its group, in the order of the group."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import libcst as cst

from houserules.analysis.module import ModuleInfo
from houserules.analysis.structure import is_docstring
from houserules.extractors.import_order import Section, member_key, module_key, section_of
from houserules.extractors.import_statements import ImportStatement
from houserules.fixes.change import ImportNeed
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit
from houserules.text.span import Span, TextEdit

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")
_LICENCE = re.compile(r"copyright|licen[cs]e|SPDX", re.IGNORECASE)
_DIRECTIVE = re.compile(
    r"\s*#(?:!|.*coding[:=]|\s*(?:houserules|ruff|flake8|pylint|mypy|pyright|type|fmt|isort):)"
)

PlacedImport = tuple[int, ImportStatement]
"""The index of a top-level unit that is an import, and what it imports."""


class _Gap(NamedTuple):
    """A place for imports, with what parts a new group from what stands around it."""

    offset: int
    above: str
    below: str


def insertions(
    tree: SyntaxTree,
    parse: Callable[[Unit], ParsedUnit],
    info: ModuleInfo,
    imports: Sequence[PlacedImport],
    needs: Sequence[ImportNeed],
    removed: Collection[int] = (),
) -> list[TextEdit]:
    """The edits that insert an import line for each module that is needed.

    Args:
        tree: The document.
        parse: Parses a unit.
        info: The module, for the groups.
        imports: The import statements that stand alone at module level, in order.
        needs: What to import; no existing statement can take it in.
        removed: The units of imports that go: nothing is placed beside them, only instead.
    """
    all_imports = _first_block(imports)
    block = [placed for placed in all_imports if placed[0] not in removed]
    groups: dict[tuple[_Gap, int], list[str]] = {}
    for statement, code in _lines(needs, info):
        section = section_of(statement.module, info)
        if all_imports and not block:
            gap = _Gap(_item(tree, all_imports[0][0]), "", "")
        else:
            gap = _gap(tree, parse, info, block, statement, section)
        groups.setdefault((gap, section.group), []).append(code)
    newline = tree.defaults.newline
    texts: dict[int, str] = {}
    for (gap, _), codes in groups.items():
        text = gap.above + "".join(f"{code}{newline}" for code in codes) + gap.below
        before = texts.get(gap.offset, "")
        parted = newline if before and not (block or gap.above or gap.below) else ""
        texts[gap.offset] = before + parted + text
    return [TextEdit(Span(offset, offset), text) for offset, text in texts.items()]


def _lines(needs: Sequence[ImportNeed], info: ModuleInfo) -> list[tuple[ImportStatement, str]]:
    """One line a module and form, in the order of imports."""
    members: dict[str, list[tuple[str, str]]] = {}
    for need in needs:
        if need.name:
            members.setdefault(need.module, []).append((need.name, need.as_name))
    lines = [
        (ImportStatement.of(module, is_from=False), f"import {module}")
        for module in dict.fromkeys(n.module for n in needs if not n.name)
    ]
    for module, names in members.items():
        ordered = sorted(set(names), key=lambda member: member_key(*member))
        joined = ", ".join(f"{name} as {other}" if other else name for name, other in ordered)
        lines.append((ImportStatement.of(module, is_from=True), f"from {module} import {joined}"))
    return sorted(lines, key=lambda li: (section_of(li[0].module, info), module_key(li[0])))


def _first_block(imports: Sequence[PlacedImport]) -> Sequence[PlacedImport]:
    """The imports that stand together at the top; ``__future__`` may stand apart."""
    block: list[PlacedImport] = []
    for index, statement in imports:
        apart = bool(block) and index != block[-1][0] + 1
        if apart and any(other.module != "__future__" for _, other in block):
            break
        block.append((index, statement))
    return block


def _gap(
    tree: SyntaxTree,
    parse: Callable[[Unit], ParsedUnit],
    info: ModuleInfo,
    block: Sequence[PlacedImport],
    fresh: ImportStatement,
    section: Section,
) -> _Gap:
    if not block:
        return _gap_without_imports(tree, parse)
    newline = tree.defaults.newline
    same = [b for b in block if section_of(b[1].module, info).group == section.group]
    for index, statement in same:
        # Behind what differs in members only: a wildcard must not win over a name.
        if module_key(statement)[:-2] > module_key(fresh)[:-2]:
            return _Gap(_item(tree, index), "", "")
    if same:
        return _behind(tree, same[-1][0], "")
    for index, statement in block:
        if section_of(statement.module, info).group > section.group:
            return _Gap(_item(tree, index), "", newline)
    return _behind(tree, block[-1][0], newline)


def _item(tree: SyntaxTree, index: int) -> int:
    return tree.start(index) + tree.units[index].item_start


def _behind(tree: SyntaxTree, index: int, above: str) -> _Gap:
    text = tree.units[index].text
    unfinished = "" if text.endswith(("\n", "\r")) else tree.defaults.newline
    return _Gap(tree.start(index) + len(text), unfinished + above, "")


def _gap_without_imports(tree: SyntaxTree, parse: Callable[[Unit], ParsedUnit]) -> _Gap:
    """Behind the module docstring, else before the first statement."""
    newline = tree.defaults.newline
    first = tree.units[0]
    if not first.text:
        return _Gap(0, "", "")
    node = parse(first).node
    if is_docstring(node):
        return _behind(tree, 0, newline)
    is_definition = isinstance(node, cst.FunctionDef | cst.ClassDef)
    offset = _above_its_comments(first.text[: first.item_start])
    return _Gap(offset, "", newline * 2 if is_definition else newline)


def _above_its_comments(lead: str) -> int:
    """Where the comments of the first statement begin, behind those of the file.

    Of the file is all up to the last blank line; without one a licence, and the lines that
    interpreters and tools read.
    """
    lines = _LINES.findall(lead)
    blank = max((i + 1 for i, line in enumerate(lines) if not line.strip()), default=0)
    if not blank and any(_LICENCE.search(line) for line in lines):
        blank = len(lines)
    while blank < len(lines) and _DIRECTIVE.match(lines[blank]):
        blank += 1
    return sum(map(len, lines[:blank]))
