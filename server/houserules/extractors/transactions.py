"""Where methods write through a session, and who commits: within one class, as far as it shows."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import walk
from houserules.extractors.declared_types import first_parameter
from houserules.extractors.definitions import decorator_names
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.scopes import function_around
from houserules.extractors.sessions import SESSION_READS, SessionKind, session_kind

_WRITES = frozenset({"add", "add_all", "delete", "merge"})
_EXECUTES = frozenset({"execute", "scalar", "scalars"})
_STATEMENTS = frozenset(
    {
        f"{module}.{name}"
        for module in ("sqlalchemy", "sqlalchemy.sql", "sqlalchemy.sql.expression", "sqlmodel")
        for name in ("insert", "update", "delete")
    }
    | {f"sqlalchemy.dialects.{dialect}.insert" for dialect in ("postgresql", "sqlite", "mysql")}
)
_USUAL_SESSIONS = frozenset({"async_session", "conn", "connection", "db", "db_session", "session"})
_TRANSPARENT_DECORATORS = frozenset({"staticmethod", "classmethod", "override"})


def _commits(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    """Who commits, and which methods of its own class each method calls."""
    if not view.class_path or not isinstance(view.node, cst.FunctionDef):
        return
    path, name = ".".join(view.class_path), view.node.name.value
    receivers = {first_parameter(view.node), "self", "cls", view.class_path[-1]}
    ancestors: list[cst.CSTNode] = []
    quiet = True
    for node in walk(view.node.body, ancestors):
        if not isinstance(node, cst.Call):
            continue
        quiet = quiet and not any(_hands_on(dotted_name(a.value), receivers) for a in node.args)
        if not isinstance(node.func, cst.Attribute):
            continue
        method = node.func.attr.value
        if method == "commit" or (method == "begin" and _opens_with(ancestors)):
            quiet = False
            yield ("commits", path, name), name
        elif dotted_name(node.func.value) in receivers:
            quiet = False
            yield ("called-by", path, method), name
        elif isinstance(node.func.value, cst.Call):
            quiet = quiet and dotted_name(node.func.value.func) != "super"
    if quiet:
        yield ("quiet", path, name), name


def _hands_on(argument: str, receivers: set[str]) -> bool:
    """Whether an argument may be a session, or the object that has it."""
    root = argument.partition(".")[0]
    return bool(root) and (root in receivers or root in _USUAL_SESSIONS)


def _opens_with(ancestors: list[cst.CSTNode]) -> bool:
    return bool(ancestors) and isinstance(ancestors[-1], cst.WithItem)


def _names(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(values)


COMMITS = table("commits", _commits, _names)
"""``("commits", class path, method)`` → the method itself where it commits; ``("called-by", class
path, method)`` → the methods of the class that call it; ``("quiet", class path, method)`` → the
method itself where it neither commits nor hands on what could."""

TRANSACTION_READS = (*SESSION_READS, COMMITS)
"""What a rule that asks about transactions must require."""


@dataclass(frozen=True, slots=True, eq=False)
class Write:
    """A write through a session.

    Attributes:
        call: The call that writes.
        session: The expression of the session.
        kind: What is known of the session.
    """

    call: cst.Call
    session: cst.BaseExpression
    kind: SessionKind


def session_call(
    unit_pass: UnitPass, node: cst.CSTNode, methods: frozenset[str], *, by_name: bool = False
) -> tuple[cst.BaseExpression, SessionKind] | None:
    """The session of a call of one of its methods; ``node`` must be the node the walk stands on."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return None
    if node.func.attr.value not in methods:
        return None
    kind = session_kind(unit_pass, node.func.value, by_name=by_name)
    return (node.func.value, kind) if kind else None


def uncommitted_writes(unit_pass: UnitPass, method: cst.FunctionDef) -> tuple[Write, ...]:
    """The writes of a method after which nobody is seen to commit, in order.

    ``()`` where the method commits, may do so through something it calls, or is committed by the
    methods of its class that call it. ``method`` must be the node the walk stands on.
    """
    path, name = ".".join(unit_pass.class_path), method.name.value
    if any(d.rpartition(".")[2] not in _TRANSPARENT_DECORATORS for d in decorator_names(method)):
        return ()
    if unit_pass.lookup(COMMITS, ("commits", path, name)):
        return ()
    if unit_pass.lookup(COMMITS, ("called-by", path, name)):
        return ()
    receivers = {first_parameter(method), "self", "cls", path.rpartition(".")[2]}
    writes: list[Write] = []
    outer = list(unit_pass.ancestors)
    try:
        for node in walk(method, unit_pass.ancestors):
            if not isinstance(node, cst.Call) or function_around(unit_pass, node) is not method:
                continue
            if _may_commit(unit_pass, node, receivers):
                return ()
            write = _write(unit_pass, node)
            if write is not None:
                writes.append(write)
    finally:
        unit_pass.ancestors[:] = outer
    return tuple(writes)


def _write(unit_pass: UnitPass, call: cst.Call) -> Write | None:
    found = session_call(unit_pass, call, _WRITES)
    if found is None:
        found = session_call(unit_pass, call, _EXECUTES)
        if found is None or not call.args or not _is_write(unit_pass, call.args[0].value):
            return None
    return Write(call, *found)


def _is_write(unit_pass: UnitPass, statement: cst.BaseExpression) -> bool:
    """``insert(T).values(...)`` and the like, written where it is executed."""
    while isinstance(statement, cst.Call):
        if resolves_to(unit_pass, statement.func, _STATEMENTS):
            return True
        if not isinstance(statement.func, cst.Attribute):
            return False
        statement = statement.func.value
    return False


def _may_commit(unit_pass: UnitPass, call: cst.Call, receivers: set[str]) -> bool:
    """Whether a session, or ``self`` with it, goes to something that may commit."""
    if any(session_kind(unit_pass, arg.value) for arg in call.args):
        return True
    if any(dotted_name(arg.value) in receivers - {""} for arg in call.args):
        return True
    func = call.func
    if isinstance(func, cst.Attribute) and isinstance(func.value, cst.Call):
        return dotted_name(func.value.func) == "super"
    if not isinstance(func, cst.Attribute) or dotted_name(func.value) not in receivers - {""}:
        return False
    key = ("quiet", ".".join(unit_pass.class_path), func.attr.value)
    return not unit_pass.lookup(COMMITS, key)
