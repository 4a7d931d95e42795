"""Plain code runs an event loop of its own, or code is asynchronous in name only."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, first_statement, is_docstring
from houserules.analysis.walk import own_nodes
from houserules.extractors.definitions import is_trivial
from houserules.extractors.event_loops import LOOP_READS, is_loop
from houserules.extractors.mixed_classes import MIXED_READS, is_odd_one_out
from houserules.extractors.qualified_names import resolves_to
from houserules.text.excerpt import excerpt

_LAYERS = frozenset({Role.ROUTER, Role.SERVICE, Role.STORE})
_RUNNERS = frozenset({"asyncio.run", "asyncio.runners.run", "nest_asyncio.apply"})
_LAST = frozenset({"run", "apply", "run_until_complete"})
_ENTRIES = ("main", "cli", "run", "sync", "blocking", "entry")
_WAITS = (cst.Await, cst.Yield)
_NO_AWAIT = "`async def {name}` never awaits"
_MIXED = "`{name}` does its I/O without await in a class of coroutines"


@rule(
    id="async/sync-async-mix",
    on=(cst.Call, cst.FunctionDef),
    requires=tuple(dict.fromkeys((*LOOP_READS, *MIXED_READS))),
    severity="hint",
    message="`{name}` inside library code; make `{function}` a coroutine",
    why="A loop inside plain code fails where one is running already, and stops everything else "
    "where none is; one class with both kinds of methods is called the wrong way sooner or later.",
    allow_when="A plain interface is kept beside the asynchronous one on purpose.",
    examples=[
        Example(
            "import asyncio\n\n\n"
            "class Plans:\n"
            "    def refresh(self) -> None:\n"
            "        asyncio.run(self.store.get_list())"
            "  # want: `asyncio.run` inside library code; make `refresh` a coroutine # at: asyncio.run\n",
            path="app/services/plans.py",
        ),
        Example(
            "import asyncio\n\nfrom app.jobs import work\n\n\n"
            "def main() -> None:\n"
            "    asyncio.run(work())\n"
        ),
    ],
)
def sync_async_mix(p: UnitPass, node: cst.Call | cst.FunctionDef) -> Iterator[Finding]:
    """Report loops in plain code, coroutines that wait for nothing, and classes of both kinds."""
    if isinstance(node, cst.Call):
        yield from _runs_loop(p, node)
        return
    if p.module.role not in _LAYERS or p.ancestors:
        return
    name = excerpt(node.name.value, 40)
    if _never_awaits(node):
        yield p.finding(node.name, message=_NO_AWAIT, name=name)
    elif p.class_path and p.module.role is not Role.ROUTER and is_odd_one_out(p, node):
        yield p.finding(node.name, message=_MIXED, name=name)


def _runs_loop(p: UnitPass, call: cst.Call) -> Iterator[Finding]:
    if dotted_name(call.func).rpartition(".")[2] not in _LAST and not isinstance(
        call.func, cst.Attribute | cst.Name
    ):
        return
    if p.module.role not in _LAYERS and p.module.role is not Role.OTHER:
        return
    functions = [a for a in p.ancestors if isinstance(a, cst.FunctionDef)]
    if not functions or not _is_runner(p, call):
        return
    # Who is a way in, or says that it is the plain variant, is meant to run a loop.
    function = functions[-1]
    words = function.name.value.lower().split("_")
    if function.decorators or function.asynchronous or set(words) & set(_ENTRIES):
        return
    name = excerpt(cst.Module(()).code_for_node(call.func), 40)
    yield p.finding(call.func, name=name, function=excerpt(function.name.value, 30))


def _is_runner(p: UnitPass, call: cst.Call) -> bool:
    if resolves_to(p, call.func, _RUNNERS):
        return True
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value != "run_until_complete":
        return False
    return is_loop(p, func.value)


def _never_awaits(function: cst.FunctionDef) -> bool:
    """Whether a private coroutine waits for nothing; public ones may belong to an interface."""
    name = function.name.value
    if function.asynchronous is None or not name.startswith("_") or name.startswith("__"):
        return False
    if function.decorators or is_trivial(function) or _stands_in(function):
        return False
    return not any(_waits(node) for node in own_nodes(function))


def _stands_in(function: cst.FunctionDef) -> bool:
    """Whether a function only returns a literal, or nothing: it stands in for another one."""
    body = [s for s in function.body.body if not is_docstring(s)]
    only = first_statement(body[0]) if len(body) == 1 else None
    if not isinstance(only, cst.Return) or only.value is None:
        return isinstance(only, cst.Return)
    is_literal = isinstance(only.value, cst.BaseNumber | cst.SimpleString)
    return is_literal or dotted_name(only.value) in ("None", "True", "False")


def _waits(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.For | cst.With | cst.CompFor):
        return node.asynchronous is not None
    return isinstance(node, _WAITS)
