"""SQLAlchemy sessions: which expressions are one, proven by annotations or by what gives them."""

from __future__ import annotations

from itertools import pairwise

import libcst as cst

from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.declared_types import DECLARED_READS, declared_type
from houserules.extractors.provided_sessions import PROVIDED_SESSIONS
from houserules.extractors.routes import IMPORTED_PACKAGES
from houserules.extractors.scopes import scope_of, scopes_around
from houserules.extractors.session_providers import SESSION_PROVIDERS
from houserules.extractors.session_shapes import (
    SESSION_TYPES,
    SessionKind,
    Source,
    Sources,
    Step,
    taken,
)
from houserules.extractors.session_sources import Around, Frame, sources_of

__all__ = ["SESSION_READS", "SessionKind", "is_made_by_class", "is_store", "session_kind"]

_USUAL_NAMES = frozenset({"db", "session", "db_session", "async_session"})
_PACKAGES = ("sqlalchemy", "sqlmodel")
_SAYS_NOTHING = frozenset({"", "typing.Any", "typing_extensions.Any", "builtins.object"})

SESSION_READS = (*DECLARED_READS, PROVIDED_SESSIONS, SESSION_PROVIDERS, IMPORTED_PACKAGES)
"""What a rule that asks ``session_kind`` must require."""


def session_kind(
    unit_pass: UnitPass, expression: cst.CSTNode, *, by_name: bool = False
) -> SessionKind | None:
    """What is known of an expression as a session, ``None`` where it is not known to be one.

    Args:
        unit_pass: The pass, at the expression or above it without a scope between.
        expression: A name, ``self.name``, or a call that makes one.
        by_name: Whether the usual names count in a module that imports SQLAlchemy.
    """
    declared = declared_type(unit_pass, expression)
    if declared in _SAYS_NOTHING:
        proven = _kind_of(unit_pass, _sources(unit_pass, expression))
    else:
        instance = Source(declared, (Step.CALL,), imported=True)
        proven = SESSION_TYPES.get(declared) or _kind_of(unit_pass, (instance,))
    if proven is not None or not by_name:
        return proven
    name = dotted_name(expression).removeprefix("self.").lstrip("_")
    if name in _USUAL_NAMES and any(unit_pass.lookup(IMPORTED_PACKAGES, p) for p in _PACKAGES):
        return SessionKind.LIKELY
    return None


def _kind_of(unit_pass: UnitPass, sources: Sources) -> SessionKind | None:
    """The kind of session that all sources lead to, without a step in between."""
    kinds: set[SessionKind | None] = set()
    for source in sources:
        shape = unit_pass.lookup(PROVIDED_SESSIONS, source)
        kinds.add(shape.kind if shape is not None and not shape.layers else None)
    return kinds.pop() if len(kinds) == 1 else None


def _sources(unit_pass: UnitPass, expression: cst.CSTNode) -> Sources:
    """Where an expression comes from; as ``session_kind``."""
    root = expression
    while isinstance(root, cst.Attribute | cst.Call):
        root = root.value if isinstance(root, cst.Attribute) else root.func
    if not isinstance(root, cst.Name):
        return ()
    around = _around(unit_pass, expression)
    binding = next((s for s in scopes_around(unit_pass, expression) if root.value in s), None)
    if binding is not None and all(frame.names is not binding for frame in around.frames):
        return ()
    if root is expression:
        opened = _opened(unit_pass, root, around)
        if opened:
            return opened
    return sources_of(expression, around)


def is_made_by_class(unit_pass: UnitPass, session: cst.Attribute) -> bool:
    """Whether ``self.name`` is proven to be a session that no parameter handed to its class.

    The rule must require ``SESSION_READS``.
    """
    name = ".".join((*unit_pass.class_path, session.attr.value))
    if declared_type(unit_pass, session) not in _SAYS_NOTHING:
        return False
    sources = _sources(unit_pass, session)
    if sources != (Source(name),) or _kind_of(unit_pass, sources) is None:
        return False
    providers = unit_pass.lookup(SESSION_PROVIDERS, name)
    return not providers or not all(provider.handed_in for provider in providers)


def _opened(unit_pass: UnitPass, name: cst.Name, around: Around) -> Sources:
    """``[async] with factory() as name`` around the name: nothing before it counts."""
    chain = [*unit_pass.ancestors, name]
    for holder, below in reversed(tuple(pairwise(chain))):
        if isinstance(holder, cst.FunctionDef | cst.Lambda):
            return ()
        if isinstance(holder, cst.With) and below is holder.body:
            for item in holder.items:
                target = item.asname.name if item.asname else None
                if isinstance(target, cst.Name) and target.value == name.value:
                    return taken(sources_of(item.item, around), Step.ENTER)
    return ()


def _around(unit_pass: UnitPass, expression: cst.CSTNode) -> Around:
    chain = [*unit_pass.ancestors, expression]
    frames = [
        _frame(unit_pass, holder)
        for holder, below in reversed(tuple(pairwise(chain)))
        if isinstance(holder, cst.FunctionDef) and below is holder.body
    ]
    is_nested = any(isinstance(a, cst.ClassDef) for a in unit_pass.ancestors)
    path = "" if is_nested else ".".join(unit_pass.class_path)
    return Around(tuple(frames), path)


def _frame(unit_pass: UnitPass, function: cst.FunctionDef) -> Frame:
    key = (Frame, function)
    if key not in unit_pass.cache:
        unit_pass.cache[key] = Frame(function, scope_of(unit_pass, function))
    return unit_pass.cache[key]


def is_store(unit_pass: UnitPass, class_name: str) -> bool:
    """Whether code belongs to a repository: by the role of its file, or the name of its class."""
    role = unit_pass.module.role
    if role is Role.STORE:
        return True
    return role is Role.OTHER and class_name.endswith(("Store", "Repository"))
