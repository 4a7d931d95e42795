"""A tenacity retry never gives up, or hammers the other side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.retries import retry_gaps
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.retry_policy import complete_retry, retry_fix


@dataclass(frozen=True)
class Options:
    """Options of ``http/retry-policy``.

    Attributes:
        attempts: How many attempts the fix writes.
        wait_min: The shortest wait that the fix writes, in seconds.
        wait_max: The longest wait that the fix writes, in seconds.
    """

    attempts: int = 3
    wait_min: int = 1
    wait_max: int = 10


@rule(
    id="http/retry-policy",
    on=(cst.Decorator, cst.Call),
    requires=(BINDINGS, *IMPORT_READS),
    options=Options,
    fixes=(complete_retry,),
    message="`{name}` has {missing}",
    why="Without a stop it is tried for ever, without growing waits a service that is down is "
    "kept down by those who wait for it.",
    examples=[
        Example(
            "from tenacity import retry\n\n\n"
            "@retry  # want: `retry` has no stop and no growing wait\n"
            "async def pull() -> None: ...\n",
            fixed="from tenacity import retry, stop_after_attempt, wait_exponential\n\n\n"
            "@retry(stop=stop_after_attempt(3), wait=wait_exponential(min=1, max=10))\n"
            "async def pull() -> None: ...\n",
        ),
        Example(
            "from tenacity import retry, stop_after_attempt, wait_exponential\n\n\n"
            "@retry(wait=wait_exponential(multiplier=2, max=20), stop=stop_after_attempt(4))\n"
            "async def pull() -> None: ...\n"
        ),
    ],
)
def retry_policy(p: UnitPass, node: cst.Decorator | cst.Call) -> Iterator[Finding]:
    """Report retries of tenacity without a stop, or whose waits do not grow."""
    gaps = retry_gaps(p, node)
    if gaps is None:
        return
    said = ("no stop" if gaps.stop else "", "no growing wait" if gaps.wait else "")
    options: Options = p.options
    fix = retry_fix(node, gaps, options.attempts, options.wait_min, options.wait_max)
    missing = " and ".join(text for text in said if text)
    yield p.finding(gaps.name, fix=fix, name=dotted_name(gaps.name), missing=missing)
