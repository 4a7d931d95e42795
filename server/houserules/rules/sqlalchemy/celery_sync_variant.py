"""A a Celery task drives async code, or a `sync_*` method is no variant for it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import without_call
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.declared_types import MEANT_TYPES, written_type
from houserules.extractors.definitions import decorator_names
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.session_shapes import SESSION_TYPES, SessionKind
from houserules.extractors.sessions import is_store
from houserules.text.excerpt import excerpt

_TASK = frozenset({"celery.shared_task", "celery.app.shared_task"})
_DRIVES = frozenset({"asyncio.run", "asgiref.sync.async_to_sync"})


@rule(
    id="sqlalchemy/celery-sync-variant",
    on=(cst.Call, cst.FunctionDef),
    requires=(BINDINGS, MEANT_TYPES),
    severity="hint",
    message="a Celery task drives async code with `{name}`; call a `sync_*` method",
    why="Each task makes an event loop, and with it connections that the next one cannot use.",
    allow_when="The code that is driven has nothing to do with the database.",
    examples=[
        Example(
            "import asyncio\n\n"
            "from celery import shared_task\n\n"
            "from app.stores import PlanStore\n\n\n"
            "@shared_task\n"
            "def clean() -> None:\n"
            "    asyncio.run(PlanStore().clean())"
            "  # want: a Celery task drives async code with `asyncio.run`; call a `sync_*` method "
            "# at: asyncio.run(PlanStore().clean())\n",
        ),
        Example(
            "from sqlalchemy.orm import Session\n\n\n"
            "class PlanStore:\n"
            "    async def sync_delete(self, keys: list[int]) -> int:"
            "  # want: `sync_delete` is no plain `@staticmethod` with `session: Session` first "
            "# at: sync_delete\n"
            "        ...\n\n"
            "    @staticmethod\n"
            "    def sync_count(session: Session) -> int: ...\n",
        ),
    ],
)
def celery_sync_variant(p: UnitPass, node: cst.Call | cst.FunctionDef) -> Iterator[Finding]:
    """Report event loops in tasks, and `sync_*` methods of repositories that a task cannot call."""
    if isinstance(node, cst.FunctionDef):
        yield from _variant(p, node)
        return
    name = resolves_to(p, node.func, _DRIVES)
    if name is not None and any(
        isinstance(a, cst.FunctionDef) and _is_task(p, a) for a in p.ancestors
    ):
        yield p.finding(node, name=name.replace("asgiref.sync.", ""))


def _is_task(p: UnitPass, function: cst.FunctionDef) -> bool:
    return any(
        resolves_to(p, without_call(d.decorator), _TASK) is not None for d in function.decorators
    )


def _variant(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    name = node.name.value
    if not name.startswith("sync_") or not p.class_path or p.ancestors:
        return
    if not is_store(p, p.class_path[-1]):
        return
    positional = [*node.params.posonly_params, *node.params.params]
    first = positional[0] if positional else None
    is_static = "staticmethod" in decorator_names(node)
    if is_static and node.asynchronous is None and first is not None and _is_session(p, first):
        return
    message = "`{name}` is no plain `@staticmethod` with `session: Session` first"
    yield p.finding(node.name, message=message, name=excerpt(name, 30))


def _is_session(p: UnitPass, param: cst.Param) -> bool:
    written = written_type(param.annotation.annotation) if param.annotation is not None else ""
    return bool(written) and SESSION_TYPES.get(p.lookup(MEANT_TYPES, written)) is SessionKind.SYNC
