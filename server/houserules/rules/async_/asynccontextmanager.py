"""A resource is given for a while, and not with ``asynccontextmanager``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.context_managers import is_bare_manager, is_manager_class
from houserules.text.excerpt import excerpt
from houserules.transforms.context_managers import (
    add_asynccontextmanager,
    plain_decorator,
    to_asynccontextmanager,
)

_WRONG_DECORATOR = "`@{name}` on an async generator; use `@asynccontextmanager`"
_CLASS = "`{name}` only enters and leaves; a function with `@asynccontextmanager` says it shorter"


@rule(
    id="async/asynccontextmanager",
    on=(cst.ClassDef, cst.FunctionDef),
    requires=tuple(
        dict.fromkeys((*to_asynccontextmanager.requires, *add_asynccontextmanager.requires))
    ),
    fixes=(add_asynccontextmanager, to_asynccontextmanager),
    message="`{name}` yields a resource; decorate it with `asynccontextmanager`",
    why="A generator with `@asynccontextmanager` shows on one page what is acquired, given and "
    "released, and `async with` can enter it.",
    allow_when="The class keeps state that its users ask for.",
    examples=[
        Example(
            "from collections.abc import AsyncIterator\n"
            "from contextlib import contextmanager\n\n"
            "from app.pools import Connection, Pool\n\n\n"
            "@contextmanager"
            "  # want: `@contextmanager` on an async generator; use `@asynccontextmanager` # at: contextmanager\n"
            "async def leased(pool: Pool) -> AsyncIterator[Connection]:\n"
            "    yield await pool.lease()\n",
            fixed="from collections.abc import AsyncIterator\n"
            "from contextlib import asynccontextmanager\n\n"
            "from app.pools import Connection, Pool\n\n\n"
            "@asynccontextmanager\n"
            "async def leased(pool: Pool) -> AsyncIterator[Connection]:\n"
            "    yield await pool.lease()\n",
        ),
        Example(
            "from app.pools import Connection, Pool\n\n\n"
            "async def leased(pool: Pool):"
            "  # want: `leased` yields a resource; decorate it with `asynccontextmanager` # at: leased\n"
            "    connection = await pool.lease()\n"
            "    try:\n"
            "        yield connection\n"
            "    finally:\n"
            "        await connection.release()\n\n\n"
            "async def count(pool: Pool) -> int:\n"
            "    async with leased(pool) as connection:\n"
            "        return await connection.count()\n",
            fixed="from contextlib import asynccontextmanager\n\n"
            "from app.pools import Connection, Pool\n\n\n"
            "@asynccontextmanager\n"
            "async def leased(pool: Pool):\n"
            "    connection = await pool.lease()\n"
            "    try:\n"
            "        yield connection\n"
            "    finally:\n"
            "        await connection.release()\n\n\n"
            "async def count(pool: Pool) -> int:\n"
            "    async with leased(pool) as connection:\n"
            "        return await connection.count()\n",
        ),
    ],
)
def asynccontextmanager(p: UnitPass, node: cst.ClassDef | cst.FunctionDef) -> Iterator[Finding]:
    """Report generators without, or with the wrong, decorator, and classes that are one."""
    if isinstance(node, cst.ClassDef):
        if is_manager_class(p, node):
            name = excerpt(node.name.value, 40)
            yield p.finding(node.name, weak=True, message=_CLASS, name=name)
        return
    decorator = plain_decorator(p, node)
    if decorator is not None:
        name = excerpt(cst.Module(()).code_for_node(decorator.decorator), 30)
        fix = to_asynccontextmanager.at(node)
        yield p.finding(decorator.decorator, fix=fix, message=_WRONG_DECORATOR, name=name)
    elif is_bare_manager(p, node):
        fix = add_asynccontextmanager.at(node)
        yield p.finding(node.name, fix=fix, name=excerpt(node.name.value, 40))
