"""`IntegrityError` is caught, and the session it broke goes on."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.savepoints import SAVEPOINT_READS, unprotected_write
from houserules.transforms.savepoints import SAVEPOINT_REASON, wrap_in_savepoint


@rule(
    id="sqlalchemy/integrity-savepoint",
    on=(cst.Try,),
    requires=SAVEPOINT_READS,
    fixes=(wrap_in_savepoint,),
    message="`IntegrityError` is caught without a savepoint around the write",
    why="A failed flush ends the whole transaction: whatever the handler asks the session next "
    "raises, and what was written before is gone. `begin_nested()` rolls back the write alone.",
    allow_when="Nothing but the write is in the transaction, and the handler rolls back.",
    examples=[
        Example(
            "from sqlalchemy.exc import IntegrityError\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "async def tag(db: AsyncSession, name: str, made: object) -> object:\n"
            "    try:\n"
            "        db.add(made)\n"
            "        await db.flush()\n"
            "    except IntegrityError:"
            "  # want: `IntegrityError` is caught without a savepoint around the write "
            "# at: IntegrityError\n"
            "        made = await load(db, name)\n"
            "    return made\n",
            fixed="from sqlalchemy.exc import IntegrityError\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "async def tag(db: AsyncSession, name: str, made: object) -> object:\n"
            "    try:\n"
            "        async with db.begin_nested():\n"
            "            db.add(made)\n"
            "            await db.flush()\n"
            "    except IntegrityError:\n"
            "        made = await load(db, name)\n"
            "    return made\n",
        ),
        Example(
            "from sqlalchemy.exc import IntegrityError\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "async def save(db: AsyncSession, made: object) -> None:\n"
            "    try:\n"
            "        db.add(made)\n"
            "        await db.commit()\n"
            "    except IntegrityError:\n"
            "        await db.rollback()\n"
            '        raise ValueError("exists")\n'
        ),
    ],
)
def integrity_savepoint(p: UnitPass, node: cst.Try) -> Iterator[Finding]:
    """Report handlers of `IntegrityError` that go on with a session after a failed write."""
    found = unprotected_write(p, node)
    if found is not None:
        fix = wrap_in_savepoint.at(node, reason=SAVEPOINT_REASON)
        yield p.finding(found.caught, fix=fix)
