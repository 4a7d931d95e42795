"""A function has more lines of code than the team allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.function_length import (
    is_data,
    line_breaks,
    lines_of_code,
    may_have_lines,
)
from houserules.text.excerpt import excerpt

_TESTS = (Role.TEST, Role.CONFTEST)
_REVISIONS = frozenset({"upgrade", "downgrade"})
_STEPS = "".join(f"    step_{n}()\n" for n in range(4))


@dataclass(frozen=True)
class Options:
    """Options of ``style/function-length``.

    Attributes:
        soft: From how many lines on a function is hinted at; 0 for never.
        hard: How many lines a function may have.
        count: What counts: `code` leaves out the docstring, blank lines and lines of comments,
            `lines` counts from the first line of the body to the last.
        tests: Whether tests are held to it, too.
    """

    soft: int = 0
    hard: int = 50
    count: Literal["code", "lines"] = "code"
    tests: bool = False


@rule(
    id="style/function-length",
    on=(cst.FunctionDef,),
    options=Options,
    message="`{name}` has {count} lines of code; {limit} is the limit",
    why="What fits into one view is read in one go, and has one thing to do.",
    allow_when="The function is a list of steps that nobody would look for elsewhere.",
    examples=[
        Example(
            "def close_month() -> None:"
            "  # want: `close_month` has 4 lines of code; 3 is the limit # at: close_month\n"
            '    """Close the books."""\n\n    # In the order of the ledger.\n' + _STEPS,
            options=(("hard", 3),),
        ),
        Example("def close_month() -> None:\n" + _STEPS, options=(("hard", 4),)),
    ],
)
def function_length(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report the name of the function."""
    options: Options = p.options
    least = min(options.soft or options.hard, options.hard)
    if not may_have_lines(p, least) or (not options.tests and p.module.role in _TESTS):
        return
    if line_breaks(p, node) < least:
        return
    name = node.name.value
    if is_data(node) or (p.module.role is Role.MIGRATION and name in _REVISIONS):
        return
    count = lines_of_code(p, node, blank=options.count == "lines")
    if count <= least:
        return
    is_hard = count > options.hard
    yield p.finding(
        node.name,
        weak=not is_hard,
        name=excerpt(name, 40),
        count=count,
        limit=options.hard if is_hard else options.soft,
    )
