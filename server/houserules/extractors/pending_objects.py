"""Objects that were added to a session and that the database has not seen yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.extractors.mapped_attributes import (
    MAPPED_ATTRIBUTE_READS,
    mapped_attributes,
    mapped_class,
)
from houserules.extractors.sessions import SESSION_READS, SessionKind
from houserules.extractors.transactions import session_call

PENDING_READS = (*SESSION_READS, *MAPPED_ATTRIBUTE_READS)
"""What a rule that asks about pending objects must require."""
_ADD = frozenset({"add"})
_SIMPLE = (cst.Expr, cst.Assign, cst.AnnAssign, cst.Return)


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """An object that was added.

    Attributes:
        name: The variable.
        session: The session as it is written.
        kind: What is known of the session.
        behind: The statements of the block behind the ``add``.
    """

    name: str
    session: str
    kind: SessionKind
    behind: Sequence[cst.BaseStatement]


def added(unit: UnitPass, call: cst.Call) -> Pending | None:
    """The object of ``session.add(name)`` that is a statement of its own.

    ``call`` must be the node the walk stands on.
    """
    if len(call.args) != 1 or not isinstance(call.args[0].value, cst.Name):
        return None
    if len(unit.ancestors) < 3 or not isinstance(unit.ancestors[-1], cst.Expr):
        return None
    line, block = unit.ancestors[-2], unit.ancestors[-3]
    if not isinstance(block, cst.IndentedBlock) or not isinstance(line, cst.SimpleStatementLine):
        return None
    found = session_call(unit, call, _ADD)
    session = dotted_name(found[0]) if found is not None else ""
    if found is None or not session:
        return None
    index = block.body.index(line)
    return Pending(call.args[0].value.value, session, found[1], block.body[index + 1 :])


def made_from(unit: UnitPass, call: cst.Call, name: str) -> cst.Call | None:
    """``X(...)`` of ``name = X(...)`` above in the block."""
    block = unit.ancestors[-3]
    if not isinstance(block, cst.IndentedBlock):
        return None
    made: cst.Call | None = None
    for line in block.body:
        if line is unit.ancestors[-2]:
            return made
        statement = first_statement(line)
        if isinstance(statement, cst.Assign) and dotted_name(statement.targets[0].target) == name:
            made = statement.value if isinstance(statement.value, cst.Call) else None
    return None


def early_read(
    unit: UnitPass, call: cst.Call, pending: Pending
) -> tuple[cst.SimpleStatementLine, cst.Attribute] | None:
    """The first read of a key that the database gives, with no flush between.

    Only statements that cannot flush stand between: neither awaits nor other uses of the session.
    """
    made = made_from(unit, call, pending.name)
    keys = _generated(unit, made) if made is not None else frozenset[str]()
    if not keys:
        return None
    for line in pending.behind:
        statement = first_statement(line)
        if not isinstance(line, cst.SimpleStatementLine) or not isinstance(statement, _SIMPLE):
            return None
        read = next((r for r in _reads(statement, pending.name) if r.attr.value in keys), None)
        if read is not None:
            return (line, read) if not _may_flush(statement, pending) else None
        if _may_flush(statement, pending):
            return None
    return None


def _reads(statement: cst.CSTNode, name: str) -> Iterator[cst.Attribute]:
    for node in descendants(statement):
        if isinstance(node, cst.Attribute) and dotted_name(node.value) == name:
            yield node


def _may_flush(statement: cst.CSTNode, pending: Pending) -> bool:
    root = pending.session.partition(".")[0]
    adds = {f"{pending.session}.add", f"{pending.session}.add_all"}
    for node in descendants(statement):
        if isinstance(node, cst.Await | cst.Yield | cst.Lambda):
            return True
        if isinstance(node, cst.Call):
            if dotted_name(node.func) in adds:
                continue
            names = {n.value for n in descendants(node) if isinstance(n, cst.Name)}
            if root in names:
                return True
    return False


def _generated(unit: UnitPass, made: cst.Call) -> frozenset[str]:
    """The key columns of a mapped class that a call of it does not give."""
    written = dotted_name(made.func)
    if not written or any(arg.star or arg.keyword is None for arg in made.args):
        return frozenset()
    owner = mapped_class(unit, written)
    if owner is None:
        return frozenset()
    given = {arg.keyword.value for arg in made.args if arg.keyword is not None}
    columns = mapped_attributes(unit, owner).values()
    return frozenset(c.name for c in columns if c.is_primary and c.name not in given)
