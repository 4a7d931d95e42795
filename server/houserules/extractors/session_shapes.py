"""How values lead to a SQLAlchemy session: the steps to it, and where a value comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType


class SessionKind(StrEnum):
    """What is known of a session."""

    SYNC = "sync"
    ASYNC = "async"
    LIKELY = "likely"
    """Only its name says so, in a module that imports SQLAlchemy."""


class Step(StrEnum):
    """Something that code does with a value to get at another."""

    CALL = "call"
    ENTER = "enter"
    """``with value as ...``, ``async with``, too."""
    AWAIT = "await"
    ITERATE = "iterate"
    """``next(value)``, ``async for ... in value``."""
    PROVIDE = "provide"
    """What FastAPI makes of the result of a dependency: it awaits and iterates where it must."""
    BEGIN = "begin"
    """The method ``begin`` of a factory."""
    MANAGE = "manage"
    """``contextmanager(value)``, ``asynccontextmanager(value)``."""


Steps = tuple[Step, ...]
_MOST_SOURCES = 4
_STAYS = frozenset({Step.CALL, Step.ENTER, Step.PROVIDE})


@dataclass(frozen=True, slots=True)
class Shape:
    """How a value leads to a session.

    Attributes:
        kind: The session's kind.
        layers: The steps that lead there, outermost first; none for a session itself.
    """

    kind: SessionKind
    layers: Steps = ()


def after(layers: Steps, step: Step) -> Steps | None:
    """The layers that a step leaves; ``None`` where it does not lead to a session.

    A session is a context manager of itself, and a ``scoped_session``, which is called, is a
    session, too.
    """
    first = layers[:1]
    if step is Step.PROVIDE:
        return layers[1:] if first in ((Step.AWAIT,), (Step.ITERATE,)) else layers
    if step is Step.MANAGE:
        is_generator = layers[:2] == (Step.CALL, Step.ITERATE)
        return (Step.CALL, Step.ENTER, *layers[2:]) if is_generator else None
    if step is Step.BEGIN:
        return (Step.CALL, Step.ENTER) if layers == (Step.CALL,) else None
    if not layers:
        return layers if step in _STAYS else None
    return layers[1:] if first == (step,) else None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from.

    Attributes:
        name: A dotted name at the top of the module; ``Class.attribute`` for ``self.attribute``.
        steps: What is done with it, first to last.
        layers: Steps that lead from the value to what the others give, outermost first.
        imported: Whether the name is the target of an import inside a function.
    """

    name: str
    steps: Steps = ()
    layers: Steps = ()
    imported: bool = False


Sources = tuple[Source, ...]
"""All places that a value may come from; ``()`` where they are not known."""


def taken(sources: Sources, *steps: Step) -> Sources:
    """The sources of what steps make of a value."""
    for step in steps:
        found = [_taken(source, step) for source in sources]
        sources = tuple(s for s in found if s is not None)
        if len(sources) != len(found):
            return ()
    return sources


def _taken(source: Source, step: Step) -> Source | None:
    if not source.layers:
        return replace(source, steps=(*source.steps, step))
    layers = after(source.layers, step)
    return None if layers is None else replace(source, layers=layers)


def wrapped(sources: Sources, layers: Steps) -> Sources:
    """The sources of a value that leads to another one over layers."""
    return tuple(replace(s, layers=(*layers, *s.layers)) for s in sources)


def agreed(found: Iterable[Sources]) -> Sources:
    """All sources of a value that has several; ``()`` where one is not known, or with many."""
    together: dict[Source, None] = {}
    for sources in found:
        if not sources:
            return ()
        together.update(dict.fromkeys(sources))
    return tuple(together) if len(together) <= _MOST_SOURCES else ()


_SYNC_TYPES = (
    "sqlalchemy.orm.Session", "sqlalchemy.orm.session.Session", "sqlmodel.Session",
    "sqlmodel.orm.session.Session", "sqlalchemy.orm.scoped_session",
    "sqlalchemy.orm.scoping.scoped_session",
)  # fmt: skip
_ASYNC_TYPES = (
    "sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.ext.asyncio.session.AsyncSession",
    "sqlalchemy.ext.asyncio.async_scoped_session",
    "sqlalchemy.ext.asyncio.scoping.async_scoped_session",
    "sqlmodel.ext.asyncio.session.AsyncSession",
)  # fmt: skip
_SYNC_MAKERS = ("sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.session.sessionmaker")
_ASYNC_MAKERS = (
    "sqlalchemy.ext.asyncio.async_sessionmaker",
    "sqlalchemy.ext.asyncio.session.async_sessionmaker",
)
SESSION_TYPES: Mapping[str, SessionKind] = MappingProxyType(
    {
        **dict.fromkeys(_SYNC_TYPES, SessionKind.SYNC),
        **dict.fromkeys(_ASYNC_TYPES, SessionKind.ASYNC),
    }
)
"""Qualified name of a class whose instances are sessions → their kind."""
LIBRARY_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        **{name: Shape(kind, (Step.CALL,)) for name, kind in SESSION_TYPES.items()},
        **dict.fromkeys(_SYNC_MAKERS, Shape(SessionKind.SYNC, (Step.CALL, Step.CALL))),
        **dict.fromkeys(_ASYNC_MAKERS, Shape(SessionKind.ASYNC, (Step.CALL, Step.CALL))),
    }
)
"""Qualified name of a class of SQLAlchemy → how it leads to a session."""
