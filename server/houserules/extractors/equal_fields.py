"""The fields of the models of a module as text, to find those that are declared twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import Reader, derived, table
from houserules.analysis.structure import UnitView, first_statement
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES, local_class
from houserules.extractors.models import MODELS, ModelKind

_EVERY = "every"
_MOST_STEPS = 8


def _fields(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    statement = first_statement(view.node)
    if len(view.class_path) != 1 or not isinstance(statement, cst.AnnAssign):
        return
    if isinstance(statement.target, cst.Name) and not statement.target.value.startswith("_"):
        yield view.class_path[0], "".join(cst.Module(()).code_for_node(statement).split())


def _as_set(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(values)


DECLARED_FIELDS = table("declared-fields", _fields, _as_set)
"""Top-level class → the code of its annotated members, white space taken out."""


def _classes(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    node = view.node
    if not view.class_path and isinstance(node, cst.ClassDef) and node.bases:
        yield _EVERY, node.name.value


def _in_order(values: tuple[str, ...]) -> tuple[str, ...]:
    return values


_TOP_CLASSES = table("top-classes", _classes, _in_order)


def _preceding(reader: Reader, name: str) -> tuple[str, ...]:
    names = reader.lookup(_TOP_CLASSES, _EVERY)
    if names.count(name) != 1:
        return ()
    above = names[: names.index(name)]
    return tuple(
        other
        for other in dict.fromkeys(above)
        if reader.lookup(MODELS, other) is ModelKind.MODEL
        and not _derives(reader, name, other)
        and not _derives(reader, other, name)
    )


def _derives(reader: Reader, name: str, other: str) -> bool:
    waiting, seen = [name], set[str]()
    while waiting and len(seen) < _MOST_STEPS:
        current = waiting.pop()
        if current == other:
            return True
        if current in seen:
            continue
        seen.add(current)
        for definition in reader.lookup(CLASSES, current):
            local = (local_class(reader, base, current) for base in definition.bases if base)
            waiting.extend(base for base in local if base is not None)
    return False


PRECEDING_MODELS = derived(
    "preceding-models", _preceding, (BINDINGS, CLASSES, MODELS, _TOP_CLASSES)
)
"""Top-level model → the models above it in the module that it is not related to."""
