"""A coroutine calls ``time.sleep``, which stops the event loop."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.blocking_calls import SLEEP_READS, blocking_sleep, loop_library
from houserules.extractors.routes import IMPORTED_PACKAGES
from houserules.text.excerpt import excerpt
from houserules.transforms.blocking_sleep import REASON, awaitable, blocking_sleep_to_await


@rule(
    id="async/blocking-sleep",
    on=(cst.Call,),
    requires=(*SLEEP_READS, IMPORTED_PACKAGES),
    fixes=(blocking_sleep_to_await,),
    same_as_ruff=(SameAsRuff("ASYNC251", part="calls in the body of a coroutine"),),
    message="`{name}` blocks the event loop; use `await {library}.sleep`",
    why="While a coroutine sleeps this way, no other request of the process is served.",
    allow_when="The coroutine has an event loop to itself, as in a script.",
    examples=[
        Example(
            "import time\n\n\n"
            "async def poll() -> None:\n"
            "    time.sleep(1)"
            "  # want: `time.sleep` blocks the event loop; use `await asyncio.sleep`\n",
            fixed="import asyncio\n\n\nasync def poll() -> None:\n    await asyncio.sleep(1)\n",
        ),
        Example(
            "import asyncio\nimport time\n\n\n"
            "async def poll() -> None:\n"
            "    await asyncio.to_thread(time.sleep, 1)\n"
        ),
    ],
)
def blocking_sleep_in_coroutine(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report calls of ``time.sleep`` that run on the event loop."""
    name = blocking_sleep(p, node)
    if not name:
        return
    library = loop_library(p)
    fix = blocking_sleep_to_await.at(node, reason=REASON, library=library)
    yield p.finding(
        node.func,
        fix=fix if library and awaitable(p, node) else None,
        ruff="ASYNC251" if awaitable(p, node) else "",
        name=excerpt(name, 40),
        library=library or "asyncio",
    )
