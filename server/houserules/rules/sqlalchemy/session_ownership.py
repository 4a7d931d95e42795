"""A repository gets its session in another way than the team's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.declared_types import MEANT_TYPES, parameters_of, written_type
from houserules.extractors.definitions import decorator_names
from houserules.extractors.session_shapes import SESSION_TYPES, SessionKind
from houserules.extractors.sessions import is_store
from houserules.text.excerpt import excerpt

_FREE = frozenset({"staticmethod", "classmethod"})


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/session-ownership``.

    Attributes:
        style: ``constructor`` wants the session in ``__init__``, ``static`` wants static methods
            whose first parameter it is, ``any`` allows both.
    """

    style: Literal["any", "constructor", "static"] = "any"


@rule(
    id="sqlalchemy/session-ownership",
    on=(cst.FunctionDef,),
    requires=(MEANT_TYPES,),
    options=Options,
    message="`{name}` takes a session itself; the repository holds one from `__init__`",
    why="Whoever calls a repository must know who owns its session; two ways in one code base end "
    "in two sessions, and half of a change in each.",
    allow_when="A single repository works with two databases.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "class PlanRepository:\n"
            "    async def owned(self, owner_id: int) -> list[object]:"
            "  # want: `owned` is no `@staticmethod` that takes `db: AsyncSession` first # at: owned\n"
            "        ...\n\n"
            "    @staticmethod\n"
            "    async def all(db: AsyncSession) -> list[object]: ...\n",
            options=(("style", "static"),),
        ),
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "class PlanStore:\n"
            "    def __init__(self, db: AsyncSession) -> None:\n"
            "        self.db = db\n\n"
            "    async def all(self, db: AsyncSession) -> list[object]:"
            "  # want: `all` takes a session itself; the repository holds one from `__init__` # at: all\n"
            "        ...\n",
            options=(("style", "constructor"),),
        ),
    ],
)
def session_ownership(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report methods of repositories that take a session, or take none, against the style."""
    if p.options.style == "any" or not p.class_path or p.ancestors:
        return
    name = node.name.value
    if not is_store(p, p.class_path[-1]):
        return
    decorators = {d.rpartition(".")[2] for d in decorator_names(node)}
    if p.options.style == "constructor":
        if name == "__init__" or decorators & _FREE:
            return
        if any(_is_session(p, param) for param in parameters_of(node)):
            yield p.finding(node.name, name=excerpt(name, 30))
        return
    if name == "__init__":
        if any(_is_session(p, param) for param in parameters_of(node)):
            yield p.finding(
                node.name, message="the repository holds a session; hand it to each method"
            )
        return
    if name.startswith("_") or node.asynchronous is None or decorators - _FREE:
        return
    position = 1 if "classmethod" in decorators else 0
    positional = [*node.params.posonly_params, *node.params.params]
    first = positional[position] if len(positional) > position else None
    if decorators and first is not None and first.name.value == "db" and _is_session(p, first):
        return
    message = "`{name}` is no `@staticmethod` that takes `db: AsyncSession` first"
    yield p.finding(node.name, message=message, name=excerpt(name, 30))


def _is_session(p: UnitPass, param: cst.Param) -> bool:
    """Whether a parameter is annotated as an async session, also by an alias of the project."""
    if param.annotation is None:
        return False
    written = written_type(param.annotation.annotation)
    if not written or dotted_name(param.annotation.annotation) == "object":
        return False
    return SESSION_TYPES.get(p.lookup(MEANT_TYPES, written)) is SessionKind.ASYNC
