"""Calls that block the event loop, and the library whose loop it is."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import children, descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.imported_names import IMPORTED_FROM
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.routes import IMPORTED_PACKAGES
from houserules.extractors.scopes import scope_of

SLEEP_READS = (BINDINGS, IMPORTED_FROM)
_SLEEP = frozenset({"time.sleep"})


def blocking_sleep(unit_pass: UnitPass, call: cst.Call) -> str:
    """The name under which a call runs ``time.sleep`` in a coroutine, ``""`` for other calls.

    The rule must require ``SLEEP_READS``.
    """
    if not any(isinstance(a, cst.FunctionDef) and a.asynchronous for a in unit_pass.ancestors):
        return ""
    written = dotted_name(call.func)
    if not written:
        return ""
    last = written.rpartition(".")[2]
    if last != "sleep" and not any(
        name == written for name, member in unit_pass.lookup(IMPORTED_FROM, "time") if member
    ):
        return ""
    if coroutine_around(unit_pass, call) is None:
        return ""
    return written if resolves_to(unit_pass, call.func, _SLEEP) else ""


def coroutine_around(unit_pass: UnitPass, node: cst.CSTNode) -> cst.FunctionDef | None:
    """The ``async def`` that runs ``node`` on the event loop, ``None`` where that is not sure.

    A sync function or lambda in between counts only where the coroutine calls it directly.
    """
    chain = [*unit_pass.ancestors, node]
    index = len(chain) - 1
    while index > 0:
        index -= 1
        holder, below = chain[index], chain[index + 1]
        if isinstance(holder, cst.GeneratorExp | cst.ClassDef):
            return None
        if isinstance(holder, cst.Lambda) and below is holder.body:
            outer = chain[index - 1] if index else None
            if not (isinstance(outer, cst.Call) and outer.func is holder):
                return None
        elif isinstance(holder, cst.FunctionDef) and below is holder.body:
            if holder.asynchronous is not None:
                return holder
            if not _is_called_by_coroutine(unit_pass, chain[:index], holder):
                return None
    return None


def runs_directly(unit_pass: UnitPass, node: cst.CSTNode) -> bool:
    """Whether ``node`` may be awaited where it stands: the innermost function is a coroutine."""
    chain = [*unit_pass.ancestors, node]
    for index in range(len(chain) - 2, -1, -1):
        holder = chain[index]
        if isinstance(holder, cst.GeneratorExp | cst.ClassDef):
            return False
        if isinstance(holder, cst.FunctionDef | cst.Lambda) and chain[index + 1] is holder.body:
            return isinstance(holder, cst.FunctionDef) and holder.asynchronous is not None
    return False


def loop_library(unit_pass: UnitPass) -> str:
    """The library whose ``sleep`` fits: asyncio, unless the module uses another one alone.

    The rule must require ``IMPORTED_PACKAGES``.
    """
    for other in ("anyio", "trio"):
        if unit_pass.lookup(IMPORTED_PACKAGES, other):
            return "" if unit_pass.lookup(IMPORTED_PACKAGES, "asyncio") else other
    return "asyncio"


def _is_called_by_coroutine(
    unit_pass: UnitPass, outside: list[cst.CSTNode], function: cst.FunctionDef
) -> bool:
    """Whether the coroutine that defines a plain helper calls it by its name."""
    if function.decorators:
        return False
    name = function.name.value
    coroutine = next(
        (a for a in reversed(outside) if isinstance(a, cst.FunctionDef | cst.Lambda)), None
    )
    if not isinstance(coroutine, cst.FunctionDef) or coroutine.asynchronous is None:
        return False
    if len(scope_of(unit_pass, coroutine).get(name, ())) != 1:
        return False
    return any(
        isinstance(n, cst.Call) and isinstance(n.func, cst.Name) and n.func.value == name
        for n in _own_nodes(coroutine)
    ) and not any(isinstance(n, cst.Yield) for n in descendants(function))


def _own_nodes(function: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """The nodes of a function's body, functions in it left out."""
    stack: list[cst.CSTNode] = [function.body]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            stack.extend(children(node))
