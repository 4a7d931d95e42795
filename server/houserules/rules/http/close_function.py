"""A shared HTTP client is closed nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.shared_clients import (
    CLIENT_CLOSINGS,
    EVERY_CLIENT_CLOSING,
    SHARED_CLIENT_READS,
    shared_client,
)
from houserules.transforms.close_client import add_closer, closer_fix

_OWN_PURPOSE = (Role.TEST, Role.CONFTEST, Role.SCRIPT, Role.MIGRATION)
_MADE = (
    "import asyncio\n\n"
    "import httpx\n\n"
    "_rates_client: httpx.AsyncClient | None = None\n"
    "_lock = asyncio.Lock()\n\n\n"
    "async def _get_rates_client() -> httpx.AsyncClient:\n"
    "    global _rates_client\n"
    "    async with _lock:\n"
    "        if _rates_client is None:\n"
    "            _rates_client = httpx.AsyncClient(timeout=8.0){mark}\n"
    "        return _rates_client\n"
)
_CLOSED = (
    "\n\n"
    "async def close_rates_client() -> None:\n"
    '    """Close the shared HTTP client; for the end of the application."""\n'
    "    global _rates_client\n"
    "    async with _lock:\n"
    "        if _rates_client is not None:\n"
    "            await _rates_client.aclose()\n"
    "            _rates_client = None\n"
)


@rule(
    id="http/close-function",
    on=(cst.Assign, cst.AnnAssign),
    requires=(*SHARED_CLIENT_READS, CLIENT_CLOSINGS, EVERY_CLIENT_CLOSING),
    fixes=(add_closer,),
    message="the shared client `{name}` is closed nowhere",
    why="Connections that nobody closes are cut off in the middle when the process ends.",
    examples=[
        Example(
            _MADE.format(mark="  # want: the shared client `_rates_client` is closed nowhere"),
            fixed=_MADE.format(mark="") + _CLOSED,
        ),
        Example(_MADE.format(mark="") + _CLOSED),
    ],
)
def close_function(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report shared clients whose name nothing in the project closes."""
    client = shared_client(p, node)
    if client is None or p.module.role in _OWN_PURPOSE:
        return
    if p.lookup(CLIENT_CLOSINGS, client.name) or p.lookup(EVERY_CLIENT_CLOSING, client.name):
        return
    yield p.finding(client.target, fix=closer_fix(p, node), name=client.name)
