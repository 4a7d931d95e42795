"""A route starts work and forgets it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes, outer_names

_STARTING = frozenset({"asyncio.create_task", "asyncio.ensure_future"})
_THREADS = frozenset({"threading.Thread"})


@rule(
    id="fastapi/background-tasks",
    on=(cst.FunctionDef,),
    requires=ROUTE_READS,
    message="`{name}` in a route is fire and forget; use `BackgroundTasks`",
    why="Nobody holds the task: it may be collected while it runs, and its errors are lost.",
    allow_when="The work must not wait for the response.",
    examples=[
        Example(
            "import asyncio\n\n"
            "from fastapi import APIRouter\n\n"
            "from app.mail import send_receipt\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/orders")\n'
            "async def order(order_id: int):\n"
            "    asyncio.create_task(send_receipt(order_id))"
            "  # want: `asyncio.create_task` in a route is fire and forget; use `BackgroundTasks`\n"
        ),
        Example(
            "from fastapi import APIRouter, BackgroundTasks\n\n"
            "from app.mail import send_receipt\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/orders")\n'
            "async def order(order_id: int, background_tasks: BackgroundTasks):\n"
            "    background_tasks.add_task(send_receipt, order_id)\n"
        ),
    ],
)
def background_tasks(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report tasks and threads that a route starts as a statement."""
    if not node.decorators:
        return
    started = [
        (statement.value, name)
        for statement in own_nodes(node)
        if isinstance(statement, cst.Expr)
        and isinstance(statement.value, cst.Call)
        and (name := _starts(p, node, statement.value))
    ]
    if started and declared_routes(p, node):
        for call, name in sorted(started, key=lambda found: p.span(found[0]).start):
            yield p.finding(call, name=dotted_name(call.func) or name)


def _starts(p: UnitPass, node: cst.FunctionDef, call: cst.Call) -> str:
    """What starts something that runs on its own, ``""`` for other calls."""
    names = outer_names(p, node, call.func)
    if names and set(names) <= _STARTING:
        return "create_task"
    func = call.func
    if isinstance(func, cst.Attribute) and func.attr.value == "start":
        made = func.value
        thread = outer_names(p, node, made.func) if isinstance(made, cst.Call) else ()
        if thread and set(thread) <= _THREADS:
            return "Thread"
    return ""
