"""A new row is returned after the commit without a refresh."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.committed_returns import unrefreshed_return
from houserules.extractors.pending_objects import PENDING_READS
from houserules.extractors.sessions import is_store
from houserules.text.excerpt import excerpt
from houserules.transforms.session_statements import insert_refresh


@rule(
    id="sqlalchemy/refresh-after-commit",
    on=(cst.Call,),
    requires=PENDING_READS,
    severity="hint",
    fixes=(insert_refresh,),
    message="`{name}` is returned after a commit without `refresh`",
    why="A commit expires what the session holds: the first attribute that is read asks the "
    "database again, and with an async session it raises.",
    allow_when="Sessions are made with `expire_on_commit=False`, and nothing is made by the database.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "class PlanRepository:\n"
            "    async def create(self, db: AsyncSession, plan: object) -> object:\n"
            "        db.add(plan)\n"
            "        await db.commit()\n"
            "        return plan"
            "  # want: `plan` is returned after a commit without `refresh` # at: return plan\n",
            fixed="from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "class PlanRepository:\n"
            "    async def create(self, db: AsyncSession, plan: object) -> object:\n"
            "        db.add(plan)\n"
            "        await db.commit()\n"
            "        await db.refresh(plan)\n"
            "        return plan\n",
            path="app/repositories.py",
        ),
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "class PlanService:\n"
            "    async def create(self, db: AsyncSession, plan: object) -> object:\n"
            "        db.add(plan)\n"
            "        await db.commit()\n"
            "        return plan\n",
        ),
    ],
)
def refresh_after_commit(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report methods of repositories that add, commit and return without a refresh."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "add":
        return
    if not is_store(p, p.class_path[-1] if p.class_path else ""):
        return
    found = unrefreshed_return(p, node)
    if found is not None and found[1].value is not None:
        name = excerpt(cst.Module(()).code_for_node(found[1].value), 40)
        yield p.finding(found[1], fix=insert_refresh.at(node), name=name)
