"""A query runs for each round of a loop."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.loop_queries import LOOP_READS, repeated_query
from houserules.text.excerpt import excerpt

_EXEMPT = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION})


@rule(
    id="sqlalchemy/query-in-loop",
    on=(cst.Call,),
    requires=LOOP_READS,
    message="`{name}()` for each `{variable}` of a loop; query once for all",
    why="A hundred rows become a hundred round trips; one query with `in_` takes about as long as "
    "one of them.",
    allow_when="The loop is short for certain, or each round depends on the one before.",
    examples=[
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n"
            "from app.models import User\n\n\n"
            "async def users(db: AsyncSession, ids: list[int]) -> list[User]:\n"
            "    found = []\n"
            "    for uid in ids:\n"
            "        result = await db.execute(select(User).where(User.id == uid))"
            "  # want: `db.execute()` for each `uid` of a loop; query once for all "
            "# at: db.execute(select(User).where(User.id == uid))\n"
            "        found.append(result.scalar_one())\n"
            "    return found\n",
        ),
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n"
            "from app.models import User\n\n\n"
            "async def users(db: AsyncSession, ids: list[int]) -> list[User]:\n"
            "    query = select(User).where(User.id.in_(ids))\n"
            "    return list((await db.execute(query)).scalars())\n"
        ),
    ],
)
def query_in_loop(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report queries in loops that ask for the row of each round."""
    if p.module.role in _EXEMPT:
        return
    variable = repeated_query(p, node)
    if variable:
        name = excerpt(cst.Module(()).code_for_node(node.func), 30)
        yield p.finding(node, name=name, variable=excerpt(variable, 20))
