"""A key is read before the database has given it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.pending_objects import PENDING_READS, added, early_read
from houserules.text.excerpt import excerpt
from houserules.transforms.session_statements import insert_flush


@rule(
    id="sqlalchemy/flush-before-use",
    on=(cst.Call,),
    requires=PENDING_READS,
    fixes=(insert_flush,),
    message="`{name}` is read before a flush; it is still None",
    why="`add` only notes the object; keys and defaults are there when it has been written.",
    allow_when="The class gives itself a key when it is made.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Plan(Base):\n"
            "    id: Mapped[int] = mapped_column(primary_key=True)\n\n\n"
            "async def create(db: AsyncSession) -> int:\n"
            "    plan = Plan()\n"
            "    db.add(plan)\n"
            "    return plan.id"
            "  # want: `plan.id` is read before a flush; it is still None # at: plan.id\n",
            fixed="from sqlalchemy.ext.asyncio import AsyncSession\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Plan(Base):\n"
            "    id: Mapped[int] = mapped_column(primary_key=True)\n\n\n"
            "async def create(db: AsyncSession) -> int:\n"
            "    plan = Plan()\n"
            "    db.add(plan)\n"
            "    await db.flush()\n"
            "    return plan.id\n",
        ),
        Example(
            "from sqlalchemy.orm import Mapped, Session, mapped_column\n\n\n"
            "class Plan(Base):\n"
            "    id: Mapped[int] = mapped_column(primary_key=True)\n\n\n"
            "def create(db: Session, key: int) -> int:\n"
            "    plan = Plan(id=key)\n"
            "    db.add(plan)\n"
            "    return plan.id\n"
        ),
    ],
)
def flush_before_use(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report keys of objects that were just added, read with no flush between."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "add":
        return
    pending = added(p, node)
    found = early_read(p, node, pending) if pending is not None else None
    if found is None:
        return
    name = excerpt(cst.Module(()).code_for_node(found[1]), 40)
    yield p.finding(found[1], fix=insert_flush.at(node), name=name)
