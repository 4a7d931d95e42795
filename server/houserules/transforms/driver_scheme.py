"""The address of a database gets the scheme of an async driver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span

DRIVER_REASON = "the driver must be installed, and an async engine made of the address"
ASYNC_SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "postgres": "postgresql+asyncpg",
        "postgresql": "postgresql+asyncpg",
        "postgresql+psycopg2": "postgresql+asyncpg",
        "mysql": "mysql+aiomysql",
        "mysql+pymysql": "mysql+aiomysql",
        "sqlite": "sqlite+aiosqlite",
    }
)
"""Scheme of a sync driver → that of an async one."""


def _apply(rewrite: RewritePass, node: cst.SimpleString) -> Iterator[Change]:
    scheme = node.raw_value.partition("://")[0]
    twin = ASYNC_SCHEMES.get(scheme)
    if twin is None:
        return
    start = rewrite.span(node).start + len(node.prefix) + len(node.quote)
    yield rewrite.replace_span(Span(start, start + len(scheme)), twin)


async_scheme = Transform(
    id="async-driver-scheme",
    title="Use the async driver",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
)
