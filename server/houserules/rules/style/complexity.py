"""More ways lead through a function than anybody keeps in mind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.complexity import complexity
from houserules.extractors.function_length import line_breaks
from houserules.text.excerpt import excerpt

_BRANCHES = "".join(f"    if x == {n}:\n        return {n}\n" for n in range(10))


@dataclass(frozen=True)
class Options:
    """Options of ``style/complexity``.

    Attributes:
        max: How many ways (McCabe) may lead through a function; functions inside it count for
            themselves.
    """

    max: int = 10


@rule(
    id="style/complexity",
    on=(cst.FunctionDef,),
    options=Options,
    severity="hint",
    message="`{name}` has a cyclomatic complexity of {count}; {limit} is the limit",
    why="Each way wants a test and has to be thought of at every change; a function with many "
    "of them does several things.",
    allow_when="The branches are a table, one line each.",
    examples=[
        Example(
            "def plan(x: int) -> int:"
            "  # want: `plan` has a cyclomatic complexity of 11; 10 is the limit # at: plan\n"
            f"{_BRANCHES}    return x\n"
        ),
        Example("def plan(x: int) -> int:\n    return x if x else 1\n"),
    ],
)
def too_complex(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report the name of the function."""
    limit: int = p.options.max
    # Each way needs a line, or nearly so: short functions are passed over without a walk.
    if line_breaks(p, node) < limit // 3:
        return
    count = complexity(node)
    if count > limit:
        yield p.finding(node.name, name=excerpt(node.name.value, 40), count=count, limit=limit)
