"""Objects that are caches of ``cachetools``, what is done with them, and the locks around it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.imported_names import IMPORTED_FROM
from houserules.extractors.instances import INSTANCE_READS, instance_of

_LIBRARY = "cachetools"
_READS = frozenset({"get", "items", "keys", "values"})
_WRITES = frozenset({"pop", "popitem", "setdefault", "update", "clear"})


def _locked(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if view.node is None or "with" not in view.unit.text:
        return
    if "lock" not in view.unit.text.lower():
        return
    for node in descendants(view.node):
        if isinstance(node, cst.With) and is_lock_block(node):
            for inside in descendants(node.body):
                if isinstance(inside, cst.Call):
                    yield dotted_name(inside.func).rpartition(".")[2], True


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


LOCKED_CALLS = table("locked-calls", _locked, _any)
"""Last name of what is called under a lock somewhere in the module → true."""
CACHE_READS = (*INSTANCE_READS, IMPORTED_FROM, LOCKED_CALLS)
"""What a rule that asks the functions here must require."""


def imports_cachetools(unit: UnitPass) -> bool:
    """Whether the module imports the library at all; turns most modules away at one look-up."""
    return bool(unit.lookup(IMPORTED_FROM, _LIBRARY))


def cache_class(unit: UnitPass, expression: cst.BaseExpression) -> str:
    """``TTLCache`` for an object that is proven to be one; ``""`` for others.

    ``expression`` as for ``instance_of``.
    """
    if not isinstance(expression, cst.Name | cst.Attribute):
        return ""
    module, _, name = instance_of(unit, expression).rpartition(".")
    return name if module == _LIBRARY and name.endswith("Cache") else ""


def accessed(node: cst.CSTNode) -> tuple[cst.BaseExpression, bool] | None:
    """What a node looks into as into a mapping, and whether it may change it."""
    if isinstance(node, cst.Subscript):
        return node.value, False
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        method = node.func.attr.value
        if method in _READS or method in _WRITES:
            return node.func.value, method in _WRITES
    if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        target = node.comparisons[0]
        if isinstance(target.operator, cst.In | cst.NotIn):
            return target.comparator, False
    return None


def is_lock_block(node: cst.With) -> bool:
    """Whether a ``with`` statement holds a lock, by name: locks may come from anywhere."""
    for item in node.items:
        for part in descendants(item.item):
            if isinstance(part, cst.Name):
                word = part.value.lower()
                if "lock" in word or "mutex" in word or "sem" in word:
                    return True
    return False
