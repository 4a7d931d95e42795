"""A repository commits, or does not, where the team wants the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.calls import CALLER_READS
from houserules.extractors.sessions import is_store
from houserules.extractors.transactions import (
    TRANSACTION_READS,
    session_call,
    uncommitted_writes,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.transactions import (
    COMMIT_REASON,
    add_commit,
    commit_place,
    commit_to_flush,
    committing_reason,
    is_opened_here,
)

_ENDS = frozenset({"commit", "begin"})
_EXEMPT = ("_", "sync_")


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/commit-boundary``.

    Attributes:
        store: ``forbid`` reports a repository that commits, ``require`` one that writes and never
            commits, ``any`` neither.
    """

    store: Literal["any", "forbid", "require"] = "forbid"


@rule(
    id="sqlalchemy/commit-boundary",
    on=(cst.Call, cst.FunctionDef),
    requires=(*TRANSACTION_READS, *CALLER_READS),
    options=Options,
    fixes=(commit_to_flush, add_commit),
    message="`{name}` in a repository; the caller owns the transaction",
    why="Whoever commits decides what belongs together: a repository that commits on its own splits "
    "its caller's work in two, and one that leaves it to nobody loses it.",
    allow_when="A single repository, such as an audit log, has to write whatever becomes of the "
    "rest.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "class PlanRepository:\n"
            "    async def create(self, db: AsyncSession, plan: object) -> None:\n"
            "        db.add(plan)\n"
            "        await db.commit()"
            "  # want: `db.commit()` in a repository; the caller owns the transaction # at: db.commit()\n",
            fixed="from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "class PlanRepository:\n"
            "    async def create(self, db: AsyncSession, plan: object) -> None:\n"
            "        db.add(plan)\n"
            "        await db.flush()\n",
            path="app/repositories.py",
        ),
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "class PlanStore:\n"
            "    def __init__(self, db: AsyncSession) -> None:\n"
            "        self.db = db\n\n"
            "    async def create(self, plan: object) -> object:"
            "  # want: what `create` writes is never committed # at: create\n"
            "        self.db.add(plan)\n"
            "        return plan\n",
            fixed="from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "class PlanStore:\n"
            "    def __init__(self, db: AsyncSession) -> None:\n"
            "        self.db = db\n\n"
            "    async def create(self, plan: object) -> object:\n"
            "        self.db.add(plan)\n"
            "        await self.db.commit()\n"
            "        return plan\n",
            options=(("store", "require"),),
        ),
    ],
)
def commit_boundary(p: UnitPass, node: cst.Call | cst.FunctionDef) -> Iterator[Finding]:
    """Report commits in repositories, or writes there that nobody commits."""
    if p.options.store == "any":
        return
    if isinstance(node, cst.Call):
        if p.options.store == "forbid":
            yield from _commits(p, node)
    elif p.options.store == "require":
        yield from _never_committed(p, node)


def _commits(p: UnitPass, call: cst.Call) -> Iterator[Finding]:
    if not isinstance(call.func, cst.Attribute) or call.func.attr.value not in _ENDS:
        return
    if not is_store(p, _class_name(p)) or not any(
        isinstance(a, cst.FunctionDef) for a in p.ancestors
    ):
        return
    if session_call(p, call, _ENDS, by_name=True) is None:
        return
    plain = call.func.attr.value == "commit" and not call.args
    plain = plain and not is_opened_here(p, call.func.value)
    name = excerpt(f"{cst.Module(()).code_for_node(call.func)}()", 40)
    fix = commit_to_flush.at(call, reason=committing_reason(p)) if plain else None
    yield p.finding(call, fix=fix, name=name)


def _never_committed(p: UnitPass, function: cst.FunctionDef) -> Iterator[Finding]:
    name = function.name.value
    nested = any(isinstance(a, cst.FunctionDef) for a in p.ancestors)
    if not p.class_path or nested or name.startswith(_EXEMPT) or not is_store(p, _class_name(p)):
        return
    writes = uncommitted_writes(p, function)
    if not writes:
        return
    one = len({w.kind for w in writes}) == 1
    fix = add_commit.at(function, reason=COMMIT_REASON)
    yield p.finding(
        function.name,
        fix=fix if one and commit_place(function, writes[-1]) is not None else None,
        message="what `{name}` writes is never committed",
        name=excerpt(name, 40),
    )


def _class_name(p: UnitPass) -> str:
    around = [a.name.value for a in p.ancestors if isinstance(a, cst.ClassDef)]
    return (*p.class_path, *around)[-1] if p.class_path or around else ""
