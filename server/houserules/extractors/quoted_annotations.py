"""Annotations of a module: whether there are any, quoted ones, and who evaluates them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.extractor import Reader, table
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import children, descendants
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.routes import IMPORTED_PACKAGES
from houserules.syntax.ptr import NodePtr
from houserules.text.span import Span

ANY, QUOTED, LOCAL_CLASS = "any", "quoted", "local-class"
_EVALUATING = (
    "attr", "attrs", "beartype", "cattrs", "dataclasses", "fastapi", "litestar", "marshmallow",
    "mashumaro", "msgspec", "pydantic", "pydantic_settings", "sqlalchemy", "sqlmodel",
    "strawberry", "typeguard", "typer",
)  # fmt: skip


def _annotations(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if view.node is None:
        return
    found: set[str] = set()
    waiting: list[tuple[cst.CSTNode, bool]] = [(view.node, False)]
    hidden = view.hidden_body
    while waiting:
        node, in_function = waiting.pop()
        if node is hidden:
            continue
        if isinstance(node, cst.Annotation):
            found.add(ANY)
            if _has_quote(node):
                found.add(QUOTED)
            continue
        if isinstance(node, cst.ClassDef) and in_function:
            found.add(LOCAL_CLASS)
        below = in_function or isinstance(node, cst.FunctionDef)
        waiting.extend((child, below) for child in children(node))
    for key in sorted(found):
        yield key, True


def _has_quote(annotation: cst.Annotation) -> bool:
    """Whether a type in an annotation is quoted; literals and metadata are no types."""
    waiting: list[cst.CSTNode] = [annotation.annotation]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.SimpleString):
            return True
        if isinstance(node, cst.Subscript):
            last = dotted_name(node.value).rpartition(".")[2]
            if last == "Literal":
                continue
            waiting.extend(node.slice[:1] if last == "Annotated" else node.slice)
        elif not isinstance(node, cst.Call):
            waiting.extend(children(node))
    return False


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


ANNOTATIONS = table("annotations", _annotations, _any)
"""``any``, ``quoted``, ``local-class`` → whether the module has annotations, quoted types in them,
classes inside functions."""


@dataclass(frozen=True, slots=True)
class FutureImport:
    """``from __future__ import annotations``; the anchor is not compared."""

    anchor: NodePtr = field(compare=False, default=NodePtr("", Span(0, 0)))


def _imports(view: UnitView) -> Iterator[tuple[Hashable, FutureImport]]:
    if view.unit.depth or view.node is None or "__future__" not in view.unit.text:
        return
    for node in descendants(view.node):
        if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
            continue
        if node.module is None or dotted_name(node.module) != "__future__":
            continue
        for alias in node.names:
            if dotted_name(alias.name) == "annotations":
                yield "", FutureImport(NodePtr.of(view.parsed, alias))


def _all(values: tuple[FutureImport, ...]) -> tuple[FutureImport, ...]:
    return values


FUTURE_ANNOTATIONS = table("future-annotations", _imports, _all)
"""``""`` → the imports of ``annotations`` from ``__future__``."""

EVALUATED_READS = (IMPORTED_PACKAGES, FULL_ANCESTRY)
"""What a rule that asks ``may_be_evaluated`` must require."""


def may_be_evaluated(reader: Reader, class_paths: frozenset[str]) -> bool:
    """Whether a library that evaluates annotations may see those of the module."""
    if any(reader.lookup(IMPORTED_PACKAGES, package) for package in _EVALUATING):
        return True
    return any(
        ancestor.partition(".")[0] in _EVALUATING
        for path in class_paths
        for ancestor in reader.lookup(FULL_ANCESTRY, path)
    )
