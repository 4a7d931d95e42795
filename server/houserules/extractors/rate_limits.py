"""Decorators of a rate limiter: ``@limiter.limit("5/minute")`` of slowapi."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.loggers import ASSIGNED_CALLS
from houserules.extractors.qualified_names import module_qualified_names

_LIMITERS = frozenset({"slowapi.Limiter", "slowapi.extension.Limiter"})
LIMITING = frozenset({"limit", "shared_limit"})
EXEMPTING = frozenset({"exempt"})
LIMITER = "limiter"
"""The usual name of a limiter that another file makes."""

LIMIT_READS = (BINDINGS, ASSIGNED_CALLS)
"""What a rule that asks ``limit_decorators`` must require."""


def limit_decorators(
    unit: UnitPass,
    function: cst.FunctionDef,
    methods: frozenset[str] = LIMITING,
    limiter: str = LIMITER,
) -> Sequence[cst.Decorator]:
    """The decorators of a function that a limiter makes, in their order."""
    return [d for d in function.decorators if _is_of_limiter(unit, d, methods, limiter)]


def _is_of_limiter(
    unit: UnitPass, decorator: cst.Decorator, methods: frozenset[str], limiter: str
) -> bool:
    made = decorator.decorator
    func = made.func if isinstance(made, cst.Call) else made
    if not isinstance(func, cst.Attribute) or func.attr.value not in methods:
        return False
    owner = dotted_name(func.value)
    if not owner:
        return False
    calls = unit.lookup(ASSIGNED_CALLS, owner)
    if calls:
        return all(set(module_qualified_names(unit, call.callee)) & _LIMITERS for call in calls)
    bindings = unit.lookup(BINDINGS, owner.partition(".")[0])
    is_imported = bool(bindings) and all(b.kind is BindingKind.IMPORT for b in bindings)
    return is_imported and owner.rpartition(".")[2] == limiter
