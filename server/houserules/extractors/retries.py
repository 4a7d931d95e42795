"""Retries of tenacity: when they give up, and how long they wait."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.walk import descendants
from houserules.extractors.qualified_names import qualified_names, resolves_to
from houserules.extractors.strings import argument

_RETRIES = frozenset({"tenacity.retry", "tenacity.AsyncRetrying", "tenacity.Retrying"})
_NEVER = frozenset({"tenacity.stop_never"})
_GROWING = frozenset(
    {
        "wait_exponential", "wait_random_exponential", "wait_full_jitter",
        "wait_exponential_jitter", "wait_chain", "wait_incrementing",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RetryGaps:
    """What the policy of a retry lacks.

    Attributes:
        name: What the retry is called.
        stop: Whether it never gives up.
        wait: Whether its waits do not grow.
    """

    name: cst.BaseExpression
    stop: bool
    wait: bool


def retry_gaps(unit: UnitPass, node: cst.Decorator | cst.Call) -> RetryGaps | None:
    """The gaps of a retry; ``None`` for a whole one, and for all that is no retry.

    ``node`` must be the node the walk stands on; the unit must read ``BINDINGS``.
    """
    func = node.func if isinstance(node, cst.Call) else node.decorator
    if isinstance(func, cst.Call) or resolves_to(unit, func, _RETRIES) is None:
        return None
    if isinstance(node, cst.Call) and any(a.star or a.keyword is None for a in node.args):
        return None
    stop, wait = _lacks_stop(unit, node), _lacks_wait(unit, node)
    return RetryGaps(func, stop, wait) if stop or wait else None


def _lacks_stop(unit: UnitPass, node: cst.CSTNode) -> bool:
    given = argument(node, "stop") if isinstance(node, cst.Call) else None
    return given is None or resolves_to(unit, given.value, _NEVER) is not None


def _lacks_wait(unit: UnitPass, node: cst.CSTNode) -> bool:
    """Whether there is no wait, or one that is made of tenacity's constant waits alone."""
    given = argument(node, "wait") if isinstance(node, cst.Call) else None
    if given is None:
        return True
    if not isinstance(given.value, cst.Call | cst.BinaryOperation):
        return False
    calls = [n for n in descendants(given.value) if isinstance(n, cst.Call)]
    made = [qualified_names(unit, call.func) for call in calls]
    return all(
        len(names) == 1
        and names[0].startswith("tenacity.")
        and names[0].rpartition(".")[2] not in _GROWING
        for names in made
    )
