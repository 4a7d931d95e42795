"""New objects that a function commits and gives back as they are."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement
from houserules.extractors.pending_objects import added


def unrefreshed_return(
    unit: UnitPass, call: cst.Call
) -> tuple[cst.BaseStatement, cst.Return] | None:
    """``return x`` behind ``add(x)`` and ``commit()`` of one block, with no ``refresh`` between.

    ``call`` must be the ``add`` that the walk stands on.
    """
    pending = added(unit, call)
    if pending is None:
        return None
    committed = False
    for line in pending.behind:
        statement = first_statement(line)
        if isinstance(statement, cst.Return):
            gives = statement.value is not None and dotted_name(statement.value) == pending.name
            return (line, statement) if committed and gives else None
        value = statement.value if isinstance(statement, cst.Expr) else None
        if isinstance(value, cst.Await):
            value = value.expression
        if not isinstance(value, cst.Call):
            return None
        called = dotted_name(value.func)
        if called == f"{pending.session}.commit":
            committed = True
        elif called.startswith(f"{pending.session}.") and called.endswith(".flush"):
            continue
        elif any(
            dotted_name(arg.value) in (pending.name, pending.session) for arg in value.args
        ) or called.endswith(".refresh"):
            return None
    return None
