"""Rows are added one by one in a loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import first_statement
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.select_statements import chain_root
from houserules.extractors.sessions import SESSION_READS
from houserules.extractors.sqlalchemy_names import INSERT
from houserules.extractors.transactions import session_call
from houserules.text.excerpt import excerpt
from houserules.transforms.bulk_writes import added_in_loop, loop_to_add_all

_EXEMPT = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION})
_EXECUTES = frozenset({"execute"})
_ADDS = frozenset({"add"})


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/bulk-write``.

    Attributes:
        large: What is named for many rows: ``insert`` for ``execute(insert(X), rows)``, or the
            legacy ``bulk_insert_mappings``, which an async session reaches by ``run_sync`` only.
    """

    large: Literal["insert", "bulk_insert_mappings"] = "insert"


@rule(
    id="sqlalchemy/bulk-write",
    on=(cst.Call,),
    requires=SESSION_READS,
    options=Options,
    fixes=(loop_to_add_all,),
    message="`{name}()` in a loop; use `add_all`, or `{large}` for many rows",
    why="One call with all rows says what is meant, and sends them in one statement.",
    allow_when="The loop does more for each row, and is clearer in one piece.",
    examples=[
        Example(
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def save(db: Session, items: list[str]) -> None:\n"
            "    for item in items:\n"
            "        db.add(Plan(name=item))"
            "  # want: `db.add()` in a loop; use `add_all`, or `execute(insert(...), rows)` for many rows "
            "# at: db.add(Plan(name=item))\n",
            fixed="from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def save(db: Session, items: list[str]) -> None:\n"
            "    db.add_all([Plan(name=item) for item in items])\n",
        ),
        Example(
            "from sqlalchemy import insert\n"
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def save(db: Session, items: list[str]) -> None:\n"
            "    for item in items:\n"
            "        db.execute(insert(Plan).values(name=item))"
            "  # want: `db.execute()` of an insert in a loop; pass all rows at once "
            "# at: db.execute(insert(Plan).values(name=item))\n",
        ),
    ],
)
def bulk_write(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report loops that only add, and inserts that a loop executes."""
    if not isinstance(node.func, cst.Attribute) or p.module.role in _EXEMPT:
        return
    name = excerpt(cst.Module(()).code_for_node(node.func), 20)
    if node.func.attr.value == "add":
        loop = added_in_loop(p, node)
        if loop is None or session_call(p, node, _ADDS) is None:
            return
        insert = p.options.large == "insert"
        large = "execute(insert(...), rows)" if insert else "bulk_insert_mappings"
        one = len(loop.body.body) == 1 and isinstance(first_statement(loop.body.body[0]), cst.Expr)
        fix = loop_to_add_all.at(node) if one else None
        yield p.finding(node, fix=fix, name=name, large=large)
    elif node.func.attr.value == "execute" and len(node.args) == 1 and _is_repeated(p):
        root = chain_root(node.args[0].value)
        if root is None or resolves_to(p, root.func, INSERT) is None:
            return
        if session_call(p, node, _EXECUTES) is not None:
            message = "`{name}()` of an insert in a loop; pass all rows at once"
            yield p.finding(node, message=message, name=name)


def _is_repeated(p: UnitPass) -> bool:
    """Whether the call is a statement of its own right in a ``for``."""
    around = [a for a in p.ancestors if not isinstance(a, cst.Expr | cst.Await)]
    if len(around) < 3 or not isinstance(p.ancestors[-1], cst.Expr | cst.Await):
        return False
    loop = around[-3]
    return isinstance(loop, cst.For) and len(loop.body.body) == 1
