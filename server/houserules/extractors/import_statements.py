"""The top-level statements of a module as far as its import blocks are concerned."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.structure import UnitView, dotted_name
from houserules.extractors.binding_names import imported_module
from houserules.syntax.ptr import NodePtr
from houserules.syntax.unit import UnitKind
from houserules.text.span import Span

_NOWHERE = NodePtr("", Span(0, 0))
_BLOCK_COMMENT = re.compile(r"#\s{0,8}(?:isort|fmt|ruff):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImportStatement:
    """An import that stands alone at module level.

    Attributes:
        is_from: ``from x import y``.
        module: The module; of ``import a, b`` the first. Relative ones with their dots.
        modules: All modules of ``import a, b``.
        members: The names of a ``from`` import with their aliases, as written.
        blank_lines: Lengths of the runs of blank lines before, between and after the own-line
            comments above it.
        sortable: Not held in place by a directive or by sharing its line.
        anchor: The statement; not compared.
    """

    is_from: bool
    module: str
    modules: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    blank_lines: tuple[int, ...]
    sortable: bool
    anchor: NodePtr = field(compare=False)

    @staticmethod
    def of(module: str, is_from: bool) -> ImportStatement:
        """A statement that is to be placed among others, for its sort key."""
        return ImportStatement(is_from, module, (module,), (), (0,), True, _NOWHERE)


@dataclass(frozen=True, slots=True)
class OtherStatement:
    """Anything else: it ends an import block."""


_OTHER = OtherStatement()


def import_statement(view: UnitView) -> ImportStatement | OtherStatement:
    """A top-level unit as far as import blocks are concerned."""
    unit, node = view.unit, view.node
    if not isinstance(node, cst.SimpleStatementLine):
        return _OTHER
    first = node.body[0]
    if isinstance(first, cst.ImportFrom):
        modules = (imported_module(first),)
        star = isinstance(first.names, cst.ImportStar)
        members = () if isinstance(first.names, cst.ImportStar) else tuple(map(_member, first.names))
    elif isinstance(first, cst.Import):
        modules = tuple(dotted_name(a.name) for a in first.names)
        members, star = (), False
    else:
        return _OTHER
    held = len(node.body) > 1 or _BLOCK_COMMENT.search(unit.text) is not None
    return ImportStatement(
        is_from=isinstance(first, cst.ImportFrom),
        module=modules[0],
        modules=modules,
        members=(("*", ""),) if star else members,
        blank_lines=_blank_runs(unit.text[: unit.item_start]),
        sortable=not held,
        anchor=NodePtr(type(first).__name__, view.parsed.span(first)),
    )


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, ImportStatement | OtherStatement]]:
    if view.unit.depth == 0 and view.unit.kind is not UnitKind.FOOTER:
        yield None, import_statement(view)


def _member(alias: cst.ImportAlias) -> tuple[str, str]:
    as_name = ""
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        as_name = alias.asname.name.value
    return dotted_name(alias.name), as_name


def _blank_runs(lead: str) -> tuple[int, ...]:
    """The lengths of the runs of blank lines before, between and after own-line comments."""
    runs = [0]
    for line in lead.splitlines():
        if line.strip():
            runs.append(0)
        else:
            runs[-1] += 1
    return tuple(runs)


def _merge(
    values: tuple[ImportStatement | OtherStatement, ...],
) -> tuple[ImportStatement | OtherStatement, ...]:
    return values


IMPORT_STATEMENTS = table("import-statements", _contribute, _merge)
"""The sequence of top-level statements; everything but imports is reduced to a separator."""
