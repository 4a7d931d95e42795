"""Event loops of asyncio: who gets one, and what is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.instances import INSTANCE_READS, instance_of
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.scopes import scope_of

LOOP_READS = (*INSTANCE_READS, BINDINGS)
"""What a rule that asks about event loops must require."""

GET_EVENT_LOOP = frozenset({"asyncio.get_event_loop", "asyncio.events.get_event_loop"})
_GETTERS = frozenset({*GET_EVENT_LOOP, "asyncio.get_running_loop"})
_NO_COROUTINES = frozenset({"gather", "ensure_future", "create_task", "create_future", "wait"})


def is_loop(unit: UnitPass, expression: cst.CSTNode) -> bool:
    """Whether an expression is a loop that a getter of asyncio returned."""
    return instance_of(unit, expression) in _GETTERS


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """``loop.run_until_complete(x)``, the only thing that is done with a loop.

    Attributes:
        call: The call.
        rest: Statements that go with the loop: its assignment, ``loop.close()``.
    """

    call: cst.Call
    rest: tuple[cst.SimpleStatementLine, ...] = ()


def running_of_getter(unit: UnitPass, getter: cst.Call) -> Running | None:
    """What a loop is got for, where that is to run one coroutine until it is done.

    ``getter`` must be the node the walk stands on, in a plain function or outside of any. At the
    top of a module only what stands in the same block is seen; see ``assigned_at_top``.
    """
    around = unit.ancestors
    parent = around[-1] if around else None
    if isinstance(parent, cst.Attribute) and len(around) > 1:
        call = around[-2]
        return Running(call) if isinstance(call, cst.Call) and runs_coroutine(call) else None
    name = _assigned_name(around)
    if not name or len(around) < 3:
        return None
    holder = next((a for a in reversed(around) if isinstance(a, cst.FunctionDef)), None)
    root = holder.body if holder is not None else around[0]
    if holder is not None and len(scope_of(unit, holder).get(name, ())) != 1:
        return None
    if holder is None and len(unit.lookup(BINDINGS, name)) != 1:
        return None
    return running_in(name, (root,), assigned=around[-2])


def assigned_at_top(unit: UnitPass) -> str:
    """The name that a statement at the top of a module binds, which may be used all over it."""
    around = unit.ancestors
    name = _assigned_name(around) if len(around) == 2 and not unit.class_path else ""
    return name if name and len(unit.lookup(BINDINGS, name)) == 1 else ""


def _assigned_name(around: Sequence[cst.CSTNode]) -> str:
    """``loop`` of ``loop = <here>`` on a line of its own."""
    if len(around) < 2 or not isinstance(around[-1], cst.Assign):
        return ""
    line, statement = around[-2], around[-1]
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return ""
    target = statement.targets[0].target if len(statement.targets) == 1 else None
    return target.value if isinstance(target, cst.Name) else ""


def running_in(name: str, roots: Sequence[cst.CSTNode], *, assigned: cst.CSTNode) -> Running | None:
    """The one coroutine that a loop runs, if nothing else is done with it below the roots."""
    calls: list[cst.Call] = []
    rest: list[cst.SimpleStatementLine] = []
    uses = 0
    for node in (n for root in roots for n in descendants(root)):
        if isinstance(node, cst.Name) and node.value == name:
            uses += 1
        elif isinstance(node, cst.Call) and _receiver(node) == name:
            if runs_coroutine(node):
                calls.append(node)
        elif isinstance(node, cst.SimpleStatementLine) and _closes(node, name):
            rest.append(node)
    if len(calls) != 1 or uses != 2 + len(rest):
        return None
    assert isinstance(assigned, cst.SimpleStatementLine)
    return Running(calls[0], (assigned, *rest))


def _receiver(call: cst.Call) -> str:
    return dotted_name(call.func.value) if isinstance(call.func, cst.Attribute) else ""


def runs_coroutine(call: cst.Call) -> bool:
    """Whether a call is ``….run_until_complete(f(...))``, and what ``f`` gives may be a coroutine."""
    if not isinstance(call.func, cst.Attribute) or len(call.args) != 1:
        return False
    given = call.args[0]
    if call.func.attr.value != "run_until_complete" or given.keyword or given.star:
        return False
    made = dotted_name(given.value.func) if isinstance(given.value, cst.Call) else ""
    return bool(made) and made.rpartition(".")[2] not in _NO_COROUTINES


def _closes(line: cst.SimpleStatementLine, name: str) -> bool:
    only = line.body[0] if len(line.body) == 1 else None
    return (
        isinstance(only, cst.Expr)
        and isinstance(only.value, cst.Call)
        and dotted_name(only.value.func) == f"{name}.close"
    )


def executor_call(unit: UnitPass, call: cst.Call) -> bool:
    """Whether a call is ``loop.run_in_executor(None, f, ...)`` on a loop that a getter returned.

    ``call`` must be the node the walk stands on, or lie below it without a scope between.
    """
    if not isinstance(call.func, cst.Attribute) or len(call.args) < 2:
        return False
    if call.func.attr.value != "run_in_executor" or call.func.lpar:
        return False
    executor, function = call.args[0], call.args[1]
    if any(a.keyword is not None for a in call.args) or executor.star or function.star:
        return False
    if not isinstance(executor.value, cst.Name) or executor.value.value != "None":
        return False
    return is_loop(unit, call.func.value)


def partial_of(unit: UnitPass, call: cst.Call) -> cst.Call | None:
    """``functools.partial(f, ...)`` where it is all that an executor is given to run."""
    value = call.args[-1].value
    if len(call.args) != 2 or not isinstance(value, cst.Call) or not value.args:
        return None
    is_partial = resolves_to(unit, value.func, frozenset({"functools.partial"}))
    return value if is_partial and not value.args[0].star else None
