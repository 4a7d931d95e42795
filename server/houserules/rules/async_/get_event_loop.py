"""Code asks for the event loop with ``asyncio.get_event_loop``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.blocking_calls import runs_directly
from houserules.extractors.event_loops import GET_EVENT_LOOP
from houserules.extractors.imported_names import IMPORTED_FROM
from houserules.extractors.qualified_names import resolves_to
from houserules.text.excerpt import excerpt
from houserules.transforms.event_loops import get_running_loop, loop_fix, loop_to_asyncio_run

_LAST = "get_event_loop"


@rule(
    id="async/get-event-loop",
    on=(cst.Call,),
    requires=(*loop_to_asyncio_run.requires, IMPORTED_FROM),
    fixes=(get_running_loop, loop_to_asyncio_run),
    message="`{name}()` is deprecated; use `{instead}()`",
    why="Outside of a coroutine it made a loop that nobody closes, and raises an error since "
    "Python 3.14; in a coroutine, `asyncio.get_running_loop()` says what is meant.",
    allow_when="A framework sets the loop of the thread and wants it asked for this way.",
    examples=[
        Example(
            "import asyncio\n\n\n"
            "async def started() -> float:\n"
            "    loop = asyncio.get_event_loop()"
            "  # want: `asyncio.get_event_loop()` is deprecated; use `asyncio.get_running_loop()`\n"
            "    return loop.time()\n",
            fixed="import asyncio\n\n\n"
            "async def started() -> float:\n"
            "    loop = asyncio.get_running_loop()\n"
            "    return loop.time()\n",
        ),
        Example(
            "import asyncio\n\nfrom app.jobs import main\n\n"
            "loop = asyncio.get_event_loop()"
            "  # want: `asyncio.get_event_loop()` is deprecated; use `asyncio.run()`\n"
            "loop.run_until_complete(main())\n",
            fixed="import asyncio\n\nfrom app.jobs import main\n\nasyncio.run(main())\n",
        ),
    ],
)
def get_event_loop(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report calls of ``asyncio.get_event_loop``."""
    written = dotted_name(node.func)
    if not written:
        return
    if written.rpartition(".")[2] != _LAST and not any(
        name == written for name, member in p.lookup(IMPORTED_FROM, "asyncio") if member == _LAST
    ):
        return
    if not resolves_to(p, node.func, GET_EVENT_LOOP):
        return
    fix = loop_fix(p, node)
    runs = fix is not None and fix.transform is loop_to_asyncio_run
    instead = "run" if runs and not runs_directly(p, node) else "get_running_loop"
    yield p.finding(node, fix=fix, name=excerpt(written, 40), instead=f"asyncio.{instead}")
