"""A foreign key has no index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_attributes import ATTRIBUTE_READS, ClassKind, kind_around
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sqlalchemy_names import COLUMN, FOREIGN_KEY, MAPPED_COLUMN
from houserules.extractors.strings import argument
from houserules.extractors.table_arguments import TABLE_COLUMNS
from houserules.text.excerpt import excerpt
from houserules.transforms.call_keywords import add_keywords

REASON = "the database needs a migration"
_INDEXED = ("index", "unique", "primary_key")


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/column-index``.

    Attributes:
        foreign_keys: Whether every foreign key needs an index.
    """

    foreign_keys: bool = True


@rule(
    id="sqlalchemy/column-index",
    on=(cst.Call,),
    requires=(BINDINGS, *ATTRIBUTE_READS, TABLE_COLUMNS),
    options=Options,
    fixes=(add_keywords,),
    message="foreign key `{name}` has no index",
    why="Databases index the key that is pointed at, not the one that points: every join, and every "
    "delete of a parent, reads the whole table.",
    allow_when="The table stays small.",
    examples=[
        Example(
            "from sqlalchemy import ForeignKey\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Item(Base):\n"
            '    __tablename__ = "items"\n\n'
            '    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))'
            "  # want: foreign key `order_id` has no index # at: order_id\n",
            fixed="from sqlalchemy import ForeignKey\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Item(Base):\n"
            '    __tablename__ = "items"\n\n'
            "    order_id: Mapped[int] = mapped_column("
            'ForeignKey("orders.id"), index=True)\n',
        ),
        Example(
            "from sqlalchemy import ForeignKey, Index\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Item(Base):\n"
            '    __tablename__ = "items"\n'
            '    __table_args__ = (Index("ix_items", "order_id", "place"),)\n\n'
            '    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))\n'
        ),
    ],
)
def column_index(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report columns with a foreign key that nothing indexes."""
    if not p.options.foreign_keys or not p.class_path or len(p.ancestors) != 2:
        return
    field = p.ancestors[-1]
    if not isinstance(field, cst.Assign | cst.AnnAssign):
        return
    target = field.target if isinstance(field, cst.AnnAssign) else field.targets[0].target
    if not isinstance(target, cst.Name) or any(arg.star for arg in node.args):
        return
    if resolves_to(p, node.func, COLUMN | MAPPED_COLUMN) is None or not _has_key(p, node):
        return
    given = [argument(node, name) for name in _INDEXED]
    if any(g is not None and dotted_name(g.value) != "False" for g in given) or given[0]:
        return
    path = ".".join(p.class_path)
    if set(p.lookup(TABLE_COLUMNS, path)) & {target.value, "*"}:
        return
    if kind_around(p) is not ClassKind.ORM:
        return
    fix = add_keywords.at(node, title="Add `index=True`", reason=REASON, keywords=("index=True",))
    yield p.finding(target, fix=fix, name=excerpt(target.value, 40))


def _has_key(p: UnitPass, node: cst.Call) -> bool:
    return any(
        isinstance(arg.value, cst.Call) and resolves_to(p, arg.value.func, FOREIGN_KEY) is not None
        for arg in node.args
    )
