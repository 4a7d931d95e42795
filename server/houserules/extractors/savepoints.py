"""Writes whose `IntegrityError` is caught without a savepoint around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sessions import SESSION_READS, SessionKind, session_kind
from houserules.extractors.sqlalchemy_names import INTEGRITY_ERROR

_SENDS = frozenset({"commit", "execute", "flush", "scalar", "scalars"})
SAVEPOINT_READS = SESSION_READS
"""What a rule that asks ``unprotected_write`` must require."""


@dataclass(frozen=True, slots=True, eq=False)
class UnprotectedWrite:
    """A write that may fail, and the handler that goes on.

    Attributes:
        caught: The expression of the caught class.
        session: The session as it is written.
        kind: What is known of it.
    """

    caught: cst.BaseExpression
    session: str
    kind: SessionKind


def unprotected_write(unit: UnitPass, node: cst.Try) -> UnprotectedWrite | None:
    """The write of a ``try``; ``node`` must be the node the walk stands on."""
    handler = next((h for h in node.handlers if _caught(unit, h) is not None), None)
    caught = _caught(unit, handler) if handler is not None else None
    if handler is None or caught is None or _ends(handler):
        return None
    if _has_savepoint(node.body) or any(
        isinstance(a, cst.With) and _opens(a) for a in unit.ancestors
    ):
        return None
    for call in _calls(node.body):
        func = call.func
        if not isinstance(func, cst.Attribute) or func.attr.value not in _SENDS:
            continue
        kind = session_kind(unit, func.value)
        if kind is not None and kind is not SessionKind.LIKELY:
            if func.attr.value == "commit":
                return None
            return UnprotectedWrite(caught, dotted_name(func.value), kind)
    return None


def _caught(unit: UnitPass, handler: cst.ExceptHandler) -> cst.BaseExpression | None:
    if handler.type is None:
        return None
    kinds = [handler.type]
    if isinstance(handler.type, cst.Tuple):
        kinds = [element.value for element in handler.type.elements]
    return next((k for k in kinds if resolves_to(unit, k, INTEGRITY_ERROR)), None)


def _ends(handler: cst.ExceptHandler) -> bool:
    """Whether a handler rolls the whole transaction back, or gives up."""
    last = first_statement(handler.body.body[-1])
    if isinstance(last, cst.Raise):
        return True
    return any(
        isinstance(n, cst.Attribute) and n.attr.value == "rollback" for n in descendants(handler)
    )


def _has_savepoint(body: cst.BaseSuite) -> bool:
    return any(
        isinstance(n, cst.Attribute) and n.attr.value == "begin_nested" for n in descendants(body)
    )


def _opens(block: cst.With) -> bool:
    return any(
        isinstance(item.item, cst.Call)
        and dotted_name(item.item.func).rpartition(".")[2] == "begin_nested"
        for item in block.items
    )


def _calls(body: cst.BaseSuite) -> Iterator[cst.Call]:
    """The calls of plain statements of a block; none in functions, loops or branches of it."""
    for line in body.body:
        if isinstance(line, cst.SimpleStatementLine):
            for node in descendants(line):
                if isinstance(node, cst.Lambda):
                    break
                if isinstance(node, cst.Call):
                    yield node
