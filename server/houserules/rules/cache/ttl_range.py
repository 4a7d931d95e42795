"""Entries of a cache stay for longer than the team allows, or without end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.number_literals import number
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument
from houserules.text.excerpt import excerpt

_TIMED = frozenset({"cachetools.TTLCache"})
_ENDLESS = frozenset({"math.inf"})


@dataclass(frozen=True)
class Options:
    """Options of ``cache/ttl-range``.

    Attributes:
        max_ttl: How long an entry may stay, in seconds.
        require_maxsize: Whether a cache must have a size.
    """

    max_ttl: int = 300
    require_maxsize: bool = True


@rule(
    id="cache/ttl-range",
    on=(cst.Call,),
    requires=(BINDINGS,),
    options=Options,
    severity="hint",
    message="entries stay for {ttl} s; {limit} s is the limit",
    why="What is cached is out of date for as long as it stays.",
    allow_when="The data never changes while the process lives.",
    examples=[
        Example(
            "from cachetools import TTLCache\n\n"
            "plans = TTLCache(maxsize=100, ttl=86_400)"
            "  # want: entries stay for 86400 s; 300 s is the limit # at: 86_400\n"
        ),
        Example("from cachetools import TTLCache\n\nplans = TTLCache(maxsize=100, ttl=60)\n"),
    ],
)
def ttl_range(p: UnitPass, call: cst.Call) -> Iterator[Finding]:
    """Report the time, or the size that is none."""
    if len(call.args) < 2 or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    if not resolves_to(p, call.func, _TIMED):
        return
    ttl, size = argument(call, "ttl", 1), argument(call, "maxsize", 0)
    seconds = number(ttl.value) if ttl is not None else None
    if ttl is not None and seconds is not None:
        shown, limit = f"{seconds:g}" if seconds < 1e6 else str(int(seconds)), p.options.max_ttl
        if seconds > limit:
            yield p.finding(ttl.value, ttl=excerpt(shown, 20), limit=limit)
        elif seconds <= 0:
            message = "a time of {ttl} s keeps nothing"
            yield p.finding(ttl.value, message=message, ttl=excerpt(shown, 20))
    if size is not None and p.options.require_maxsize and _is_endless(p, size.value):
        yield p.finding(size.value, message="the cache has no size that it stays within")


def _is_endless(p: UnitPass, value: cst.BaseExpression) -> bool:
    if isinstance(value, cst.Name) and value.value == "None":
        return True
    if isinstance(value, cst.Call) and len(value.args) == 1:
        text = value.args[0].value
        is_float = resolves_to(p, value.func, {"builtins.float"})
        return bool(is_float) and isinstance(text, cst.SimpleString) and "inf" in text.value
    return resolves_to(p, value, _ENDLESS) is not None
