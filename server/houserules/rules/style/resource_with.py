"""A file or the like is opened without a ``with`` block."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.opened_resources import closed_variable, is_used_inline, opens
from houserules.text.excerpt import excerpt


@rule(
    id="style/resource-with",
    on=(cst.Call,),
    requires=(BINDINGS,),
    message="`{name}` is opened without a `with` block",
    why="A `with` block closes what it opened, also when something between fails; what nobody "
    "closes stays open until the collector comes by.",
    allow_when="What is opened lives as long as the process.",
    examples=[
        Example(
            "def load(path: str) -> str:\n"
            "    file = open(path)"
            "  # want: `open` is opened without a `with` block # at: open(path)\n"
            "    data = file.read()\n"
            "    file.close()\n"
            "    return data\n"
        ),
        Example(
            "def load(path: str) -> str:\n"
            "    with open(path) as file:\n"
            "        return file.read()\n"
        ),
    ],
)
def resource_with(p: UnitPass, call: cst.Call) -> Iterator[Finding]:
    """Report what is opened, where the function is done with it itself."""
    opened = opens(p, call)
    if opened is None:
        return
    if not (is_used_inline(p) and opened.endswith("open")) and not _is_closed_by_hand(p):
        return
    yield p.finding(call, name=excerpt(dotted_name(call.func), 40))


def _is_closed_by_hand(p: UnitPass) -> bool:
    parent = p.ancestors[-1] if p.ancestors else None
    function = next((a for a in reversed(p.ancestors) if isinstance(a, cst.FunctionDef)), None)
    if not isinstance(parent, cst.Assign) or len(parent.targets) != 1 or function is None:
        return False
    target = parent.targets[0].target
    return isinstance(target, cst.Name) and closed_variable(function, parent, target.value)
