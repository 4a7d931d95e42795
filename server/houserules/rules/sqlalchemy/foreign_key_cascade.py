"""A foreign key does not say what becomes of its rows when the parent goes."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.mapped_types import is_nullable, list_element
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sqlalchemy_names import FOREIGN_KEYS, RELATIONSHIP
from houserules.extractors.strings import argument
from houserules.transforms.call_keywords import add_keywords

KEY_REASON = "the database needs a migration, and deletes or clears rows by itself then"
CASCADE_REASON = "children are deleted with their parent, and when they are taken off its list"
_SAYS = ("cascade", "passive_deletes", "secondary", "viewonly")
_EXEMPT = frozenset({Role.MIGRATION, Role.TEST, Role.CONFTEST})


@rule(
    id="sqlalchemy/foreign-key-cascade",
    on=(cst.Call,),
    requires=(BINDINGS,),
    fixes=(add_keywords,),
    message="`{name}` has no `ondelete`",
    why="Without it the database refuses to delete the parent, or the ORM loads every child to "
    "clear its key one by one; either shows only when somebody deletes.",
    allow_when="Rows are never deleted, or the refusal is wanted.",
    examples=[
        Example(
            "from sqlalchemy import ForeignKey\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Item(Base):\n"
            '    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))'
            "  # want: `ForeignKey` has no `ondelete` "
            '# at: ForeignKey("orders.id")\n',
            fixed="from sqlalchemy import ForeignKey\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Item(Base):\n"
            "    order_id: Mapped[int] = mapped_column("
            'ForeignKey("orders.id", ondelete="CASCADE"))\n',
        ),
        Example(
            "from sqlalchemy.orm import Mapped, relationship\n\n\n"
            "class Order(Base):\n"
            '    items: Mapped[list["Item"]] = relationship(back_populates="order")'
            "  # want: relationship `items` states no `cascade` "
            '# at: relationship(back_populates="order")\n',
            fixed="from sqlalchemy.orm import Mapped, relationship\n\n\n"
            "class Order(Base):\n"
            '    items: Mapped[list["Item"]] = relationship('
            'back_populates="order", cascade="all, delete-orphan")\n',
        ),
    ],
)
def foreign_key_cascade(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report foreign keys without `ondelete`, and lists of children without `cascade`."""
    if any(arg.star == "**" for arg in node.args) or p.module.role in _EXEMPT:
        return
    name = resolves_to(p, node.func, FOREIGN_KEYS | RELATIONSHIP)
    if name in FOREIGN_KEYS:
        yield from _key(p, node, name.rpartition(".")[2])
    elif name is not None and len(p.ancestors) == 2:
        yield from _relationship(p, node)


def _key(p: UnitPass, node: cst.Call, name: str) -> Iterator[Finding]:
    position = 5 if name == "ForeignKey" else 6
    if not node.args or argument(node, "ondelete", position) is not None:
        return
    nullable = is_nullable(p) if name == "ForeignKey" else None
    fix = None
    if nullable is not None:
        keyword = f'ondelete="{"SET NULL" if nullable else "CASCADE"}"'
        fix = add_keywords.at(
            node, title=f"Add `{keyword}`", reason=KEY_REASON, keywords=(keyword,)
        )
    yield p.finding(node, fix=fix, name=name)


def _relationship(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    field = p.ancestors[-1]
    if not isinstance(field, cst.AnnAssign) or list_element(p, field.annotation) is None:
        return
    if any(argument(node, keyword) is not None for keyword in _SAYS):
        return
    keyword = 'cascade="all, delete-orphan"'
    yield p.finding(
        node,
        fix=add_keywords.at(
            node, title=f"Add `{keyword}`", reason=CASCADE_REASON, keywords=(keyword,)
        ),
        message="relationship `{name}` states no `cascade`",
        name=cst.Module(()).code_for_node(field.target)[:40],
    )
