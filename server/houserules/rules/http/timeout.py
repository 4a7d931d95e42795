"""A request or a client has no timeout of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.strings import argument
from houserules.extractors.timeouts import (
    TIMEOUT_READS,
    is_endless,
    timed_by,
    waits_within,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.add_timeout import add_timeout, timeout_fix


@dataclass(frozen=True)
class Options:
    """Options of ``http/timeout``.

    Attributes:
        default: The timeout that the fix writes, in seconds.
        require_per_request: Whether requests of a client that comes from elsewhere need one, too.
    """

    default: float = 30.0
    require_per_request: bool = False


@rule(
    id="http/timeout",
    on=(cst.Call,),
    requires=TIMEOUT_READS,
    options=Options,
    fixes=(add_timeout,),
    same_as_ruff=(SameAsRuff("S113", part="functions of `requests`"),),
    message="`{name}(...)` has no explicit timeout",
    why="A service that does not answer holds the caller, its connection and its memory.",
    allow_when="The stream stays open for as long as its reader wants.",
    examples=[
        Example(
            "import httpx\n\n"
            "client = httpx.AsyncClient()"
            "  # want: `httpx.AsyncClient(...)` has no explicit timeout\n",
            fixed="import httpx\n\nclient = httpx.AsyncClient(timeout=30.0)\n",
        ),
        Example(
            "import httpx\n\n"
            "client = httpx.Client(timeout=None)"
            "  # want: `timeout=None` waits for ever\n"
        ),
    ],
)
def timeout(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report calls that may wait for ever, or for a time that nobody chose."""
    if p.module.role in (Role.TEST, Role.CONFTEST):
        return
    timed = timed_by(p, node, every_request=p.options.require_per_request)
    if timed is None:
        return
    given = argument(node, "timeout")
    if given is not None:
        if is_endless(p, given.value) and not waits_within(p):
            written = excerpt(f"timeout={_written(p, given.value)}", 40)
            yield p.finding(given, message="`{name}` waits for ever", name=written)
        return
    if timed.elsewhere or waits_within(p):
        return
    name = excerpt(_written(p, node.func), 40)
    code = "S113" if timed.is_of_requests else ""
    yield p.finding(
        node.func,
        fix=timeout_fix(node, p.options.default, waits=timed.waits_by_itself),
        ruff=code,
        name=name,
    )


def _written(p: UnitPass, node: cst.CSTNode) -> str:
    span = p.span(node)
    text = p.view.unit.text[span.start : span.end]
    return dotted_name(node) or " ".join(text.split())
