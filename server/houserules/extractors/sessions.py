"""SQLAlchemy sessions: which expressions are one, proven by annotations or by how they are made."""

from __future__ import annotations

from enum import StrEnum

import libcst as cst

from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.declared_types import DECLARED_READS, declared_type
from houserules.extractors.loggers import ASSIGNED_CALLS
from houserules.extractors.qualified_names import module_qualified_names, qualified_names
from houserules.extractors.routes import IMPORTED_PACKAGES


class SessionKind(StrEnum):
    """What is known of a session."""

    SYNC = "sync"
    ASYNC = "async"
    LIKELY = "likely"
    """Only its name says so, in a module that imports SQLAlchemy."""


_SYNC_TYPES = frozenset(
    {
        "sqlalchemy.orm.Session", "sqlalchemy.orm.session.Session", "sqlmodel.Session",
        "sqlalchemy.orm.scoped_session", "sqlalchemy.orm.scoping.scoped_session",
    }
)  # fmt: skip
_ASYNC_TYPES = frozenset(
    {
        "sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.ext.asyncio.session.AsyncSession",
        "sqlalchemy.ext.asyncio.async_scoped_session", "sqlmodel.ext.asyncio.session.AsyncSession",
    }
)  # fmt: skip
_SYNC_MAKERS = frozenset({"sqlalchemy.orm.sessionmaker", *_SYNC_TYPES})
_ASYNC_MAKERS = frozenset({"sqlalchemy.ext.asyncio.async_sessionmaker", *_ASYNC_TYPES})
_USUAL_NAMES = frozenset({"db", "session", "db_session", "async_session"})
_PACKAGES = ("sqlalchemy", "sqlmodel")

SESSION_READS = (*DECLARED_READS, ASSIGNED_CALLS, IMPORTED_PACKAGES)
"""What a rule that asks ``session_kind`` must require."""


def session_kind(
    unit_pass: UnitPass, expression: cst.CSTNode, *, by_name: bool = False
) -> SessionKind | None:
    """What is known of an expression as a session, ``None`` where it is not known to be one.

    Args:
        unit_pass: The pass, at the expression or above it without a scope between.
        expression: A name or ``self.name``.
        by_name: Whether the usual names count in a module that imports SQLAlchemy.
    """
    proven = _by_type(declared_type(unit_pass, expression))
    if proven is None and isinstance(expression, cst.Name):
        proven = _by_maker(unit_pass, expression)
    if proven is not None or not by_name:
        return proven
    name = dotted_name(expression).removeprefix("self.").lstrip("_")
    if name in _USUAL_NAMES and any(unit_pass.lookup(IMPORTED_PACKAGES, p) for p in _PACKAGES):
        return SessionKind.LIKELY
    return None


def _by_type(qualified: str) -> SessionKind | None:
    if qualified in _ASYNC_TYPES:
        return SessionKind.ASYNC
    return SessionKind.SYNC if qualified in _SYNC_TYPES else None


def _by_maker(unit_pass: UnitPass, name: cst.Name) -> SessionKind | None:
    """``[async] with Session() as name``, the factory being a ``sessionmaker`` of this module."""
    for holder in reversed(unit_pass.ancestors):
        if isinstance(holder, cst.With):
            for item in holder.items:
                target = item.asname.name if item.asname else None
                if isinstance(target, cst.Name) and target.value == name.value:
                    return _made_by(unit_pass, item.item)
    return None


def _made_by(unit_pass: UnitPass, value: cst.BaseExpression) -> SessionKind | None:
    if not isinstance(value, cst.Call):
        return None
    names = set(qualified_names(unit_pass, value.func))
    if isinstance(value.func, cst.Name):
        for call in unit_pass.lookup(ASSIGNED_CALLS, value.func.value):
            names.update(module_qualified_names(unit_pass, call.callee))
    if names & _ASYNC_MAKERS:
        return SessionKind.ASYNC
    return SessionKind.SYNC if names & _SYNC_MAKERS else None


def is_store(unit_pass: UnitPass, class_name: str) -> bool:
    """Whether code belongs to a repository: by the role of its file, or the name of its class."""
    role = unit_pass.module.role
    if role is Role.STORE:
        return True
    return role is Role.OTHER and class_name.endswith(("Store", "Repository"))
