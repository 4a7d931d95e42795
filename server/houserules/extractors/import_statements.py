"""The top-level statements of a module as far as its import blocks are concerned."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.extractor import table
from houserules.analysis.structure import UnitView, dotted_name
from houserules.syntax.ptr import NodePtr
from houserules.syntax.unit import UnitKind
from houserules.text.span import Span

_NOWHERE = NodePtr("", Span(0, 0))
_DIRECTIVE = re.compile(
    r"#\s{0,8}(?:ruff:\s{0,8})?(?:isort|fmt|yapf):\s{0,8}(off|on|split|skip_file|skip)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\r\n|\n|\r")
_DIRECTIVE_WORDS = ("isort:", "fmt:", "yapf:")


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
        sortable: Not held in place by a directive on its line or by sharing its line.
        directives: ``off``, ``on``, ``split`` and ``skip_file`` comments above it, in order.
        as_name: The alias of ``import x as y``.
        anchor: The statement; not compared.
    """

    is_from: bool
    module: str
    modules: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    blank_lines: tuple[int, ...]
    sortable: bool
    directives: tuple[str, ...] = ()
    as_name: str = ""
    anchor: NodePtr = field(compare=False, default=_NOWHERE)

    @staticmethod
    def of(module: str, is_from: bool) -> ImportStatement:
        """A statement that is to be placed among others, for its sort key."""
        return ImportStatement(is_from, module, (module,), (), (0,), True)

    @property
    def source(self) -> str:
        """The statement up to its members, as a message names it."""
        if self.is_from:
            return f"from {self.module} import …"
        return f"import {', '.join(self.modules)}"


@dataclass(frozen=True, slots=True)
class OtherStatement:
    """Anything else: it ends an import block.

    Attributes:
        directives: ``off``, ``on`` and ``skip_file`` comments at the margin, in order.
        is_type_checking: An ``if TYPE_CHECKING:`` that holds imports alone.
    """

    directives: tuple[str, ...] = ()
    is_type_checking: bool = False


Statement = ImportStatement | OtherStatement


def import_statement(view: UnitView) -> Statement:
    """A top-level unit as far as import blocks are concerned."""
    unit, node = view.unit, view.node
    above, beside = _directives(view)
    if not isinstance(node, cst.SimpleStatementLine):
        return OtherStatement(above, _is_type_checking(node))
    first = node.body[0]
    as_name = ""
    if isinstance(first, cst.ImportFrom):
        modules = (imported_module(first),)
        names = first.names
        members = (("*", ""),) if isinstance(names, cst.ImportStar) else tuple(map(_member, names))
    elif isinstance(first, cst.Import):
        modules = tuple(dotted_name(a.name) for a in first.names)
        as_name = _member(first.names[0])[1]
        members = ()
    else:
        return OtherStatement(above)
    return ImportStatement(
        is_from=isinstance(first, cst.ImportFrom),
        module=modules[0],
        modules=modules,
        members=members,
        blank_lines=_blank_runs(unit.text[: unit.item_start]),
        sortable=len(node.body) == 1 and not beside,
        directives=above,
        as_name=as_name,
        anchor=NodePtr(type(first).__name__, view.parsed.span(first)),
    )


def import_blocks(statements: Sequence[Statement]) -> Iterator[Sequence[int]]:
    """The runs of imports that are judged together, as indexes.

    A run ends at any other statement, at an import that is held in place, at ``# isort: split``,
    and where ``# isort: off`` or ``# fmt: off`` begins.
    """
    if any("skip_file" in s.directives for s in statements):
        return
    block: list[int] = []
    is_off = False
    for index, statement in enumerate(statements):
        for directive in statement.directives:
            is_off = directive == "off" if directive != "split" else is_off
        if statement.directives and block:
            yield block
            block = []
        if isinstance(statement, ImportStatement) and statement.sortable and not is_off:
            block.append(index)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _directives(view: UnitView) -> tuple[tuple[str, ...], bool]:
    """The directives at the margin above or in a unit, and whether one stands beside code."""
    unit = view.unit
    text = unit.text
    if not any(word in text for word in _DIRECTIVE_WORDS):
        return (), False
    above: list[str] = []
    beside = False
    for comment in view.parsed.comments:
        match = _DIRECTIVE.match(comment.text)
        if match is None:
            continue
        at_margin = comment.span.start == 0 or text[comment.span.start - 1] in "\r\n\ufeff"
        if at_margin and match[1].lower() != "skip":
            above.append(match[1].lower())
        elif comment.span.start >= unit.item_start:
            beside = True
    return tuple(above), beside


def _is_type_checking(node: cst.CSTNode | None) -> bool:
    if not isinstance(node, cst.If) or node.orelse is not None:
        return False
    if dotted_name(node.test).rpartition(".")[2] != "TYPE_CHECKING":
        return False
    lines = node.body.body
    return all(
        isinstance(line, cst.SimpleStatementLine)
        and all(isinstance(s, cst.Import | cst.ImportFrom) for s in line.body)
        for line in lines
    )


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, Statement]]:
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
    for line in _BREAK.split(lead)[:-1]:
        if line.strip():
            runs.append(0)
        else:
            runs[-1] += 1
    return tuple(runs)


def _merge(values: tuple[Statement, ...]) -> tuple[Statement, ...]:
    return values


IMPORT_STATEMENTS = table("import-statements", _contribute, _merge)
"""The sequence of top-level statements; everything but imports is reduced to a separator."""
