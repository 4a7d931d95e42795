"""A coroutine of the project is made and never awaited."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.blocking_calls import runs_directly
from houserules.extractors.coroutines import calls_coroutine
from houserules.extractors.unawaited import is_unawaited
from houserules.text.excerpt import excerpt
from houserules.transforms.await_call import AWAIT_REASON, await_call


@rule(
    id="async/unawaited-coroutine",
    on=(cst.Call,),
    requires=await_call.requires,
    fixes=(await_call,),
    message="coroutine `{name}()` is never awaited",
    why="A call of an `async def` does nothing until it is awaited; the mistake shows as a "
    "warning long after, or not at all.",
    allow_when="The coroutine is made to be thrown away, as in a test.",
    examples=[
        Example(
            "async def notify(user: str) -> None:\n"
            "    print(user)\n\n\n"
            "async def register(user: str) -> None:\n"
            "    notify(user)  # want: coroutine `notify()` is never awaited # at: notify(user)\n",
            fixed="async def notify(user: str) -> None:\n"
            "    print(user)\n\n\n"
            "async def register(user: str) -> None:\n"
            "    await notify(user)\n",
        ),
        Example(
            "import asyncio\n\n\n"
            "async def notify(user: str) -> None:\n"
            "    print(user)\n\n\n"
            "async def register(user: str) -> asyncio.Task[None]:\n"
            "    return asyncio.create_task(notify(user))\n"
        ),
    ],
)
def unawaited_coroutine(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report calls of coroutine functions whose coroutine is dropped, or used as its result."""
    if not is_unawaited(p, node) or not calls_coroutine(p, node):
        return
    fix = await_call.at(node, reason=AWAIT_REASON) if runs_directly(p, node) else None
    name = excerpt(cst.Module(()).code_for_node(node.func), 40)
    yield p.finding(node, fix=fix, name=name)
