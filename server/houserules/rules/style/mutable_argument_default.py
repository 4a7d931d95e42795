"""A parameter has a mutable default, which all calls share."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.mutable_defaults import DEFAULT_READS, mutable_defaults
from houserules.text.excerpt import excerpt
from houserules.transforms.mutable_default import (
    REASON,
    can_be_made_in_body,
    mutable_default_to_none,
)


@rule(
    id="style/mutable-argument-default",
    on=(cst.FunctionDef,),
    requires=DEFAULT_READS,
    reads=("optional-style",),
    fixes=(mutable_default_to_none,),
    same_as_ruff=("B006",),
    message="`{name}` has a mutable default",
    why="The default is made once, when the function is defined: what one call adds to it, the "
    "next call finds.",
    allow_when="The shared value is meant, as in a cache of the function's own.",
    examples=[
        Example(
            "def tag(names: list[str] = []) -> list[str]:"
            "  # want: `names` has a mutable default # at: names\n"
            '    names.append("new")\n'
            "    return names\n",
            fixed="def tag(names: list[str] | None = None) -> list[str]:\n"
            "    if names is None:\n"
            "        names = []\n"
            '    names.append("new")\n'
            "    return names\n",
        ),
        Example(
            "from collections.abc import Sequence\n\n\n"
            "def total(prices: Sequence[int] = []) -> int:\n"
            "    return sum(prices)\n"
        ),
    ],
)
def mutable_argument_default(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report parameters whose default is a mutable value."""
    for param in mutable_defaults(p, node):
        name = param.name.value
        fix = mutable_default_to_none.at(
            node, reason=REASON, parameter=name, style=p.convention("optional-style") or "pep604"
        )
        possible = can_be_made_in_body(p, node, param)
        yield p.finding(param.name, fix=fix if possible else None, name=excerpt(name, 40))
