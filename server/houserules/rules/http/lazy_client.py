"""A shared HTTP client is made on import, or without a lock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.shared_clients import (
    SHARED_CLIENT_READS,
    is_made_under_lock,
    is_made_when_needed,
    shared_client,
)

_OWN_PURPOSE = (Role.TEST, Role.CONFTEST, Role.SCRIPT, Role.MIGRATION)


@dataclass(frozen=True)
class Options:
    r"""Options of ``http/lazy-client``.

    Attributes:
        getter_pattern: What the name of a function must match that makes and returns the client.
        eager: Whether a client that is made on import is reported.
    """

    getter_pattern: str = r"^_get_(\w+_)?client$"
    eager: Literal["flag", "allow"] = "flag"


@rule(
    id="http/lazy-client",
    on=(cst.Assign, cst.AnnAssign),
    requires=SHARED_CLIENT_READS,
    options=Options,
    message="`{name}` is made without a lock; two callers can make two",
    why="A client belongs to the event loop that it is made in; made twice, one is never closed.",
    allow_when="The client is made in the lifespan, before anybody asks for it.",
    examples=[
        Example(
            "import httpx\n\n"
            "_geo: httpx.AsyncClient | None = None\n\n\n"
            "async def _get_geo_client() -> httpx.AsyncClient:\n"
            "    global _geo\n"
            "    if _geo is None:\n"
            "        _geo = httpx.AsyncClient(timeout=8.0)"
            "  # want: `_geo` is made without a lock; two callers can make two\n"
            "    return _geo\n"
        ),
        Example(
            "import asyncio\n\n"
            "import httpx\n\n"
            "_geo: httpx.AsyncClient | None = None\n"
            "_geo_lock = asyncio.Lock()\n\n\n"
            "async def _get_geo_client() -> httpx.AsyncClient:\n"
            "    global _geo\n"
            "    async with _geo_lock:\n"
            "        if _geo is None:\n"
            "            _geo = httpx.AsyncClient(timeout=8.0)\n"
            "        return _geo\n"
        ),
        Example(
            "import httpx\n\n"
            "client = httpx.AsyncClient(timeout=8.0)"
            "  # want: `client` is made on import; make it when it is first needed\n"
        ),
    ],
)
def lazy_client(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report shared clients of coroutines that are made too early, or perhaps twice."""
    if p.module.role in _OWN_PURPOSE:
        return
    client = shared_client(p, node)
    if client is None or not client.is_async:
        return
    function = client.function
    if function is None:
        if p.options.eager == "flag":
            text = "`{name}` is made on import; make it when it is first needed"
            yield p.finding(client.target, message=text, name=client.name)
        return
    if not is_made_when_needed(p, client):
        return
    if not is_made_under_lock(p, client):
        yield p.finding(client.target, name=client.name)
    pattern: str = p.options.getter_pattern
    if _returns(function, client.name) and not _compiled(pattern).search(function.name.value):
        text = "`{function}` makes `{name}`; its name must match `{pattern}`"
        yield p.finding(
            function.name,
            message=text,
            function=function.name.value,
            name=client.name,
            pattern=pattern,
        )


def _returns(function: cst.FunctionDef, name: str) -> bool:
    return any(
        isinstance(n, cst.Return) and n.value is not None and dotted_name(n.value) == name
        for n in descendants(function.body)
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
