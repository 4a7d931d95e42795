"""A query for many rows is read in a roundabout way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, without_subscript
from houserules.extractors.many_rows import (
    MANY_ROW_READS,
    first_columns,
    is_all_scalars,
    unordered_select,
)
from houserules.extractors.scopes import function_around
from houserules.text.excerpt import excerpt
from houserules.transforms.many_rows import rows_to_scalars, wrap_in_list


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/scalars-all``.

    Attributes:
        wrap_list: Whether what a function annotated ``list[...]`` returns is made a list.
        require_order_by: Whether a query whose rows are returned needs an order; a hint.
    """

    wrap_list: bool = False
    require_order_by: bool = False


@rule(
    id="sqlalchemy/scalars-all",
    on=(cst.ListComp, cst.Return),
    requires=MANY_ROW_READS,
    options=Options,
    fixes=(rows_to_scalars, wrap_in_list),
    message="first columns taken by hand; use `.scalars().all()`",
    why="`scalars()` says that each row is one value, and `all()` that all are wanted.",
    allow_when="The rows are needed as rows beside it.",
    examples=[
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def plans(db: Session) -> list[Plan]:\n"
            "    result = db.execute(select(Plan))\n"
            "    return [row[0] for row in result.all()]"
            "  # want: first columns taken by hand; use `.scalars().all()` "
            "# at: [row[0] for row in result.all()]\n",
            fixed="from sqlalchemy import select\n"
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def plans(db: Session) -> list[Plan]:\n"
            "    result = db.execute(select(Plan))\n"
            "    return list(result.scalars().all())\n",
        ),
        Example(
            "from sqlalchemy import select\n"
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def plans(db: Session) -> list[Plan]:\n"
            "    return db.execute(select(Plan)).scalars().all()"
            "  # want: `all()` gives a `Sequence`; wrap it in `list(...)` "
            "# at: db.execute(select(Plan)).scalars().all()\n",
            fixed="from sqlalchemy import select\n"
            "from sqlalchemy.orm import Session\n\n"
            "from app.models import Plan\n\n\n"
            "def plans(db: Session) -> list[Plan]:\n"
            "    return list(db.execute(select(Plan)).scalars().all())\n",
            options=(("wrap_list", True),),
        ),
    ],
)
def scalars_all(p: UnitPass, node: cst.ListComp | cst.Return) -> Iterator[Finding]:
    """Report first columns taken by hand, and lists that are none or have no order."""
    if isinstance(node, cst.ListComp):
        if first_columns(p, node) is not None:
            yield p.finding(node, fix=rows_to_scalars.at(node))
        return
    value = node.value
    if value is None:
        return
    if p.options.wrap_list and is_all_scalars(value) and _promises_list(p, node):
        message = "`all()` gives a `Sequence`; wrap it in `list(...)`"
        yield p.finding(value, fix=wrap_in_list.at(value), message=message)
    if not p.options.require_order_by:
        return
    if isinstance(value, cst.Call) and dotted_name(value.func) == "list" and len(value.args) == 1:
        value = value.args[0].value
    entity, statement = unordered_select(p, value)
    if statement is not None:
        message = "rows of `{name}` are returned in no order; add `order_by`"
        yield p.finding(value, message=message, weak=True, name=excerpt(entity, 30))


def _promises_list(p: UnitPass, node: cst.Return) -> bool:
    function = function_around(p, node)
    if not isinstance(function, cst.FunctionDef) or function.returns is None:
        return False
    return dotted_name(without_subscript(function.returns.annotation)) in ("list", "List")
