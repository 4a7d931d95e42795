"""Awaits in a row that do not need each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement
from houserules.analysis.walk import children, descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.blocking_calls import runs_directly
from houserules.extractors.external_calls import EXTERNAL_READS, called_library
from houserules.extractors.instances import instance_of
from houserules.extractors.scopes import scopes_around

AWAIT_READS = (*EXTERNAL_READS, BINDINGS)
"""What a rule that asks for independent awaits must require."""

READING = ("get_*", "fetch_*", "load_*", "list_*", "read_*", "count_*")
"""Globs of names of functions that only read."""

_READ_VERBS = frozenset({"get", "head"})
_CLIENTS = frozenset({"httpx.AsyncClient", "aiohttp.ClientSession"})
_PLAIN_TYPES = frozenset(
    {
        *(f"builtins.{name}" for name in ("bool", "bytes", "float", "int", "str")),
        "datetime.date", "datetime.datetime", "decimal.Decimal", "uuid.UUID",
    }
)  # fmt: skip
_PLAIN_WORDS = frozenset(
    {
        "id", "ids", "uuid", "url", "name", "names", "key", "email", "slug", "date", "day", "year",
        "limit", "offset", "page", "size", "symbol", "currency", "language", "locale",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class AssignedAwait:
    """``name = await f(...)`` on a line of its own.

    Attributes:
        line: The statement.
        name: The name it binds.
        call: The call.
    """

    line: cst.SimpleStatementLine
    name: str
    call: cst.Call


def independent_awaits(
    unit: UnitPass, block: cst.IndentedBlock, calls: Collection[str]
) -> Iterator[tuple[AssignedAwait, ...]]:
    """Runs of at least two awaits in a block that could as well run at the same time.

    Only what reads is looked at, and only where nothing that two calls are given could be a
    session, a connection or a lock. ``block`` must be the node the walk stands on.
    """
    if not runs_directly(unit, block) or _is_guarded(unit, block):
        return
    run: list[AssignedAwait] = []
    for statement in block.body:
        found = _assigned(unit, statement, calls)
        if found is not None and all(_independent(unit, known, found) for known in run):
            run.append(found)
            continue
        if len(run) > 1:
            yield tuple(run)
        run = [found] if found is not None else []
    if len(run) > 1:
        yield tuple(run)


def _is_guarded(unit: UnitPass, block: cst.IndentedBlock) -> bool:
    """Whether a transaction, a lock or a handler around may mean one call and not the other."""
    chain: Sequence[cst.CSTNode] = [*unit.ancestors, block]
    for index in range(len(chain) - 2, -1, -1):
        holder = chain[index]
        if isinstance(holder, cst.FunctionDef):
            return False
        if isinstance(holder, cst.Try | cst.TryStar) and holder.handlers:
            return True
        if isinstance(holder, cst.With) and not all(
            instance_of(unit, item.item) in _CLIENTS for item in holder.items
        ):
            return True
    return False


def _assigned(
    unit: UnitPass, statement: cst.BaseStatement, calls: Collection[str]
) -> AssignedAwait | None:
    only = first_statement(statement)
    if not isinstance(only, cst.Assign) or not isinstance(statement, cst.SimpleStatementLine):
        return None
    target = only.targets[0].target if len(only.targets) == 1 else None
    value = only.value
    if not isinstance(target, cst.Name) or not isinstance(value, cst.Await) or value.lpar:
        return None
    call = value.expression
    if not isinstance(call, cst.Call) or call.lpar or not _only_reads(unit, call, calls):
        return None
    waits = (cst.Await, cst.NamedExpr, cst.Yield, cst.Lambda)
    if any(isinstance(node, waits) for node in descendants(call)):
        return None
    return AssignedAwait(statement, target.value, call)


def _only_reads(unit: UnitPass, call: cst.Call, calls: Collection[str]) -> bool:
    name = dotted_name(call.func)
    last = name.rpartition(".")[2]
    if isinstance(call.func, cst.Attribute) and last in _READ_VERBS:
        return bool(called_library(unit, call))
    if not isinstance(call.func, cst.Name) or not any(fnmatchcase(name, glob) for glob in calls):
        return False
    # What a local name stands for, nobody knows.
    if any(name in scope for scope in scopes_around(unit, call.func)):
        return False
    kinds = {b.kind for b in unit.lookup(BINDINGS, name)}
    return bool(kinds) and kinds <= {BindingKind.FUNCTION, BindingKind.IMPORT}


def _independent(unit: UnitPass, first: AssignedAwait, second: AssignedAwait) -> bool:
    if first.name == second.name or first.name in _names(second.call):
        return False
    shared = _values(first.call) & _values(second.call)
    return all(_is_plain(unit, first.call, value) for value in shared)


def _names(node: cst.CSTNode) -> set[str]:
    return {n.value for n in descendants(node) if isinstance(n, cst.Name)}


def _values(call: cst.Call) -> set[str]:
    """The names and attribute chains that a call is given, its receiver included."""
    found: set[str] = set()
    receiver = [call.func.value] if isinstance(call.func, cst.Attribute) else []
    stack: list[cst.CSTNode] = [*receiver, *(a.value for a in call.args)]
    while stack:
        node = stack.pop()
        name = dotted_name(node)
        if name:
            found.add(name)
        else:
            stack.extend(children(node))
    return found


def _is_plain(unit: UnitPass, call: cst.Call, value: str) -> bool:
    """Whether what two calls are given can be used by both at the same time."""
    if value in ("None", "True", "False"):
        return True
    last = value.rpartition(".")[2].lower()
    if last.rpartition("_")[2] in _PLAIN_WORDS or last.isupper():
        return True
    node = next((n for n in descendants(call) if dotted_name(n) == value), None)
    kind = instance_of(unit, node) if node is not None else ""
    return kind in _PLAIN_TYPES or kind in _CLIENTS
