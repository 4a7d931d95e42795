"""Awaits that do not need each other run one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.independent_awaits import READING, independent_awaits
from houserules.transforms.gather_awaits import GATHER_REASON, gather_awaits

_TESTS = frozenset({Role.TEST, Role.CONFTEST})


@dataclass(frozen=True)
class Options:
    """Options of ``async/sequential-awaits``.

    Attributes:
        min: How many awaits in a row are reported.
        calls: Globs of the names of functions that only read, beside `get` and `head` of HTTP
            clients.
    """

    min: int = 2
    calls: tuple[str, ...] = READING


@rule(
    id="async/sequential-awaits",
    on=(cst.IndentedBlock,),
    requires=gather_awaits.requires,
    options=Options,
    fixes=(gather_awaits,),
    message="{count} independent awaits run one after another; use `asyncio.gather`",
    why="The caller waits for the sum of all, where it could wait for the slowest.",
    allow_when="The service behind them takes one request at a time.",
    examples=[
        Example(
            "import asyncio\n\nfrom app.tables import fetch_rates, fetch_taxes\n\n\n"
            "async def prices(year: int) -> object:\n"
            "    rates = await fetch_rates(year)"
            "  # want: 2 independent awaits run one after another; use `asyncio.gather`\n"
            "    taxes = await fetch_taxes(year)\n"
            "    return rates, taxes\n",
            fixed="import asyncio\n\nfrom app.tables import fetch_rates, fetch_taxes\n\n\n"
            "async def prices(year: int) -> object:\n"
            "    rates, taxes = await asyncio.gather(fetch_rates(year), fetch_taxes(year))\n"
            "    return rates, taxes\n",
        ),
        Example(
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n"
            "from app.tables import get_rates, get_taxes\n\n\n"
            "async def prices(db: AsyncSession) -> object:\n"
            "    rates = await get_rates(db)\n"
            "    taxes = await get_taxes(db)\n"
            "    return rates, taxes\n"
        ),
    ],
)
def sequential_awaits(p: UnitPass, node: cst.IndentedBlock) -> Iterator[Finding]:
    """Report runs of awaits that could run at the same time."""
    if len(node.body) < 2 or p.module.role in _TESTS:
        return
    calls: tuple[str, ...] = tuple(p.options.calls)
    for number, run in enumerate(independent_awaits(p, node, calls)):
        if len(run) < max(p.options.min, 2):
            continue
        fix = gather_awaits.at(node, reason=GATHER_REASON, calls=calls, number=number)
        yield p.finding(run[0].line.body[0], fix=fix, count=len(run))
