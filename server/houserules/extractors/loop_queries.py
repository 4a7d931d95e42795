"""Queries that run once for each round of a loop, with the loop's variable in them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, target_names
from houserules.analysis.walk import children, descendants
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.select_statements import chain_root
from houserules.extractors.sessions import SESSION_READS
from houserules.extractors.sqlalchemy_names import SELECT
from houserules.extractors.transactions import session_call

LOOP_READS = SESSION_READS
"""What a rule that asks ``repeated_query`` must require."""
_RUNS = frozenset({"execute", "scalar", "scalars"})
_WRITES = frozenset({"commit", "flush"})
_LOADS = frozenset({"get", "get_one", "refresh"})
_CHUNKS = frozenset({"batched", "chunked", "grouper"})
_CHUNK_WORDS = ("batch", "chunk", "page", "window", "attempt", "retry")


def repeated_query(unit: UnitPass, call: cst.Call) -> str:
    """The variable of a loop that a query is about; ``""`` for other calls.

    ``call`` must be the node the walk stands on.
    """
    if not isinstance(call.func, cst.Attribute) or not call.args:
        return ""
    method = call.func.attr.value
    if method not in _RUNS | _LOADS:
        return ""
    for loop, names in _loops(unit, call):
        variable = next((n for n in names if _is_about(unit, call, loop, n)), "")
        if variable and _works_row_by_row(loop, dotted_name(call.func.value)):
            return ""
        if variable and session_call(unit, call, _RUNS | _LOADS, by_name=method in _RUNS):
            return variable
    return ""


def _works_row_by_row(loop: cst.CSTNode, session: str) -> bool:
    """Whether each round has a session, or writes, of its own: it needs the row as it is now."""
    if not isinstance(loop, cst.For):
        return False
    for node in descendants(loop.body):
        if isinstance(node, cst.With):
            if any(i.asname and dotted_name(i.asname.name) == session for i in node.items):
                return True
        elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            is_write = node.func.attr.value in _WRITES
            if is_write and dotted_name(node.func.value) == session:
                return True
    return False


def _loops(unit: UnitPass, call: cst.Call) -> Iterator[tuple[cst.CSTNode, list[str]]]:
    """The loops of the function around a call that repeat it, innermost first."""
    below: cst.CSTNode = call
    for holder in reversed(unit.ancestors):
        if isinstance(holder, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            return
        if isinstance(holder, cst.For) and below is holder.body:
            names = list(target_names(holder.target))
            if not _is_chunked(holder.iter, names) and not _may_stop(holder):
                yield holder, names
        elif isinstance(holder, cst.BaseComp):
            comp: cst.CompFor | None = getattr(holder, "for_in", None)
            if comp is not None and below is not comp:
                names = list(target_names(comp.target))
                if not _is_chunked(comp.iter, names):
                    yield holder, names
        below = holder


def _is_chunked(iterated: cst.BaseExpression, names: list[str]) -> bool:
    if isinstance(iterated, cst.Call):
        name = dotted_name(iterated.func).rpartition(".")[2]
        if name in _CHUNKS or name == "range":
            return True
    return any(word in name.lower() for name in names for word in _CHUNK_WORDS)


def _may_stop(loop: cst.For) -> bool:
    """Whether a loop looks for something and stops: the rounds behind it never run."""
    waiting: list[cst.CSTNode] = list(loop.body.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Return | cst.Break):
            return True
        if not isinstance(node, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            waiting.extend(children(node))
    return False


def _is_about(unit: UnitPass, call: cst.Call, loop: cst.CSTNode, name: str) -> bool:
    if isinstance(call.func, cst.Attribute) and call.func.attr.value in _LOADS:
        return any(_mentions(arg.value, name) for arg in call.args)
    statement: cst.BaseExpression | None = call.args[0].value
    if isinstance(statement, cst.Name) and isinstance(loop, cst.For):
        statement = _assigned_in(loop, statement.value)
    root = chain_root(statement) if statement is not None else None
    if root is None or statement is None or not _mentions(statement, name):
        return False
    return resolves_to(unit, root.func, SELECT) is not None


def _assigned_in(loop: cst.For, name: str) -> cst.BaseExpression | None:
    found = [
        node.value
        for node in descendants(loop.body)
        if isinstance(node, cst.Assign)
        and any(dotted_name(target.target) == name for target in node.targets)
    ]
    return found[0] if len(found) == 1 else None


def _mentions(expression: cst.CSTNode, name: str) -> bool:
    return any(isinstance(n, cst.Name) and n.value == name for n in descendants(expression))
