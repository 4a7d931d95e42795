"""Classes that read and write through a session with ``await`` in one method and without in another."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView
from houserules.analysis.walk import own_nodes
from houserules.extractors.definitions import decorator_names
from houserules.extractors.sessions import SESSION_READS, session_kind

_IO = frozenset(
    {
        "commit",
        "execute",
        "flush",
        "get",
        "merge",
        "query",
        "refresh",
        "rollback",
        "scalar",
        "scalars",
    }
)


def _async_methods(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    node = view.node
    if not view.class_path or not isinstance(node, cst.FunctionDef):
        return
    if node.asynchronous is not None and not node.name.value.startswith("_"):
        yield ".".join(view.class_path), True


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


ASYNC_METHODS = table("async-methods", _async_methods, _any)
"""Class path → whether the class has a public method that is a coroutine."""

MIXED_READS = (*SESSION_READS, ASYNC_METHODS)
"""What a rule that asks ``is_odd_one_out`` must require."""


def is_odd_one_out(unit: UnitPass, method: cst.FunctionDef) -> bool:
    """Whether a plain public method uses a session, and the class has coroutines beside it.

    ``method`` must be the node the walk stands on, a member of a class.
    """
    name = method.name.value
    if method.asynchronous is not None or name.startswith(("_", "sync_")):
        return False
    if any(
        d.rpartition(".")[2] not in ("classmethod", "staticmethod") for d in decorator_names(method)
    ):
        return False
    if not unit.lookup(ASYNC_METHODS, ".".join(unit.class_path)):
        return False
    unit.ancestors.append(method)
    try:
        return any(_is_io(unit, node) for node in own_nodes(method))
    finally:
        unit.ancestors.pop()


def _is_io(unit: UnitPass, node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return False
    return node.func.attr.value in _IO and session_kind(unit, node.func.value) is not None
