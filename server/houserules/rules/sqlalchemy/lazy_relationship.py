"""A relationship is read of rows whose query did not load it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.lazy_loading import LAZY_READS, lazy_reads
from houserules.text.excerpt import excerpt

_EXEMPT = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION})


@rule(
    id="sqlalchemy/lazy-relationship",
    on=(cst.Assign,),
    requires=LAZY_READS,
    message="`{name}` is loaded lazily; add `selectinload({entity}.{attribute})` to the query",
    why="Each row asks the database once more; with an async session the read raises "
    "`MissingGreenlet` instead.",
    allow_when="The relationship was loaded before, by another query of the same session.",
    examples=[
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n"
            "from sqlalchemy.orm import Mapped, relationship\n\n\n"
            "class Order(Base):\n"
            '    items: Mapped[list["Item"]] = relationship()\n\n\n'
            "async def show(db: AsyncSession) -> None:\n"
            "    orders = (await db.execute(select(Order))).scalars().all()\n"
            "    for order in orders:\n"
            "        print(order.items)"
            "  # want: `order.items` is loaded lazily; add `selectinload(Order.items)` to the query "
            "# at: order.items\n",
        ),
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n"
            "from sqlalchemy.orm import Mapped, relationship, selectinload\n\n\n"
            "class Order(Base):\n"
            '    items: Mapped[list["Item"]] = relationship()\n\n\n'
            "async def show(db: AsyncSession) -> None:\n"
            "    query = select(Order).options(selectinload(Order.items))\n"
            "    orders = (await db.execute(query)).scalars().all()\n"
            "    for order in orders:\n"
            "        print(order.items)\n",
        ),
    ],
)
def lazy_relationship(p: UnitPass, node: cst.Assign) -> Iterator[Finding]:
    """Report relationships that a function reads of rows it has queried without them."""
    if p.module.role in _EXEMPT or "select(" not in p.view.unit.text:
        return
    is_async = any(isinstance(n, cst.FunctionDef) and n.asynchronous for n in p.ancestors)
    for read, entity in lazy_reads(p, node):
        name = excerpt(cst.Module(()).code_for_node(read), 24)
        attribute = read.attr.value
        yield p.finding(
            read,
            weak=not is_async,
            name=name,
            entity=excerpt(entity, 14),
            attribute=excerpt(attribute, 12),
        )
