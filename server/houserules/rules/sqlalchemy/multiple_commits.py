"""One operation commits more than once."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.commit_paths import second_commits
from houserules.extractors.sessions import SESSION_READS
from houserules.text.excerpt import excerpt

_EXEMPT = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION, Role.SCRIPT})


@rule(
    id="sqlalchemy/multiple-commits",
    on=(cst.FunctionDef,),
    requires=SESSION_READS,
    message="second `{name}()` in one operation; flush in between instead",
    why="What fails between two commits leaves half of the operation in the database.",
    allow_when="The first part has to be kept whatever becomes of the second, as a log of attempts.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "async def register(db: AsyncSession, user: object, plan: object) -> None:\n"
            "    db.add(user)\n"
            "    await db.commit()\n"
            "    db.add(plan)\n"
            "    await db.commit()"
            "  # want: second `db.commit()` in one operation; flush in between instead # at: db.commit()\n",
        ),
        Example(
            "from sqlalchemy.orm import Session\n\n\n"
            "def load(db: Session, rows: list[object]) -> None:\n"
            "    for row in rows:\n"
            "        db.add(row)\n"
            "        db.commit()  # want: `db.commit()` for each round of a loop; commit once behind it\n",
        ),
    ],
)
def multiple_commits(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report commits behind a commit on the same path, and commits for each row of a loop."""
    if p.module.role in _EXEMPT or ".commit(" not in p.view.unit.text:
        return
    for call, in_loop in second_commits(p, node):
        name = excerpt(cst.Module(()).code_for_node(call.func), 40)
        if in_loop:
            message = "`{name}()` for each round of a loop; commit once behind it"
            yield p.finding(call, message=message, name=name)
        else:
            yield p.finding(call, name=name)
