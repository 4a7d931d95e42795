"""Tables are created past the migrations."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.text.excerpt import excerpt
from houserules.transforms.drop_statement import drop_statement

_METHODS = frozenset({"create_all", "drop_all"})
_EXEMPT = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION, Role.SCRIPT})
REASON = "a migration must create the tables now"


@rule(
    id="sqlalchemy/create-all",
    on=(cst.Attribute,),
    fixes=(drop_statement,),
    message="`{name}` bypasses the migrations",
    why="Tables that are created at start never meet the migrations: the next change of a model "
    "finds a database that no revision describes.",
    allow_when="The application has no migrations, and makes a throw-away database.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import AsyncEngine\n\n"
            "from app.models import Base\n\n\n"
            "async def start(engine: AsyncEngine) -> None:\n"
            "    async with engine.begin() as connection:\n"
            "        await connection.run_sync(Base.metadata.create_all)"
            "  # want: `Base.metadata.create_all` bypasses the migrations # at: Base.metadata.create_all\n"
            "        await connection.run_sync(print)\n",
            fixed="from sqlalchemy.ext.asyncio import AsyncEngine\n\n\n"
            "async def start(engine: AsyncEngine) -> None:\n"
            "    async with engine.begin() as connection:\n"
            "        await connection.run_sync(print)\n",
        ),
        Example(
            "from app.models import Base\n\nBase.metadata.create_all(None)\n",
            path="tests/conftest.py",
        ),
    ],
)
def create_all(p: UnitPass, node: cst.Attribute) -> Iterator[Finding]:
    """Report `metadata.create_all` that is called, or handed to `run_sync`."""
    if node.attr.value not in _METHODS or p.module.role in _EXEMPT:
        return
    name = dotted_name(node)
    if name.split(".")[-2:-1] != ["metadata"] or not _is_run(p, node):
        return
    yield p.finding(node, fix=drop_statement.at(node, reason=REASON), name=excerpt(name, 40))


def _is_run(p: UnitPass, node: cst.Attribute) -> bool:
    parent = p.ancestors[-1] if p.ancestors else None
    if isinstance(parent, cst.Call):
        return parent.func is node
    call = p.ancestors[-2] if len(p.ancestors) > 1 else None
    if not isinstance(parent, cst.Arg) or not isinstance(call, cst.Call):
        return False
    return isinstance(call.func, cst.Attribute) and call.func.attr.value == "run_sync"
