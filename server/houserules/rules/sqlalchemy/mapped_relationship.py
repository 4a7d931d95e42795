"""A relationship does not say what it holds, or declares its other side by `backref`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_attributes import ATTRIBUTE_READS, ClassKind, kind_around
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sqlalchemy_names import RELATIONSHIP
from houserules.extractors.strings import argument
from houserules.text.excerpt import excerpt


@rule(
    id="sqlalchemy/mapped-relationship",
    on=(cst.Call,),
    requires=(BINDINGS, *ATTRIBUTE_READS),
    message="relationship `{name}` has no `Mapped[...]` annotation",
    why="The annotation says whether there is one or many, and of what; type checkers and "
    "SQLAlchemy both read it.",
    allow_when="The project stays on SQLAlchemy 1.4.",
    examples=[
        Example(
            "from sqlalchemy.orm import relationship\n\n\n"
            "class Order(Base):\n"
            '    __tablename__ = "orders"\n\n'
            '    items = relationship("Item")'
            "  # want: relationship `items` has no `Mapped[...]` annotation # at: items\n",
        ),
        Example(
            "from sqlalchemy.orm import Mapped, relationship\n\n\n"
            "class Order(Base):\n"
            '    __tablename__ = "orders"\n\n'
            '    items: Mapped[list["Item"]] = relationship(backref="order")'
            "  # want: `backref` hides the other side of `items`; use `back_populates` "
            '# at: backref="order"\n',
        ),
    ],
)
def mapped_relationship(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report relationships of mapped classes without an annotation, and every `backref`."""
    if not p.class_path or len(p.ancestors) != 2:
        return
    field = p.ancestors[-1]
    if not isinstance(field, cst.Assign | cst.AnnAssign):
        return
    if resolves_to(p, node.func, RELATIONSHIP) is None or kind_around(p) is not ClassKind.ORM:
        return
    target = field.target if isinstance(field, cst.AnnAssign) else field.targets[0].target
    if not isinstance(target, cst.Name):
        return
    name = excerpt(target.value, 30)
    if isinstance(field, cst.Assign):
        yield p.finding(target, name=name)
    given = argument(node, "backref")
    if given is not None:
        message = "`backref` hides the other side of `{name}`; use `back_populates`"
        yield p.finding(given, message=message, name=name)
