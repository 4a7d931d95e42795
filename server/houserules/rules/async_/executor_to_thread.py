"""A coroutine runs a function in the default executor of a loop."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.event_loops import partial_of
from houserules.text.excerpt import excerpt
from houserules.transforms.executor_to_thread import awaited_executor_call
from houserules.transforms.executor_to_thread import executor_to_thread as call_in_thread

_TO_THREAD_SINCE = (3, 9)


@rule(
    id="async/executor-to-thread",
    on=(cst.Call,),
    requires=call_in_thread.requires,
    fixes=(call_in_thread,),
    message="use `asyncio.to_thread({name})`",
    why="`asyncio.to_thread` needs no loop, takes keywords and keeps context variables.",
    allow_when="The code also runs on Python 3.8.",
    examples=[
        Example(
            "import asyncio\n\nfrom app.images import resize\n\n\n"
            "async def thumbnail(image: bytes) -> bytes:\n"
            "    loop = asyncio.get_running_loop()\n"
            "    return await loop.run_in_executor(None, resize, image)"
            "  # want: use `asyncio.to_thread(resize)`\n",
            fixed="import asyncio\n\nfrom app.images import resize\n\n\n"
            "async def thumbnail(image: bytes) -> bytes:\n"
            "    return await asyncio.to_thread(resize, image)\n",
        ),
        Example(
            "import asyncio\n\nfrom app.pools import images\nfrom app.images import resize\n\n\n"
            "async def thumbnail(image: bytes) -> bytes:\n"
            "    loop = asyncio.get_running_loop()\n"
            "    return await loop.run_in_executor(images, resize, image)\n"
        ),
    ],
)
def executor_to_thread(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report ``await loop.run_in_executor(None, ...)``."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "run_in_executor":
        return
    if p.module.target_version < _TO_THREAD_SINCE or not awaited_executor_call(p, node):
        return
    partial = partial_of(p, node)
    function = (partial or node).args[0 if partial else 1].value
    name = excerpt(cst.Module(()).code_for_node(function), 40)
    yield p.finding(node, fix=call_in_thread.at(node), name=name)
