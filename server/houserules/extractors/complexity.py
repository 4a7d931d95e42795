"""How many ways lead through a function, counted as McCabe does."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.walk import own_nodes

_BRANCHES = (
    cst.If, cst.For, cst.While, cst.ExceptHandler, cst.ExceptStarHandler, cst.MatchCase,
    cst.IfExp, cst.CompFor, cst.CompIf,
)  # fmt: skip


def complexity(function: cst.FunctionDef) -> int:
    """One, and one more for each branch, loop, handler, case, comprehension and condition.

    Functions inside count for themselves.
    """
    return 1 + sum(isinstance(node, _BRANCHES) for node in own_nodes(function))
