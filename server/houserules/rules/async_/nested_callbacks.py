"""Callbacks stand in callbacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.callbacks import callback_depth

_TESTS = frozenset({Role.TEST, Role.CONFTEST})


@dataclass(frozen=True)
class Options:
    """Options of ``async/nested-callbacks``.

    Attributes:
        max_depth: How many callbacks may stand in each other.
    """

    max_depth: int = 1


@rule(
    id="async/nested-callbacks",
    on=(cst.FunctionDef, cst.Lambda),
    options=Options,
    severity="hint",
    message="callbacks nested {depth} deep; flatten with async/await",
    why="What happens first stands outermost and what happens last innermost, and an error in "
    "one of them reaches none of the others; `await` puts them in order.",
    allow_when="A library takes callbacks only.",
    examples=[
        Example(
            "def show(load, save, report) -> None:\n"
            "    load(lambda user: save(user, lambda row: report(row)))"
            "  # want: callbacks nested 2 deep; flatten with async/await # at: lambda row: report(row)\n"
        ),
        Example(
            "async def show(load, save, report) -> None:\n"
            "    user = await load()\n"
            "    report(await save(user))\n"
        ),
    ],
)
def nested_callbacks(p: UnitPass, node: cst.FunctionDef | cst.Lambda) -> Iterator[Finding]:
    """Report callbacks that stand too deep in others, where the depth is passed."""
    if not any(isinstance(a, cst.FunctionDef | cst.Lambda) for a in p.ancestors):
        return
    if p.module.role in _TESTS:
        return
    depth = callback_depth(p.ancestors, node)
    if depth == p.options.max_depth + 1:
        place = node.name if isinstance(node, cst.FunctionDef) else node
        yield p.finding(place, depth=depth)
