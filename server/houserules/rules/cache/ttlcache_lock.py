"""A cache is used without the lock that guards it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.caches import (
    CACHE_READS,
    LOCKED_CALLS,
    accessed,
    cache_class,
    imports_cachetools,
    is_lock_block,
)
from houserules.text.excerpt import excerpt

_HEAD = (
    "import asyncio\n\nfrom cachetools import TTLCache\n\n"
    "_rates: TTLCache[str, float] = TTLCache(maxsize=50, ttl=60)\n"
    "_rates_lock = asyncio.Lock()\n\n\n"
)


@rule(
    id="cache/ttlcache-lock",
    on=(cst.Subscript, cst.Call, cst.Comparison),
    requires=CACHE_READS,
    message="{kind} of {cls} `{name}` without its lock",
    why="A cache of cachetools changes itself while it is read, too, when entries run out; what "
    "runs beside it then meets it half changed.",
    allow_when="Nothing runs beside the code that uses the cache.",
    examples=[
        Example(
            _HEAD + "async def store(code: str, value: float) -> None:\n"
            "    _rates[code] = value"
            "  # want: write of TTLCache `_rates` without its lock # at: _rates[code]\n"
        ),
        Example(
            _HEAD + "async def store(code: str, value: float) -> None:\n"
            "    async with _rates_lock:\n"
            "        _rates[code] = value\n"
        ),
    ],
)
def ttlcache_lock(
    p: UnitPass, node: cst.Subscript | cst.Call | cst.Comparison
) -> Iterator[Finding]:
    """Report each use of a cache in a coroutine, outside of every lock."""
    use = accessed(node)
    if use is None or not imports_cachetools(p) or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    function = next((a for a in reversed(p.ancestors) if isinstance(a, cst.FunctionDef)), None)
    if function is None or function.asynchronous is None:
        return
    name = function.name.value
    if name.startswith("_") and p.lookup(LOCKED_CALLS, name):
        return
    if any(isinstance(a, cst.With) and is_lock_block(a) for a in p.ancestors):
        return
    cache = cache_class(p, use[0])
    if cache:
        kind = "write" if use[1] or _is_stored(p) else "read"
        yield p.finding(node, kind=kind, cls=cache, name=excerpt(dotted_name(use[0]), 40))


def _is_stored(p: UnitPass) -> bool:
    """Whether the expression that the walk stands on is assigned to, or deleted."""
    return isinstance(p.ancestors[-1], cst.AssignTarget | cst.AugAssign | cst.Del)
