"""A call of an `AsyncSession` is not awaited."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.blocking_calls import runs_directly
from houserules.extractors.instances import INSTANCE_READS, instance_of
from houserules.extractors.sessions import SESSION_READS, SessionKind, session_kind
from houserules.extractors.unawaited import is_used_unawaited
from houserules.fixes.safety import Safety
from houserules.text.excerpt import excerpt
from houserules.transforms.await_call import AWAIT_REASON, await_query

_OF_SESSIONS = frozenset(
    {
        "aclose", "close", "commit", "connection", "delete", "execute", "flush", "get", "get_one",
        "invalidate", "merge", "refresh", "reset", "rollback", "run_sync", "scalar", "scalars",
        "stream", "stream_scalars",
    }
)  # fmt: skip
_OF_ENGINES = frozenset({"dispose"})
_OF_CONNECTIONS = frozenset(
    {"close", "commit", "execute", "rollback", "run_sync", "scalar", "scalars"}
)
_ENGINES = frozenset(
    {
        "sqlalchemy.ext.asyncio.AsyncEngine", "sqlalchemy.ext.asyncio.create_async_engine",
        "sqlalchemy.ext.asyncio.engine.AsyncEngine",
    }
)  # fmt: skip
_CONNECTIONS = frozenset(
    {"sqlalchemy.ext.asyncio.AsyncConnection", "sqlalchemy.ext.asyncio.engine.AsyncConnection"}
)


@rule(
    id="sqlalchemy/missing-await",
    on=(cst.Call,),
    requires=(*SESSION_READS, *INSTANCE_READS),
    fixes=(await_query,),
    message="`{name}()` of async SQLAlchemy is not awaited",
    why="Nothing is sent to the database until the coroutine is awaited; the mistake shows as an "
    "odd `AttributeError`, or as rows that are never written.",
    allow_when="The coroutine is made to be thrown away, as in a test.",
    examples=[
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "async def plans(db: AsyncSession, stmt: object) -> object:\n"
            "    return db.execute(stmt).scalars().all()"
            "  # want: `db.execute()` of async SQLAlchemy is not awaited # at: db.execute(stmt)\n",
            fixed="from sqlalchemy import select\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "async def plans(db: AsyncSession, stmt: object) -> object:\n"
            "    return (await db.execute(stmt)).scalars().all()\n",
        ),
        Example(
            "import asyncio\n\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "async def save(db: AsyncSession, plan: object) -> None:\n"
            "    db.add(plan)\n"
            "    await asyncio.wait_for(db.commit(), 3)\n"
        ),
    ],
)
def missing_await(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report coroutines of async sessions, engines and connections that nobody awaits."""
    func = node.func
    if not isinstance(func, cst.Attribute) or func.attr.value not in _OF_SESSIONS | _OF_ENGINES:
        return
    if not is_used_unawaited(p, node) or not _is_coroutine(p, func):
        return
    fix = None
    if runs_directly(p, node):
        # Code that asks a coroutine for an attribute cannot have worked; a dropped one did nothing.
        dropped = isinstance(p.ancestors[-1], cst.Expr)
        safety = Safety.UNSAFE if dropped else Safety.SAFE
        fix = await_query.at(node, safety=safety, reason=AWAIT_REASON if dropped else "")
    name = excerpt(cst.Module(()).code_for_node(func), 40)
    yield p.finding(node, fix=fix, name=name)


def _is_coroutine(p: UnitPass, func: cst.Attribute) -> bool:
    method, receiver = func.attr.value, func.value
    if method in _OF_SESSIONS and session_kind(p, receiver) is SessionKind.ASYNC:
        return True
    if method not in _OF_ENGINES | _OF_CONNECTIONS:
        return False
    made = instance_of(p, receiver)
    return (method in _OF_ENGINES and made in _ENGINES) or (
        method in _OF_CONNECTIONS and made in _CONNECTIONS
    )
