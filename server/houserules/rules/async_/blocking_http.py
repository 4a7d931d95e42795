"""A coroutine sends a request with a blocking client, which stops the event loop."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.blocking_calls import runs_directly
from houserules.extractors.blocking_functions import FUNCTION_READS, requests_within
from houserules.extractors.blocking_io import HTTP_CALLS, blocking_call
from houserules.text.excerpt import excerpt
from houserules.transforms.call_to_thread import THREAD_READS, call_to_thread, thread_fix
from houserules.transforms.request_through_client import (
    CLIENT_REASON,
    GETTER,
    client_request,
    request_through_client,
)

_WITHIN = "`{name}` blocks the event loop with `{inner}`"
_NOT_IN_RUFF = frozenset({"urllib.request.urlretrieve", "httpx.stream"})


@rule(
    id="async/blocking-http",
    on=(cst.Call,),
    requires=tuple(
        dict.fromkeys((*THREAD_READS, *FUNCTION_READS, *request_through_client.requires))
    ),
    reads=("http-getter",),
    fixes=(call_to_thread, request_through_client),
    same_as_ruff=(
        SameAsRuff("ASYNC210", part="functions that send a request"),
        SameAsRuff("ASYNC212", part="methods of `httpx.Client`"),
    ),
    message="`{name}` blocks the event loop",
    why="Until the answer is there, no other request of the process is served.",
    allow_when="The coroutine has an event loop to itself, as in a script.",
    examples=[
        Example(
            "import asyncio\n\nimport requests\n\n\n"
            "async def quote(url: str) -> bytes:\n"
            "    return requests.get(url).content"
            "  # want: `requests.get` blocks the event loop\n",
            fixed="import asyncio\n\nimport requests\n\n\n"
            "async def quote(url: str) -> bytes:\n"
            "    return (await asyncio.to_thread(requests.get, url)).content\n",
        ),
        Example(
            "import httpx\n\n"
            "from app.clients import _get_http_client\n\n\n"
            "async def quote(url: str) -> bytes:\n"
            "    return httpx.get(url).content  # want: `httpx.get` blocks the event loop\n",
            fixed="from app.clients import _get_http_client\n\n\n"
            "async def quote(url: str) -> bytes:\n"
            "    client = await _get_http_client()\n"
            "    return (await client.get(url)).content\n",
        ),
        Example(
            "import httpx\n\n\n"
            "async def quote(client: httpx.AsyncClient, url: str) -> bytes:\n"
            "    return (await client.get(url)).content\n"
        ),
    ],
)
def blocking_http(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report requests of blocking clients that run on the event loop."""
    found = blocking_call(p, node, HTTP_CALLS)
    inner = requests_within(p, node) if found is None else ""
    if found is None and not inner:
        return
    name = excerpt(cst.Module(()).code_for_node(node.func), 40)
    if found is None:
        fix = thread_fix(p, node, inner)
        yield p.finding(node.func, message=_WITHIN, fix=fix, name=name, inner=inner)
        return
    fix = thread_fix(p, node, found.qualified)
    getter = p.convention("http-getter") or GETTER
    if client_request(p, node, getter) is not None:
        fix = request_through_client.at(node, reason=CLIENT_REASON, getter=getter)
    yield p.finding(node.func, fix=fix, ruff=_ruff_code(p, node, found.qualified), name=name)


def _ruff_code(p: UnitPass, call: cst.Call, qualified: str) -> str:
    if not runs_directly(p, call) or qualified in _NOT_IN_RUFF:
        return ""
    if qualified.startswith("httpx.Client."):
        return "ASYNC212"
    return "ASYNC210" if qualified.count(".") == 1 or "urlopen" in qualified else ""
