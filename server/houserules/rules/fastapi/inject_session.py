"""A route opens its own session."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.dependencies import is_route
from houserules.extractors.routes import ROUTERS
from houserules.extractors.sessions import SESSION_READS, SessionKind, session_kind
from houserules.text.excerpt import excerpt

_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_DATABASE = (
    "app/database.py",
    "from sqlalchemy.ext.asyncio import async_sessionmaker\n\n"
    "async_session = async_sessionmaker()\n",
)


@rule(
    id="fastapi/inject-session",
    on=(cst.With, cst.Assign),
    requires=(*SESSION_READS, ROUTERS),
    message="handler opens its own session with `{maker}`; inject it with `Depends`",
    why="A session that is injected is the same for all that one request does, and tests bring "
    "their own.",
    allow_when="The handler needs a transaction of its own beside that of the request.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.database import async_session\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/totals")\n'
            "async def totals():\n"
            "    async with async_session() as db:"
            "  # want: handler opens its own session with `async_session`; inject it with `Depends`"
            " # at: async_session()\n"
            "        return await db.scalar(query)\n",
            files=(_DATABASE,),
        ),
        Example(
            "from fastapi import APIRouter, Depends\n\n"
            "from app.database import get_db\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/totals")\n'
            "async def totals(db=Depends(get_db)):\n"
            "    return await db.scalar(query)\n",
            files=(_DATABASE,),
        ),
    ],
)
def inject_session(p: UnitPass, node: cst.With | cst.Assign) -> Iterator[Finding]:
    """Report calls in routes that are proven to make a session."""
    if p.module.role in _TESTS or not _is_in_route(p):
        return
    made = [item.item for item in node.items] if isinstance(node, cst.With) else [node.value]
    for call in made:
        if isinstance(call, cst.Call) and dotted_name(call.func):
            kind = session_kind(p, call)
            if kind is not None and kind is not SessionKind.LIKELY:
                yield p.finding(call, maker=excerpt(dotted_name(call.func), 36))


def _is_in_route(p: UnitPass) -> bool:
    inside = (cst.FunctionDef, cst.Lambda)
    functions = [a for a in p.ancestors if isinstance(a, inside)]
    if len(functions) != 1 or not isinstance(functions[0], cst.FunctionDef):
        return False
    return bool(functions[0].decorators) and is_route(p, functions[0])
