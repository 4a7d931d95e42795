"""A function that closes the shared HTTP client is called nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.client_closers import EVERY_CLOSER_MENTION, is_closer

_CLOSER = (
    "import httpx\n\n"
    "_http_client: httpx.AsyncClient | None = None\n\n\n"
    "async def close_http_client() -> None:{mark}\n"
    "    if _http_client is not None:\n"
    "        await _http_client.aclose()\n"
)


@rule(
    id="http/close-registered",
    on=(cst.FunctionDef,),
    requires=(EVERY_CLOSER_MENTION,),
    message="`{name}` is called nowhere; await it at the end of the lifespan",
    why="The function looks as if the client were closed, and it never is.",
    allow_when="Another project calls it.",
    examples=[
        Example(
            _CLOSER.format(
                mark="  # want: `close_http_client` is called nowhere; "
                "await it at the end of the lifespan"
            )
        ),
        Example(
            _CLOSER.format(mark=""),
            files=(
                (
                    "app/main.py",
                    "from contextlib import asynccontextmanager\n\n"
                    "from app.example import close_http_client\n\n\n"
                    "@asynccontextmanager\n"
                    "async def lifespan(app):\n"
                    "    try:\n"
                    "        yield\n"
                    "    finally:\n"
                    "        await close_http_client()\n",
                ),
            ),
        ),
    ],
)
def close_registered(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report module-level closers that no code of the project mentions."""
    if p.class_path or p.ancestors or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    if is_closer(node) and not _is_used(p, node.name.value):
        yield p.finding(node.name, name=node.name.value)


def _is_used(p: UnitPass, name: str) -> bool:
    """Whether something of the project names it, a test included."""
    return bool(p.lookup(EVERY_CLOSER_MENTION, name))
