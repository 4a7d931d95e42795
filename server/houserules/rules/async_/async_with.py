"""A lock, client or session is entered without ``async with``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.async_blocks import (
    BLOCK_READS,
    entered_by_hand,
    hand_entered,
    is_entered_async,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.async_with import (
    HAND_REASON,
    awaitable_block,
    fits_block,
    hand_to_async_with,
    with_to_async_with,
)

_ASYNC_DUNDERS = frozenset({"__aenter__", "__aexit__"})


@rule(
    id="async/async-with",
    on=(cst.Call, cst.With),
    requires=BLOCK_READS,
    fixes=(hand_to_async_with, with_to_async_with),
    message="use `async with` for `{name}`",
    why="`async with` leaves what it entered on every way out, an error or a cancelled task "
    "included.",
    allow_when="What is entered is handed on, and somebody else leaves it.",
    examples=[
        Example(
            "import asyncio\n\nlock = asyncio.Lock()\n\n\n"
            "async def add(total: list[int]) -> None:\n"
            "    await lock.acquire()  # want: use `async with` for `lock`\n"
            "    try:\n"
            "        total.append(1)\n"
            "    finally:\n"
            "        lock.release()\n",
            fixed="import asyncio\n\nlock = asyncio.Lock()\n\n\n"
            "async def add(total: list[int]) -> None:\n"
            "    async with lock:\n"
            "        total.append(1)\n",
        ),
        Example(
            "import httpx\n\n\n"
            "async def load(url: str) -> str:\n"
            "    with httpx.AsyncClient() as client:"
            "  # want: use `async with` for `httpx.AsyncClient()`\n"
            "        return (await client.get(url)).text\n",
            fixed="import httpx\n\n\n"
            "async def load(url: str) -> str:\n"
            "    async with httpx.AsyncClient() as client:\n"
            "        return (await client.get(url)).text\n",
        ),
        Example(
            "import asyncio\n\nlock = asyncio.Lock()\n\n\n"
            "async def take() -> None:\n"
            "    await asyncio.wait_for(lock.acquire(), timeout=1)\n"
        ),
    ],
)
def async_with(p: UnitPass, node: cst.Call | cst.With) -> Iterator[Finding]:
    """Report blocks and calls that enter, or leave, what ``async with`` is for."""
    if isinstance(node, cst.With):
        yield from _plain_with(p, node)
        return
    name = hand_entered(p, node)
    if name and not _is_own_protocol(p):
        yield p.finding(node, name=excerpt(name, 40))
        return
    found = entered_by_hand(p, node)
    if found is None:
        return
    fix = hand_to_async_with.at(node, reason=HAND_REASON) if fits_block(p, found) else None
    yield p.finding(node, fix=fix, name=excerpt(found.name, 40))


def _plain_with(p: UnitPass, block: cst.With) -> Iterator[Finding]:
    if block.asynchronous is not None:
        return
    fix = with_to_async_with.at(block) if awaitable_block(p, block) else None
    for item in block.items:
        if is_entered_async(p, item.item):
            name = excerpt(cst.Module(()).code_for_node(item.item), 40)
            yield p.finding(item.item, fix=fix, name=name)


def _is_own_protocol(p: UnitPass) -> bool:
    """Whether this is a context manager that hands on to another one."""
    return any(
        isinstance(a, cst.FunctionDef) and a.name.value in _ASYNC_DUNDERS for a in p.ancestors
    )
