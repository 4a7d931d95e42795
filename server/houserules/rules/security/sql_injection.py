"""SQL, or a shell command, is put together from variables."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.built_strings import BuiltString, built_here
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sql_text import (
    SQL_READS,
    executed_text,
    is_harmless,
    is_sql,
    value_holes,
)
from houserules.extractors.strings import argument
from houserules.transforms.sql_parameters import REASON, bind_parameters, can_bind

_SHELL = "shell command is built from variables; pass a list of arguments"
_SYSTEM = frozenset({"os.system", "os.popen"})
_PROCESSES = frozenset(
    f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")
)
_QUOTING = frozenset({"shlex.quote", "shlex.join", "pipes.quote"})


@rule(
    id="security/sql-injection",
    on=(cst.Call,),
    requires=(*SQL_READS, *bind_parameters.requires),
    fixes=(bind_parameters,),
    message="statement is built from variables; use bound parameters",
    why="Whoever controls the value controls the statement; the database keeps bound parameters "
    "apart from it.",
    allow_when="The value comes from the program itself. Names of tables and columns, which "
    "cannot be bound, are not reported, nor are numbers and constants.",
    examples=[
        Example(
            "from sqlalchemy import text\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "async def plans(db: AsyncSession, owner: str):\n"
            "    return await db.execute(text(f\"select * from plans where owner = '{owner}'\"))"
            "  # want: statement is built from variables; use bound parameters\n",
            fixed="from sqlalchemy import text\n"
            "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
            "async def plans(db: AsyncSession, owner: str):\n"
            '    return await db.execute(text("select * from plans where owner = :owner"), '
            '{"owner": owner})\n',
        ),
        Example(
            "import subprocess\n\n\n"
            "def unpack(name: str) -> None:\n"
            '    subprocess.run(f"tar xf {name}", shell=True)'
            "  # want: shell command is built from variables; pass a list of arguments\n"
        ),
        Example(
            "from sqlalchemy import text\n\n"
            'plans = text("select * from plans where owner = :owner")\n'
        ),
    ],
)
def sql_injection(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report values that are written into SQL, and into commands that a shell reads."""
    if not node.args or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    text = executed_text(p, node)
    if text is not None:
        built = built_here(p, text)
        if built is not None and is_sql(built) and _brings_value(p, built):
            fix = bind_parameters.at(node, reason=REASON) if can_bind(p, node) else None
            yield p.finding(text, fix=fix, weak=p.module.role is Role.MIGRATION)
        return
    if _runs_shell(p, node):
        built = built_here(p, node.args[0].value)
        if built is not None and any(_is_open(p, hole) for hole in built.holes):
            yield p.finding(node.args[0].value, message=_SHELL)


def _brings_value(p: UnitPass, built: BuiltString) -> bool:
    for index, _ in value_holes(built):
        hole = built.holes[index]
        if hole is not None and not is_harmless(p, hole):
            return True
    return False


def _runs_shell(p: UnitPass, node: cst.Call) -> bool:
    if resolves_to(p, node.func, _SYSTEM):
        return True
    shell = argument(node, "shell")
    if shell is None or dotted_name(shell.value) != "True":
        return False
    return resolves_to(p, node.func, _PROCESSES) is not None


def _is_open(p: UnitPass, hole: cst.BaseExpression | None) -> bool:
    if hole is None or is_harmless(p, hole):
        return False
    return not (isinstance(hole, cst.Call) and resolves_to(p, hole.func, _QUOTING))
