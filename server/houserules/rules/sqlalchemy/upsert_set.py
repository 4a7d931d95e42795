"""An upsert does not say what it sets, or leaves the time of the change out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.mapped_attributes import (
    MAPPED_ATTRIBUTE_READS,
    mapped_attributes,
    mapped_class,
)
from houserules.extractors.strings import argument, literal_string
from houserules.extractors.upserts import inserted_class, is_upsert
from houserules.transforms.upsert_set import add_timestamp


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/upsert-set``.

    Attributes:
        timestamp_columns: Columns that tell when a row was changed.
        assume: Whether a class that is not seen has the first of them.
    """

    timestamp_columns: tuple[str, ...] = ("updated_at", "modified_at")
    assume: bool = False


@rule(
    id="sqlalchemy/upsert-set",
    on=(cst.Call,),
    requires=MAPPED_ATTRIBUTE_READS,
    options=Options,
    fixes=(add_timestamp,),
    message="`set_` omits `{name}`; `onupdate` does not fire in an upsert",
    why="`on_conflict_do_update` writes what `set_` lists and nothing else: defaults for updates "
    "of the column do not run, and the row looks unchanged.",
    allow_when="A trigger of the database keeps the column.",
    examples=[
        Example(
            "from sqlalchemy import func\n"
            "from sqlalchemy.dialects.postgresql import insert as pg_insert\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Stock(Base):\n"
            "    sku: Mapped[str] = mapped_column(primary_key=True)\n"
            "    updated_at: Mapped[int] = mapped_column(onupdate=func.now())\n\n\n"
            "def save(sku: str, n: int) -> object:\n"
            "    return pg_insert(Stock).on_conflict_do_update(\n"
            '        index_elements=["sku"], set_={"n": n}'
            "  # want: `set_` omits `updated_at`; `onupdate` does not fire in an upsert "
            '# at: {"n": n}\n'
            "    )\n",
            fixed="from sqlalchemy import func\n"
            "from sqlalchemy.dialects.postgresql import insert as pg_insert\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Stock(Base):\n"
            "    sku: Mapped[str] = mapped_column(primary_key=True)\n"
            "    updated_at: Mapped[int] = mapped_column(onupdate=func.now())\n\n\n"
            "def save(sku: str, n: int) -> object:\n"
            "    return pg_insert(Stock).on_conflict_do_update(\n"
            '        index_elements=["sku"], set_={"n": n, "updated_at": func.now()}\n'
            "    )\n",
        ),
        Example(
            "from sqlalchemy.dialects.postgresql import insert\n\n"
            "from app.models import Stock\n\n"
            'stmt = insert(Stock).on_conflict_do_update(index_elements=["sku"])'
            "  # want: `on_conflict_do_update` without `set_` # at: on_conflict_do_update\n",
        ),
    ],
)
def upsert_set(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report upserts without `set_`, and those whose `set_` leaves out a timestamp."""
    func = node.func
    if not isinstance(func, cst.Attribute) or func.attr.value != "on_conflict_do_update":
        return
    if not is_upsert(p, node) or any(arg.star for arg in node.args):
        return
    given = argument(node, "set_", 3)
    if given is None:
        yield p.finding(func.attr, message="`on_conflict_do_update` without `set_`")
        return
    if not isinstance(given.value, cst.Dict):
        return
    elements = given.value.elements
    keys = [literal_string(e.key) if isinstance(e, cst.DictElement) else None for e in elements]
    if not keys or None in keys:
        return
    name = _omitted(p, node, {key for key in keys if key})
    if name:
        yield p.finding(given.value, fix=add_timestamp.at(given.value, column=name), name=name[:40])


def _omitted(p: UnitPass, node: cst.Call, keys: set[str]) -> str:
    columns = p.options.timestamp_columns
    if keys & set(columns):
        return ""
    written = inserted_class(p, node)
    owner = mapped_class(p, written) if written else None
    if owner is None:
        return columns[0] if p.options.assume and columns else ""
    has = mapped_attributes(p, owner)
    return next((name for name in columns if name in has), "")
