"""Loggers: which names are one, and which library stands behind them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import libcst as cst

from houserules.analysis.extractor import Reader, derived, table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.qualified_names import module_qualified_names, qualified_names
from houserules.extractors.scopes import scopes_around


class Backend(StrEnum):
    """The library that a logger belongs to."""

    STDLIB = "stdlib"
    STRUCTLOG = "structlog"
    LOGURU = "loguru"
    PROJECT = "project"
    """Made by a factory of the project: the settings say which library is behind it."""


LOG_METHODS = frozenset(
    {
        "trace",
        "debug",
        "info",
        "success",
        "warning",
        "warn",
        "error",
        "critical",
        "exception",
        "log",
        "fatal",
    }
)
_DERIVING_METHODS = frozenset({"bind", "opt", "new", "unbind", "try_unbind", "getChild"})
_FACTORIES: Mapping[str, Backend] = MappingProxyType(
    {
        "logging.getLogger": Backend.STDLIB,
        "structlog.get_logger": Backend.STRUCTLOG,
        "structlog.getLogger": Backend.STRUCTLOG,
        "structlog.stdlib.get_logger": Backend.STRUCTLOG,
        "core.logger.get_logger": Backend.PROJECT,
    }
)


@dataclass(frozen=True, slots=True)
class AssignedCall:
    """``name = callee(...)`` or ``self.name = callee(...)``, reduced to dotted names.

    Chains of deriving methods are followed: ``get_logger().bind(a=1)`` is a call of
    ``get_logger``.
    """

    callee: str


def _assigned_calls(node: cst.CSTNode) -> Iterator[tuple[str, AssignedCall]]:
    statement = first_statement(node)
    if isinstance(statement, cst.Assign):
        targets = [t.target for t in statement.targets]
        value = statement.value
    elif isinstance(statement, cst.AnnAssign) and statement.value is not None:
        targets, value = [statement.target], statement.value
    else:
        return
    callee = made_by(value)
    if callee:
        for target in targets:
            if isinstance(target, cst.Name):
                yield target.value, AssignedCall(callee)


def made_by(value: cst.CSTNode) -> str:
    """The dotted name of the factory that made a value, deriving methods followed."""
    while isinstance(value, cst.Call):
        func = value.func
        if isinstance(func, cst.Attribute) and func.attr.value in _DERIVING_METHODS:
            value = func.value
            continue
        return dotted_name(func)
    return dotted_name(value)


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, AssignedCall]]:
    if view.unit.depth == 0 and view.node is not None:
        yield from _assigned_calls(view.node)


def _merge(values: tuple[AssignedCall, ...]) -> tuple[AssignedCall, ...]:
    return values


ASSIGNED_CALLS = table("assigned-calls", _contribute, _merge)
"""Module-level name → the calls assigned to it."""


def _backend(reader: Reader, name: str) -> Backend | None:
    if module_qualified_names(reader, name) == ("loguru.logger",):
        return Backend.LOGURU
    calls = reader.lookup(ASSIGNED_CALLS, name)
    bindings = reader.lookup(BINDINGS, name)
    if not calls or len(bindings) != len(calls):
        return None
    if any(b.kind is not BindingKind.VALUE for b in bindings):
        return None
    found = {_factory_backend(module_qualified_names(reader, c.callee)) for c in calls}
    for call in calls:
        if module_qualified_names(reader, call.callee) == ("loguru.logger",):
            found = {Backend.LOGURU}
    return found.pop() if len(found) == 1 else None


def _factory_backend(names: tuple[str, ...]) -> Backend | None:
    if len(names) != 1:
        return None
    known = _FACTORIES.get(names[0])
    if known is None and names[0].endswith(".core.logger.get_logger"):
        return Backend.PROJECT
    return known


LOGGERS = derived("loggers", _backend, (ASSIGNED_CALLS, BINDINGS))
"""Module-level name → the library of the logger it holds, ``None`` where not proven."""


def log_call_backend(unit_pass: UnitPass, call: cst.Call) -> Backend | None:
    """The library behind a logging call, ``None`` for any other call.

    Chains count: ``logger.bind(a=1).info(...)``. The rule must require ``LOGGERS`` and
    ``BINDINGS``.
    """
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value not in LOG_METHODS:
        return None
    receiver: cst.BaseExpression = func.value
    while isinstance(receiver, cst.Call):
        inner = receiver.func
        if not isinstance(inner, cst.Attribute) or inner.attr.value not in _DERIVING_METHODS:
            return _factory_backend(qualified_names(unit_pass, receiver.func))
        receiver = inner.value
    if not isinstance(receiver, cst.Name):
        return None
    for scope in scopes_around(unit_pass, call):
        if receiver.value in scope:
            return _local_backend(unit_pass, call, receiver.value)
    return unit_pass.lookup(LOGGERS, receiver.value)


def _local_backend(unit_pass: UnitPass, call: cst.Call, name: str) -> Backend | None:
    """The library of a logger that a function assigns once: ``log = logger.bind(...)``."""
    functions = [a for a in unit_pass.ancestors if isinstance(a, cst.FunctionDef)]
    for function in reversed(functions):
        calls: list[AssignedCall] = []
        for statement in function.body.body:
            calls.extend(c for n, c in _assigned_calls(statement) if n == name)
        if len(calls) != 1:
            continue
        scopes = list(scopes_around(unit_pass, call))
        if sum(len(s.get(name, ())) for s in scopes) != 1:
            return None
        callee = calls[0].callee
        if "." not in callee and not any(callee in s for s in scopes):
            backend = unit_pass.lookup(LOGGERS, callee)
            if backend is not None:
                return backend
        names = module_qualified_names(unit_pass, callee)
        return Backend.LOGURU if names == ("loguru.logger",) else _factory_backend(names)
    return None
