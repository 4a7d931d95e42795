"""A session is opened without a block that closes it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.opened_sessions import is_left_open
from houserules.extractors.sessions import SESSION_READS, SessionKind, session_kind
from houserules.text.excerpt import excerpt

_EXEMPT = frozenset({Role.TEST, Role.CONFTEST})


@rule(
    id="sqlalchemy/session-context",
    on=(cst.Call,),
    requires=SESSION_READS,
    message="session `{name}` is opened without `{block}`",
    why="An exception before `close()` keeps the connection, and the pool runs dry.",
    allow_when="The session is handed to something that closes it.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import async_sessionmaker\n\n"
            "Factory = async_sessionmaker()\n\n\n"
            "async def run(stmt: object) -> None:\n"
            "    session = Factory()"
            "  # want: session `session` is opened without `async with` # at: Factory()\n"
            "    await session.execute(stmt)\n"
            "    await session.close()\n",
        ),
        Example(
            "from sqlalchemy.ext.asyncio import async_sessionmaker\n\n"
            "Factory = async_sessionmaker()\n\n\n"
            "async def run(stmt: object) -> None:\n"
            "    async with Factory() as session:\n"
            "        await session.execute(stmt)\n"
        ),
    ],
)
def session_context(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report sessions that a function makes and does not surely close."""
    if p.module.role in _EXEMPT or not p.ancestors or not isinstance(p.ancestors[-1], cst.Assign):
        return
    name = is_left_open(p, node)
    if not name:
        return
    kind = session_kind(p, node)
    if kind is None or kind is SessionKind.LIKELY:
        return
    block = "async with" if kind is SessionKind.ASYNC else "with"
    yield p.finding(node, name=excerpt(name, 30), block=block)
