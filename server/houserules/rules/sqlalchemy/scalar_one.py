"""A query for one row is read by a method that promises something else."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.one_row import (
    ONE_ROW_READS,
    dead_checks,
    promises_value,
    swallowed_missing,
)
from houserules.transforms.one_row import (
    OR_NONE,
    RAISES_REASON,
    missing_to_none,
    to_scalar_one,
)


@rule(
    id="sqlalchemy/scalar-one",
    on=(cst.Call, cst.Try),
    requires=ONE_ROW_READS,
    fixes=(to_scalar_one, missing_to_none),
    message="`scalar_one_or_none` where `{name}` is promised; use `scalar_one`",
    why="The method says what is expected: a row, or perhaps none. A wrong one turns a missing row "
    "into an error far from the query, or checks for what cannot be.",
    allow_when="A caller relies on `None` in spite of the annotation.",
    examples=[
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n"
            "from app.models import Plan\n\n\n"
            "async def read(db: AsyncSession, key: int) -> Plan:\n"
            "    return (await db.execute(select(Plan))).scalar_one_or_none()"
            "  # want: `scalar_one_or_none` where `Plan` is promised; use `scalar_one` "
            "# at: scalar_one_or_none\n",
            fixed="from sqlalchemy import select\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n"
            "from app.models import Plan\n\n\n"
            "async def read(db: AsyncSession, key: int) -> Plan:\n"
            "    return (await db.execute(select(Plan))).scalar_one()\n",
        ),
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def read(db: Session) -> Plan:\n"
            "    plan = db.execute(select(Plan)).scalar_one()\n"
            "    if plan is None:"
            "  # want: `scalar_one` never gives None; this check is dead # at: plan is None\n"
            "        raise LookupError\n"
            "    return plan\n",
        ),
    ],
)
def scalar_one(p: UnitPass, node: cst.Call | cst.Try) -> Iterator[Finding]:
    """Report `scalar_one` and `scalar_one_or_none` where the other one is meant."""
    if isinstance(node, cst.Try):
        call = swallowed_missing(p, node)
        if call is not None and isinstance(call.func, cst.Attribute):
            message = "`NoResultFound` becomes None; use `scalar_one_or_none`"
            yield p.finding(call.func.attr, fix=missing_to_none.at(node), message=message)
        return
    if not isinstance(node.func, cst.Attribute) or node.args:
        return
    method = node.func.attr
    if method.value == "scalar_one":
        for check in dead_checks(p, node):
            message = "`scalar_one` never gives None; this check is dead"
            yield p.finding(check, message=message)
    elif method.value == OR_NONE:
        fix = to_scalar_one.at(method, reason=RAISES_REASON)
        parent = p.ancestors[-1] if p.ancestors else None
        promised = promises_value(p) if isinstance(parent, cst.Return) else ""
        if promised:
            yield p.finding(method, fix=fix, name=promised[:30])
        elif isinstance(parent, cst.Attribute):
            message = "`scalar_one_or_none` may give None here; use `scalar_one`"
            yield p.finding(method, fix=fix, message=message)
