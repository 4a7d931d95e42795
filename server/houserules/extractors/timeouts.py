"""Calls that wait for another machine, and what bounds the wait."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.external_calls import EXTERNAL_READS
from houserules.extractors.instances import instance_of
from houserules.extractors.qualified_names import qualified_names, resolves_to
from houserules.extractors.strings import argument

TIMEOUT_READS = EXTERNAL_READS
"""What a rule that asks for timeouts must require."""

HTTPX_DEFAULT = 5.0
"""Seconds that httpx waits where nobody says how long."""
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_CLIENTS = frozenset({"httpx.AsyncClient", "httpx.Client"})
_FUNCTIONS = frozenset(
    {*(f"httpx.{v}" for v in (*_VERBS, "stream")), *(f"requests.{v}" for v in _VERBS)}
)
_SESSIONS = frozenset({"requests.Session", "requests.session", "requests.sessions.Session"})
_METHODS = frozenset({*_VERBS, "stream"})
_NAMES = frozenset({*_METHODS, "AsyncClient", "Client"})
_OWN = frozenset({"transport", "app", "mounts"})
_BOUNDS = frozenset(
    {
        "asyncio.timeout", "asyncio.timeout_at", "asyncio.wait_for", "async_timeout.timeout",
        "anyio.fail_after", "anyio.move_on_after",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timed:
    """A call that takes ``timeout=``.

    Attributes:
        is_of_requests: Whether it is a function of requests, which waits for ever by default.
        waits_by_itself: Whether its library bounds the wait where nobody does.
        elsewhere: Whether the client that it is a method of may have a timeout already.
    """

    is_of_requests: bool = False
    waits_by_itself: bool = True
    elsewhere: bool = False


def timed_by(unit: UnitPass, call: cst.Call, *, every_request: bool) -> Timed | None:
    """What is known of a call that sends a request or makes a client; ``None`` for other calls.

    ``call`` must be the node the walk stands on. Calls that spread arguments, and clients that
    talk to no network, are none.

    Args:
        unit: The pass.
        call: The call.
        every_request: Whether a request of a client that comes from elsewhere needs a timeout.
    """
    func = call.func
    last = func.attr.value if isinstance(func, cst.Attribute) else dotted_name(func)
    is_name = isinstance(func, cst.Name)
    if (not is_name and last not in _NAMES) or any(a.star for a in call.args):
        return None
    names = qualified_names(unit, func) if dotted_name(func) else ()
    if len(names) == 1:
        if names[0] in _CLIENTS:
            if any(argument(call, name) for name in _OWN):
                return None
            return Timed(elsewhere=_each_request_is_timed(unit))
        of_requests = names[0].startswith("requests.")
        return Timed(of_requests, not of_requests) if names[0] in _FUNCTIONS else None
    if names or is_name or not isinstance(func, cst.Attribute):
        return None
    made = instance_of(unit, func.value)
    if made in _SESSIONS:
        return Timed(waits_by_itself=False) if last != "stream" else None
    if made not in _CLIENTS:
        return None
    return Timed(elsewhere=not every_request or not _comes_from_elsewhere(unit, func.value))


def _each_request_is_timed(unit: UnitPass) -> bool:
    """Whether a client is made for a ``with`` block that gives every request a timeout."""
    item = unit.ancestors[-1] if unit.ancestors else None
    if not isinstance(item, cst.WithItem) or item.asname is None:
        return False
    block, name = unit.ancestors[-2], dotted_name(item.asname.name)
    sent = [
        node
        for node in descendants(block)
        if isinstance(node, cst.Call)
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value in _METHODS
        and dotted_name(node.func.value) == name
    ]
    return bool(sent) and all(argument(c, "timeout") or _spreads(c) for c in sent)


def _spreads(call: cst.Call) -> bool:
    return any(a.star == "**" for a in call.args)


def _comes_from_elsewhere(unit: UnitPass, client: cst.BaseExpression) -> bool:
    """Whether a client is a parameter or an attribute, so that nobody sees its timeout here."""
    if isinstance(client, cst.Attribute):
        return True
    if not isinstance(client, cst.Name):
        return False
    functions = [a for a in unit.ancestors if isinstance(a, cst.FunctionDef)]
    return any(
        p.name.value == client.value
        for function in functions
        for p in (*function.params.posonly_params, *function.params.params,
                  *function.params.kwonly_params)
    )  # fmt: skip


def is_endless(unit: UnitPass, value: cst.BaseExpression) -> bool:
    """Whether a timeout is ``None``, or one of httpx that is made of ``None`` alone."""
    if isinstance(value, cst.Name):
        return value.value == "None"
    if not isinstance(value, cst.Call) or len(value.args) != 1:
        return False
    (passed,) = value.args
    if passed.star or (passed.keyword is not None and passed.keyword.value != "timeout"):
        return False
    is_none = isinstance(passed.value, cst.Name) and passed.value.value == "None"
    return is_none and resolves_to(unit, value.func, frozenset({"httpx.Timeout"})) is not None


def waits_within(unit: UnitPass) -> bool:
    """Whether a block or call around the node that the walk stands on bounds the wait."""
    for holder in unit.ancestors:
        if isinstance(holder, cst.With):
            for item in holder.items:
                if isinstance(item.item, cst.Call) and resolves_to(unit, item.item.func, _BOUNDS):
                    return True
        elif isinstance(holder, cst.Call) and resolves_to(unit, holder.func, _BOUNDS):
            return True
    return False
