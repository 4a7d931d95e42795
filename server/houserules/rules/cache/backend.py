"""Something is cached elsewhere than the team caches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import resolves_to
from houserules.text.excerpt import excerpt

_CLIENTS = frozenset({"redis", "aioredis", "redis_om", "fakeredis", "aredis", "rediscluster"})
_LOCAL = frozenset(
    f"cachetools.{name}" for name in ("TTLCache", "LRUCache", "LFUCache", "TLRUCache", "FIFOCache")
)
_FASTAPI_CACHE = "fastapi_cache.backends.redis"


@dataclass(frozen=True)
class Options:
    """Options of ``cache/backend``.

    Attributes:
        backend: `memory` for caches in the process, `redis` for one that all processes share,
            `any` for both.
    """

    backend: Literal["memory", "redis", "any"] = "any"


@rule(
    id="cache/backend",
    on=(cst.Import, cst.ImportFrom, cst.Call),
    requires=(BINDINGS,),
    options=Options,
    message="`{name}` is not used here; cache in the process, with `cachetools.TTLCache`",
    why="One place to cache is one thing to operate, and one set of surprises to know.",
    allow_when="Redis does something else than caching, such as carrying jobs.",
    examples=[
        Example(
            "from redis.asyncio import Redis"
            "  # want: `redis.asyncio` is not used here; cache in the process,"
            " with `cachetools.TTLCache` # at: redis.asyncio\n",
            options=(("backend", "memory"),),
        ),
        Example(
            "from cachetools import TTLCache\n\n"
            "plans = TTLCache(maxsize=50, ttl=60)"
            "  # want: `TTLCache` caches in this process alone; the team caches in Redis\n",
            options=(("backend", "redis"),),
        ),
        Example("from redis.asyncio import Redis\n"),
    ],
)
def backend(p: UnitPass, node: cst.Import | cst.ImportFrom | cst.Call) -> Iterator[Finding]:
    """Report what brings the other backend in."""
    wanted = p.options.backend
    if wanted == "any" or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    if isinstance(node, cst.Call):
        name = resolves_to(p, node.func, _LOCAL) if wanted == "redis" else None
        if name:
            message = "`{name}` caches in this process alone; the team caches in Redis"
            yield p.finding(node, message=message, name=name.rpartition(".")[2])
    elif wanted == "memory":
        for place, module in _modules(node):
            if module.partition(".")[0] in _CLIENTS or module.startswith(_FASTAPI_CACHE):
                yield p.finding(place, name=excerpt(module, 30))


def _modules(node: cst.Import | cst.ImportFrom) -> Iterator[tuple[cst.CSTNode, str]]:
    if isinstance(node, cst.Import):
        yield from ((alias.name, dotted_name(alias.name)) for alias in node.names)
    elif node.module is not None and not node.relative:
        yield node.module, imported_module(node)
        if not isinstance(node.names, cst.ImportStar) and imported_module(node) == "aiocache":
            yield from (
                (a.name, "redis") for a in node.names if dotted_name(a.name) == "RedisCache"
            )
