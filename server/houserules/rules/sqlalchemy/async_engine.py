"""A synchronous engine or session where the team works with async ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.definitions import decorator_names
from houserules.extractors.kept_values import is_local_value
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument
from houserules.fixes.safety import Safety
from houserules.transforms.async_sessions import (
    ASYNC_REASON,
    ASYNC_SESSION,
    ASYNC_TWINS,
    SESSIONMAKERS,
    SESSIONS,
    to_async,
)

_EXEMPT = frozenset({Role.MIGRATION, Role.SCRIPT})


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/async-engine``.

    Attributes:
        allow_sync_methods: Pattern of names of functions that work with sync sessions.
    """

    allow_sync_methods: str = "sync_*"


@rule(
    id="sqlalchemy/async-engine",
    on=(cst.Call, cst.Param),
    requires=(BINDINGS,),
    options=Options,
    fixes=(to_async,),
    message="`{name}` in async code; use `{twin}`",
    why="A query of a sync session stops the event loop, and every other request with it.",
    allow_when="The whole application is synchronous, or a worker beside it is.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n"
            "from sqlalchemy.orm import sessionmaker\n\n"
            "from app.database import engine\n\n"
            "factory = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)"
            "  # want: `sessionmaker` in async code; use `async_sessionmaker` # at: sessionmaker\n",
            fixed="from sqlalchemy.ext.asyncio import async_sessionmaker\n\n"
            "from app.database import engine\n\n"
            "factory = async_sessionmaker(engine, expire_on_commit=False)\n",
        ),
        Example(
            "from sqlalchemy.orm import Session\n\n\n"
            "async def read(db: Session) -> None:"
            "  # want: `Session` in async code; use `AsyncSession` # at: Session\n"
            "    db.add(1)\n\n\n"
            "def sync_read(db: Session) -> None:\n"
            "    db.add(2)\n",
            fixed="from sqlalchemy.ext.asyncio import AsyncSession\n"
            "from sqlalchemy.orm import Session\n\n\n"
            "async def read(db: AsyncSession) -> None:\n"
            "    db.add(1)\n\n\n"
            "def sync_read(db: Session) -> None:\n"
            "    db.add(2)\n",
        ),
    ],
)
def async_engine(p: UnitPass, node: cst.Call | cst.Param) -> Iterator[Finding]:
    """Report sync engines and factories, and sync sessions that coroutines are given."""
    if isinstance(node, cst.Param):
        yield from _parameter(p, node)
        return
    name = resolves_to(p, node.func, ASYNC_TWINS)
    if name is None or p.module.role in _EXEMPT or _is_sync_place(p):
        return
    if is_local_value(p, node):
        # A plain function that makes an engine for itself could not await it.
        return
    class_ = argument(node, "class_", 1) if name in SESSIONMAKERS else None
    is_async = class_ is not None and resolves_to(p, class_.value, ASYNC_SESSION) is not None
    if name in SESSIONS and not any(
        isinstance(a, cst.FunctionDef) and a.asynchronous for a in p.ancestors
    ):
        return
    fix = to_async.at(
        node.func,
        title=f"Use `{ASYNC_TWINS[name]}`",
        safety=Safety.SAFE if is_async else Safety.UNSAFE,
        reason="" if is_async else ASYNC_REASON,
    )
    yield p.finding(node.func, fix=fix, name=name.rpartition(".")[2], twin=ASYNC_TWINS[name])


def _parameter(p: UnitPass, node: cst.Param) -> Iterator[Finding]:
    function = next((a for a in reversed(p.ancestors) if isinstance(a, cst.FunctionDef)), None)
    if function is None or function.asynchronous is None or node.annotation is None:
        return
    annotation = node.annotation.annotation
    name = resolves_to(p, annotation, SESSIONS)
    if name is None or p.module.role in _EXEMPT or _is_sync_place(p):
        return
    twin = ASYNC_TWINS[name]
    fix = to_async.at(annotation, title=f"Use `{twin}`", reason=ASYNC_REASON)
    yield p.finding(annotation, fix=fix, name=name.rpartition(".")[2], twin=twin)


def _is_sync_place(p: UnitPass) -> bool:
    """Whether a function around is meant to be sync: by its name, or as a task of Celery."""
    for holder in p.ancestors:
        if not isinstance(holder, cst.FunctionDef):
            continue
        if fnmatchcase(holder.name.value, p.options.allow_sync_methods):
            return True
        if any(n.rpartition(".")[2] in ("shared_task", "task") for n in decorator_names(holder)):
            return True
    return False
