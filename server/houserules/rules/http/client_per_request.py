"""A function makes an HTTP client of its own every time it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.dependencies import DEPENDENCIES
from houserules.extractors.http_clients import per_call_client, yielded_client
from houserules.text.excerpt import excerpt
from houserules.transforms.client_parameter import (
    client_to_parameter,
    passable,
    passing_reason,
)
from houserules.transforms.shared_client import REASON, sharable, share_http_client

_SKELETON = '''import asyncio

import httpx


_http_client: httpx.AsyncClient | None = None
_http_client_lock = asyncio.Lock()


async def _get_http_client() -> httpx.AsyncClient:
    """Return the shared HTTP client, made when it is first needed."""
    global _http_client
    async with _http_client_lock:
        if _http_client is None:
            _http_client = httpx.AsyncClient(timeout=5.0)
        return _http_client


async def close_http_client() -> None:
    """Close the shared HTTP client; for the end of the application."""
    global _http_client
    async with _http_client_lock:
        if _http_client is not None:
            await _http_client.aclose()
            _http_client = None


'''


@dataclass(frozen=True)
class Options:
    """Options of ``http/client-per-request``.

    Attributes:
        getter: The function that returns the shared client; the convention ``http-getter`` says
            the same.
        allow_roles: Roles of files that may make clients.
        prefer: ``shared`` wants the client of ``getter``, ``parameter`` one that callers pass.
    """

    getter: str = "_get_http_client"
    allow_roles: tuple[str, ...] = ("test", "conftest", "script")
    prefer: Literal["shared", "parameter"] = "shared"


@rule(
    id="http/client-per-request",
    on=(cst.Call,),
    requires=client_to_parameter.requires,
    options=Options,
    fixes=(share_http_client, client_to_parameter),
    message="`{name}` is created on every call; use the shared client",
    why="A client holds a pool of connections: made anew for each request, it opens a connection "
    "and negotiates TLS each time.",
    allow_when="Every call needs cookies, credentials or a proxy of its own.",
    examples=[
        Example(
            "import httpx\n\n\n"
            "async def rate(symbol: str) -> float:\n"
            "    async with httpx.AsyncClient(timeout=5.0) as client:"
            "  # want: `httpx.AsyncClient` is created on every call; use the shared client\n"
            '        return (await client.get(f"/rates/{symbol}")).json()\n',
            fixed=_SKELETON + "async def rate(symbol: str) -> float:\n"
            "    client = await _get_http_client()\n"
            '    return (await client.get(f"/rates/{symbol}")).json()\n',
        ),
        Example(
            "import httpx\n\n\n"
            "def rate(symbol: str) -> float:\n"
            "    with httpx.Client() as client:"
            "  # want: `httpx.Client` is created on every call; take a client as a parameter\n"
            '        return client.get(f"/rates/{symbol}").json()\n',
            fixed="import httpx\n\n\n"
            "def rate(client: httpx.Client, symbol: str) -> float:\n"
            '    return client.get(f"/rates/{symbol}").json()\n',
            options=(("prefer", "parameter"),),
        ),
        Example(
            "import httpx\n\n\n"
            "class Rates:\n"
            "    def __init__(self) -> None:\n"
            "        self.client = httpx.AsyncClient()\n"
        ),
    ],
)
def client_per_request(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report clients that live as long as one call."""
    if p.module.role in p.options.allow_roles:
        return
    if not per_call_client(p, node) and not _is_yielded_to_handlers(p, node):
        return
    name = excerpt(cst.Module(()).code_for_node(node.func), 40)
    if p.options.prefer == "shared":
        fix = share_http_client.at(node, reason=REASON, getter=p.options.getter)
        yield p.finding(node, fix=fix if sharable(p, node) else None, name=name)
        return
    message = "`{name}` is created on every call; take a client as a parameter"
    function, given = passable(p, node), None
    if function is not None:
        given = client_to_parameter.at(node, reason=passing_reason(p, function))
    yield p.finding(node, fix=given, message=message, name=name)


def _is_yielded_to_handlers(p: UnitPass, node: cst.Call) -> bool:
    """Whether a dependency makes a client and yields it: one for each request."""
    found = yielded_client(p, node)
    if found is None:
        return False
    path = (*p.class_path, found[1].name.value)
    nested = sum(isinstance(a, cst.FunctionDef | cst.ClassDef) for a in p.ancestors) > 1
    return not nested and p.lookup(DEPENDENCIES, ".".join(path))
