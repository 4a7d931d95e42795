"""A database is addressed, or a driver imported, that blocks the event loop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.strings import literal_string
from houserules.transforms.driver_scheme import ASYNC_SCHEMES, DRIVER_REASON, async_scheme

_EXEMPT = frozenset({Role.MIGRATION, Role.SCRIPT, Role.TEST, Role.CONFTEST})
_DSN = re.compile(r"(postgres(?:ql)?(?:\+psycopg2)?|mysql(?:\+pymysql)?|sqlite)://(?=.)")
_DRIVERS = frozenset({"psycopg2", "pymysql", "MySQLdb", "mysql.connector", "sqlite3"})
_ORMS = frozenset({"peewee", "pony"})


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/driver``.

    Attributes:
        allow_orm: The mappers that may be imported.
    """

    allow_orm: tuple[Literal["sqlalchemy", "tortoise", "peewee", "pony"], ...] = ("sqlalchemy",)


@rule(
    id="sqlalchemy/driver",
    on=(cst.SimpleString, cst.Import, cst.ImportFrom),
    options=Options,
    fixes=(async_scheme,),
    message="`{name}` names a sync driver; use `{twin}`",
    why="A sync driver stops the event loop for as long as the database takes.",
    allow_when="A tool beside the application works with the database on its own.",
    examples=[
        Example(
            'database_url: str = "postgresql://localhost/app"'
            "  # want: `postgresql://` names a sync driver; use `postgresql+asyncpg://` "
            '# at: "postgresql://localhost/app"\n',
            fixed='database_url: str = "postgresql+asyncpg://localhost/app"\n',
        ),
        Example(
            "import psycopg2  # want: `psycopg2` is a sync driver\n\nprint(psycopg2)\n",
        ),
    ],
)
def driver(p: UnitPass, node: cst.SimpleString | cst.Import | cst.ImportFrom) -> Iterator[Finding]:
    """Report addresses of databases with sync schemes, and imports of sync drivers."""
    if p.module.role in _EXEMPT:
        return
    if isinstance(node, cst.SimpleString):
        yield from _address(p, node)
        return
    for place, name in _imported(node):
        root = name.partition(".")[0]
        if name in _DRIVERS or root in _DRIVERS:
            yield p.finding(place, message="`{name}` is a sync driver", name=name)
        elif root in _ORMS and root not in p.options.allow_orm:
            message = "`{name}` is no mapper of this project; use {allowed}"
            allowed = " or ".join(p.options.allow_orm) or "none"
            yield p.finding(place, message=message, name=root, allowed=allowed)


def _imported(node: cst.Import | cst.ImportFrom) -> Iterator[tuple[cst.CSTNode, str]]:
    if isinstance(node, cst.ImportFrom):
        if node.module is not None and not node.relative:
            yield node.module, dotted_name(node.module)
        return
    for alias in node.names:
        yield alias.name, dotted_name(alias.name)


def _address(p: UnitPass, node: cst.SimpleString) -> Iterator[Finding]:
    found = _DSN.match(literal_string(node) or "")
    parent = p.ancestors[-1] if p.ancestors else None
    if found is None or not isinstance(parent, cst.Assign | cst.AnnAssign | cst.Param):
        return
    if isinstance(parent, cst.Assign):
        name = dotted_name(parent.targets[0].target)
    else:
        name = (
            dotted_name(parent.target) if isinstance(parent, cst.AnnAssign) else parent.name.value
        )
    if not name or "sync" in name.lower().replace("async", "") or "test" in name.lower():
        return
    twin = ASYNC_SCHEMES[found[1]]
    fix = async_scheme.at(node, reason=DRIVER_REASON)
    yield p.finding(node, fix=fix, name=f"{found[1]}://", twin=f"{twin}://")
