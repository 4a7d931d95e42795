"""In which forms a module imports ``typing``, and how often it uses the dotted one."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.extractor import table
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.extractors.typing_imports import local_name
from houserules.syntax.ptr import NodePtr
from houserules.text.span import Span

EXTENSIONS = "typing_extensions"
_MODULES = ("typing", EXTENSIONS)


@dataclass(frozen=True, slots=True)
class TypingImport:
    """An import of ``typing`` or ``typing_extensions`` that stands alone at module level.

    Attributes:
        module: Which of them.
        local: What the module is called here; ``""`` for a ``from`` import.
        members: ``(name, name here)`` of a ``from`` import.
        has_comment: Whether a comment stands beside it.
        anchor: The statement; not compared.
    """

    module: str
    local: str
    members: tuple[tuple[str, str], ...]
    has_comment: bool
    anchor: NodePtr = field(compare=False, default=NodePtr("", Span(0, 0)))


def typing_import(view: UnitView) -> TypingImport | None:
    """The import that a unit is, if it is one."""
    if view.unit.depth or "typing" not in view.unit.text:
        return None
    statement = first_statement(view.node)
    start = view.unit.item_start
    commented = any(c.span.start >= start for c in view.parsed.comments)
    if isinstance(statement, cst.Import) and len(statement.names) == 1:
        alias = statement.names[0]
        module = dotted_name(alias.name)
        if module in _MODULES:
            anchor = NodePtr.of(view.parsed, statement)
            return TypingImport(module, local_name(alias), (), commented, anchor)
    if isinstance(statement, cst.ImportFrom) and not isinstance(statement.names, cst.ImportStar):
        module = imported_module(statement)
        if module in _MODULES:
            anchor = NodePtr.of(view.parsed, statement)
            members = tuple((dotted_name(a.name), local_name(a)) for a in statement.names)
            return TypingImport(module, "", members, commented, anchor)
    return None


def _imports(view: UnitView) -> Iterator[tuple[Hashable, TypingImport]]:
    found = typing_import(view)
    if found is not None:
        yield "", found


def _all(values: tuple[TypingImport, ...]) -> tuple[TypingImport, ...]:
    return values


TYPING_IMPORTS = table("typing-module-imports", _imports, _all)
"""``""`` → the imports of ``typing`` and ``typing_extensions`` at module level, in order."""


def _uses(view: UnitView) -> Iterator[tuple[Hashable, int]]:
    if view.node is None or "." not in view.unit.text:
        return
    counts: dict[str, int] = {}
    for node in descendants(view.node):
        if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name):
            counts[node.value.value] = counts.get(node.value.value, 0) + 1
    for name in ("typing", "t", "tp", "_t", EXTENSIONS, "te"):
        if name in counts:
            yield name, counts[name]


def _sum(values: tuple[int, ...]) -> int:
    return sum(values)


DOTTED_USES = table("dotted-uses", _uses, _sum)
"""A usual name for ``typing`` → how often an attribute of it is used."""
