"""A database is used as its superuser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.strings import literal_string

_DSN = re.compile(
    r"(?:postgres(?:ql)?|mysql|mariadb|mssql|oracle|cockroachdb)(?:\+\w+)?://"
    r"(?P<user>postgres|root|sa|admin|mysql)(?::[^@/\s]*)?@(?P<host>[^:/?#\s]+)"
)
_LOCAL = re.compile(r"[^.]*$|127\.|0\.0\.0\.0$|\[?::1")


@rule(
    id="security/db-superuser",
    on=(cst.SimpleString,),
    severity="hint",
    message="database is used as the superuser `{user}`",
    why="What the application may do is what whoever breaks into it may do; it needs a few "
    "tables, not the server.",
    allow_when="The program sets up databases.",
    examples=[
        Example(
            'DSN = "postgresql+asyncpg://postgres:@db.example.com/app"'
            "  # want: database is used as the superuser `postgres`"
            ' # at: "postgresql+asyncpg://postgres:@db.example.com/app"\n'
        ),
        Example('DSN = "postgresql+asyncpg://app_rw:@db.example.com/app"\n'),
    ],
)
def db_superuser(p: UnitPass, node: cst.SimpleString) -> Iterator[Finding]:
    """Report addresses of databases on other hosts that name a superuser."""
    if "://" not in node.value or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    if p.ancestors and isinstance(p.ancestors[-1], cst.Expr):
        return
    found = _DSN.match(literal_string(node) or "")
    if found is not None and not _LOCAL.match(found["host"]):
        yield p.finding(node, user=found["user"])
