"""A column is declared without `Mapped`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.class_attributes import ClassKind, kind_around
from houserules.extractors.mapped_types import mapped_argument
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sqlalchemy_names import COLUMN, MAPPED_COLUMN
from houserules.text.excerpt import excerpt
from houserules.transforms.mapped_columns import COLUMN_REASON, to_mapped_column


@rule(
    id="sqlalchemy/mapped-column",
    on=(cst.Assign, cst.AnnAssign),
    requires=to_mapped_column.requires,
    reads=("optional-style",),
    fixes=(to_mapped_column,),
    message="column `{name}` is not declared as `Mapped[...] = mapped_column(...)`",
    why="`Mapped` says what an attribute holds: type checkers see it, and the nullability of the "
    "column follows from it.",
    allow_when="The project stays on SQLAlchemy 1.4.",
    examples=[
        Example(
            "from sqlalchemy import Column, String\n\n\n"
            "class Plan(Base):\n"
            '    __tablename__ = "plans"\n\n'
            "    slug = Column(String(40), nullable=False, unique=True)"
            "  # want: column `slug` is not declared as `Mapped[...] = mapped_column(...)` # at: slug\n",
            fixed="from sqlalchemy import String\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Plan(Base):\n"
            '    __tablename__ = "plans"\n\n'
            "    slug: Mapped[str] = mapped_column(String(40), nullable=False, unique=True)\n",
        ),
        Example(
            "from sqlalchemy import String\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Plan(Base):\n"
            '    __tablename__ = "plans"\n\n'
            "    slug: Mapped[str] = mapped_column(String(40))\n",
        ),
    ],
)
def mapped_column(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report columns of mapped classes that `Column` makes, or without a `Mapped` annotation."""
    if not p.class_path or len(p.ancestors) != 1 or not isinstance(node.value, cst.Call):
        return
    name = resolves_to(p, node.value.func, COLUMN | MAPPED_COLUMN)
    if name is None:
        return
    if isinstance(node, cst.AnnAssign):
        target = node.target
        if name in MAPPED_COLUMN and mapped_argument(p, node.annotation) is not None:
            return
        if name in MAPPED_COLUMN and "Mapped" in p.view.unit.text:
            return
    else:
        target = node.targets[0].target
    if not isinstance(target, cst.Name) or kind_around(p) is not ClassKind.ORM:
        return
    fix = None
    if isinstance(node, cst.Assign) and len(node.targets) == 1:
        optional = p.convention("optional-style") or ""
        fix = to_mapped_column.at(node, reason=COLUMN_REASON, optional=optional)
    yield p.finding(target, fix=fix, name=excerpt(target.value, 30))
