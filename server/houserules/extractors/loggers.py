"""Loggers: which names are one, and which library stands behind them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import libcst as cst

from houserules.analysis.binding_names import BindingKind, bindings_in, parameter_names
from houserules.analysis.extractor import Extractor, Reader, derived, table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
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
        "loguru.logger": Backend.LOGURU,
    }
)
_PROJECT_FACTORIES = ("core.logger.get_logger",)
LOGGER_CONVENTIONS = ("logger-factories", "logging-backend")
"""What a rule that asks ``log_call_backend`` must list in ``reads``."""


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


def _origin(reader: Reader, name: str, seen: frozenset[str] = frozenset()) -> str:
    bindings = reader.lookup(BINDINGS, name)
    imported = module_qualified_names(reader, name)
    if len(imported) == 1 and bindings:
        return imported[0]
    calls = reader.lookup(ASSIGNED_CALLS, name)
    if not calls or len(bindings) != len(calls) or name in seen:
        return ""
    if any(b.kind is not BindingKind.VALUE for b in bindings):
        return ""
    return _only([_origin_of(reader, call.callee, seen | {name}) for call in calls])


def _origin_of(reader: Reader, dotted: str, seen: frozenset[str] = frozenset()) -> str:
    """The qualified name of what a logger was made by or from, ``""`` where not proven."""
    names = module_qualified_names(reader, dotted)
    if names or not dotted or "." in dotted:
        return _only(names)
    return _origin(reader, dotted, seen)


def _only(origins: Sequence[str]) -> str:
    return origins[0] if len(set(origins)) == 1 else ""


LOGGERS: Extractor[str] = derived("loggers", _origin, (ASSIGNED_CALLS, BINDINGS))
"""Module-level name → the qualified name of the factory, or of the logger, that it comes from."""


def _attribute_calls(view: UnitView) -> Iterator[tuple[Hashable, AssignedCall]]:
    """``self.log = ...`` in methods, ``log = ...`` in class bodies."""
    if not view.class_path:
        return
    path = ".".join(view.class_path)
    if not isinstance(view.node, cst.FunctionDef):
        if isinstance(view.node, cst.SimpleStatementLine):
            for name, call in _assigned_calls(view.node):
                yield (path, name), call
        return
    receiver = _first_parameter(view.node)
    if f"{receiver}." not in view.unit.text:
        return
    own = {b.name for b in bindings_in(view.node.body.body)} | set(
        parameter_names(view.node.params)
    )
    for node in descendants(view.node.body):
        if isinstance(node, cst.Assign):
            targets, value = [t.target for t in node.targets], node.value
        elif isinstance(node, cst.AnnAssign) and node.value is not None:
            targets, value = [node.target], node.value
        else:
            continue
        for target in targets:
            if isinstance(target, cst.Attribute) and dotted_name(target.value) == receiver:
                callee = made_by(value)
                is_local = callee.partition(".")[0] in own
                yield (path, target.attr.value), AssignedCall("" if is_local else callee)


def _first_parameter(function: cst.FunctionDef) -> str:
    parameters = (*function.params.posonly_params, *function.params.params)
    return parameters[0].name.value if parameters else ""


ATTRIBUTE_CALLS = table("attribute-calls", _attribute_calls, _merge)
"""``(class path, attribute)`` → what is assigned to it in the class body and through ``self``."""


def _attribute_origin(reader: Reader, key: tuple[str, str]) -> str:
    return _only([_origin_of(reader, c.callee) for c in reader.lookup(ATTRIBUTE_CALLS, key)])


ATTRIBUTE_LOGGERS: Extractor[str] = derived(
    "attribute-loggers", _attribute_origin, (ATTRIBUTE_CALLS, ASSIGNED_CALLS, BINDINGS)
)
"""``(class path, attribute)`` → as ``LOGGERS``, for ``self.logger``."""
LOGGER_READS = (LOGGERS, ATTRIBUTE_LOGGERS, BINDINGS)
"""What a rule that asks ``log_call_backend`` must require."""


def log_call_backend(unit_pass: UnitPass, call: cst.Call) -> Backend | None:
    """The library behind a logging call, ``None`` for any other call.

    Chains count: ``logger.bind(a=1).info(...)``. The rule must require ``LOGGER_READS`` and read
    ``LOGGER_CONVENTIONS``. A logger of the project's own factory is of the library that the
    settings name, ``PROJECT`` where they leave it open.
    """
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value not in LOG_METHODS:
        return None
    receiver: cst.BaseExpression = func.value
    while isinstance(receiver, cst.Call):
        inner = receiver.func
        if not isinstance(inner, cst.Attribute) or inner.attr.value not in _DERIVING_METHODS:
            return _backend(unit_pass, _only(qualified_names(unit_pass, receiver.func)))
        receiver = inner.value
    if isinstance(receiver, cst.Attribute):
        return _backend(unit_pass, _attribute_receiver(unit_pass, call, receiver))
    if not isinstance(receiver, cst.Name):
        return None
    name = receiver.value
    for scope in scopes_around(unit_pass, call):
        if name in scope:
            targets = [b.target for b in scope[name] if b.kind is BindingKind.IMPORT]
            if len(targets) == len(scope[name]):
                return _backend(unit_pass, _only(targets))
            return _backend(unit_pass, _local_origin(unit_pass, call, name))
    return _backend(unit_pass, unit_pass.lookup(LOGGERS, name))


def _backend(unit_pass: UnitPass, origin: str) -> Backend | None:
    """The library that a qualified name of a factory or logger stands for."""
    known = _FACTORIES.get(origin)
    if known is not None or not origin:
        return known
    factories = unit_pass.convention("logger-factories") or _PROJECT_FACTORIES
    if not any(origin == f or origin.endswith(f".{f}") for f in factories):
        return None
    settled = unit_pass.convention("logging-backend")
    return Backend(settled) if settled in tuple(Backend) else Backend.PROJECT


def _attribute_receiver(unit_pass: UnitPass, call: cst.Call, receiver: cst.Attribute) -> str:
    """The origin of ``self.logger`` in a method, or of a logger reached through a module."""
    if isinstance(receiver.value, cst.Name) and unit_pass.class_path:
        method = next((a for a in unit_pass.ancestors if isinstance(a, cst.FunctionDef)), None)
        if method is not None and _first_parameter(method) == receiver.value.value:
            holders = [s for s in scopes_around(unit_pass, call) if receiver.value.value in s]
            if len(holders) == 1 and len(holders[0][receiver.value.value]) == 1:
                key = (".".join(unit_pass.class_path), receiver.attr.value)
                return unit_pass.lookup(ATTRIBUTE_LOGGERS, key)
            return ""
    return _only(qualified_names(unit_pass, receiver))


def _local_origin(unit_pass: UnitPass, call: cst.Call, name: str) -> str:
    """The origin of a logger that a function assigns once: ``log = logger.bind(...)``."""
    scopes = list(scopes_around(unit_pass, call))
    if sum(len(s.get(name, ())) for s in scopes) != 1:
        return ""
    for function in reversed([a for a in unit_pass.ancestors if isinstance(a, cst.FunctionDef)]):
        calls = [c for s in function.body.body for n, c in _assigned_calls(s) if n == name]
        if len(calls) == 1:
            root = calls[0].callee.partition(".")[0]
            if any(root in s for s in scopes):
                return ""
            names = module_qualified_names(unit_pass, calls[0].callee)
            return _only(names) or (unit_pass.lookup(LOGGERS, root) if root else "")
    return ""
