"""A function with many branches has neither a comment nor more than a line of docstring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.complexity import complexity
from houserules.extractors.docstrings import docstring_of
from houserules.extractors.pragmas import words_for_readers
from houserules.text.excerpt import excerpt

_BRANCHES = "".join(f"    if x == {n}:\n        return {n}\n" for n in range(9))


@dataclass(frozen=True)
class Options:
    """Options of ``comments/complex-uncommented``.

    Attributes:
        min_complexity: How many ways (McCabe) must lead through a function for it to be reported.
    """

    min_complexity: int = 10


@rule(
    id="comments/complex-uncommented",
    on=(cst.FunctionDef,),
    options=Options,
    severity="hint",
    message="`{name}` has complexity {count} and no comment",
    why="Why a branch is there cannot be read from it; whoever changes it has to guess.",
    allow_when="The branches are a table that explains itself.",
    examples=[
        Example(
            "def plan(x: int) -> int:  # want: `plan` has complexity 10 and no comment\n"
            f"{_BRANCHES}    return x\n"
        ),
        Example(
            "def plan(x: int) -> int:\n    # The states of an order, oldest first.\n"
            f"{_BRANCHES}    return x\n"
        ),
    ],
)
def complex_uncommented(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report the name of the function."""
    span, least = p.span(node), p.options.min_complexity
    text = p.view.unit.text
    if text.count("\n", span.start, span.end) + text.count("\r", span.start, span.end) < least // 2:
        return
    count = complexity(node)
    if count < least:
        return
    if any(
        words_for_readers(comment.text)
        for comment in p.parsed.comments
        if span.start <= comment.span.start < span.end
    ):
        return
    docstring = docstring_of(p, node)
    if docstring is None or docstring.is_one_line:
        yield p.finding(node.name, name=excerpt(node.name.value, 50), count=count)
