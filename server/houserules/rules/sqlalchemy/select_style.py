"""A query is written in the style before SQLAlchemy 2."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sessions import SESSION_READS
from houserules.extractors.sqlalchemy_names import SELECT
from houserules.extractors.transactions import session_call
from houserules.text.excerpt import excerpt
from houserules.transforms.select_style import (
    LIST_REASON,
    QUERY_REASON,
    list_to_select,
    query_to_select,
)

_QUERY = frozenset({"query"})


@rule(
    id="sqlalchemy/select-style",
    on=(cst.Call,),
    requires=SESSION_READS,
    fixes=(query_to_select, list_to_select),
    message="legacy `{name}()`; use `select()`",
    why="`Query` is legacy in SQLAlchemy 2, and an `AsyncSession` does not have it.",
    allow_when="The code has to run on SQLAlchemy 1.3.",
    examples=[
        Example(
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def plans(db: Session) -> list[Plan]:\n"
            "    return db.query(Plan).filter(Plan.live.is_(True)).all()"
            "  # want: legacy `db.query()`; use `select()` # at: db.query(Plan)\n",
            fixed="from sqlalchemy import select\n"
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def plans(db: Session) -> list[Plan]:\n"
            "    return db.execute(select(Plan).where(Plan.live.is_(True))).scalars().all()\n",
        ),
        Example(
            "from sqlalchemy import select\n\n"
            "from app.models import Plan\n\n"
            "stmt = select([Plan.id, Plan.name])  # want: `select` of a list; pass the columns one by one # at: [Plan.id, Plan.name]\n",
            fixed="from sqlalchemy import select\n\n"
            "from app.models import Plan\n\n"
            "stmt = select(Plan.id, Plan.name)\n",
        ),
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def plans(db: Session) -> list[Plan]:\n"
            "    return list(db.scalars(select(Plan)))\n"
        ),
    ],
)
def select_style(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report `session.query(...)`, and `select` of a list."""
    if isinstance(node.func, cst.Attribute) and node.func.attr.value == "query":
        if session_call(p, node, _QUERY, by_name=True) is not None:
            name = excerpt(cst.Module(()).code_for_node(node.func), 40)
            fix = query_to_select.at(node, reason=QUERY_REASON)
            yield p.finding(node, fix=fix, name=name)
        return
    first = node.args[0] if len(node.args) == 1 and not node.args[0].star else None
    if first is None or first.keyword is not None or not isinstance(first.value, cst.List):
        return
    if resolves_to(p, node.func, SELECT) is not None:
        message = "`select` of a list; pass the columns one by one"
        fix = list_to_select.at(first.value, reason=LIST_REASON) if first.value.elements else None
        yield p.finding(first.value, fix=fix, message=message)
