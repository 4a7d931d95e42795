"""The whole module from its units: for codemods, and to prove that units lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from houserules.syntax.parse import ParsedUnit, Statement, parse_footer
from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit, UnitKind


class BrokenUnit(ValueError):
    """A unit without a tree cannot be part of a module."""


def assemble(tree: SyntaxTree, parse: Callable[[Unit], ParsedUnit]) -> cst.Module:
    """Build the module that `cst.parse_module` would give for the text of `tree`.

    `parse` is `parse_unit` or a cache of it. Module text before the last white-space-led footer
    line, which LibCST drops, is kept.

    Raises:
        BrokenUnit: a unit has no tree.
    """
    body, footer, _ = _body(tree, 0, 0, parse)
    header: Sequence[cst.EmptyLine] = ()
    if body:
        first = body[0]
        header = getattr(first, "leading_lines", ())
        body[0] = first.with_changes(leading_lines=())
    else:
        header, footer = footer, ()
    return cst.Module(
        body=body,
        header=header,
        footer=footer,
        default_indent=tree.defaults.indent,
        default_newline=tree.defaults.newline,
        has_trailing_newline=_has_trailing_newline(tree),
    )


def _body(
    tree: SyntaxTree, start: int, depth: int, parse: Callable[[Unit], ParsedUnit]
) -> tuple[list[Statement], Sequence[cst.EmptyLine], int]:
    body: list[Statement] = []
    footer: Sequence[cst.EmptyLine] = ()
    index = start
    while index < len(tree.units) and tree.units[index].depth >= depth:
        unit = tree.units[index]
        index += 1
        if unit.kind is UnitKind.FOOTER:
            footer = parse_footer(unit)
            continue
        node = parse(unit).node
        if node is None:
            raise BrokenUnit(f"the unit at offset {tree.start(index - 1)} has no tree")
        if unit.kind is UnitKind.CLASS_HEADER:
            members, members_footer, index = _body(tree, index, depth + 1, parse)
            node = with_body(node, members, members_footer)
        body.append(node)
    return body, footer, index


def with_body(
    shell: Statement, members: Sequence[Statement], footer: Sequence[cst.EmptyLine] = ()
) -> cst.ClassDef:
    """Return the class whose header is `shell` with `members`, which stay the same objects.

    Raises:
        BrokenUnit: `shell` is not the node of a class header.
    """
    if not isinstance(shell, cst.ClassDef) or not isinstance(shell.body, cst.IndentedBlock):
        raise BrokenUnit("only a class header can take members")
    return shell.with_changes(body=shell.body.with_changes(body=members, footer=footer))


def _has_trailing_newline(tree: SyntaxTree) -> bool:
    last = tree.units[-1].text if tree.units else ""
    return last.endswith("\n") and not last.endswith(("\\\n", "\\\r\n"))
