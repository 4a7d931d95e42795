"""A column that usually is unique does not say so."""

from __future__ import annotations

import re
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
from houserules.extractors.sqlalchemy_names import COLUMN, MAPPED_COLUMN
from houserules.extractors.strings import argument
from houserules.extractors.table_arguments import UNIQUE_COLUMNS
from houserules.text.excerpt import excerpt
from houserules.transforms.call_keywords import add_keywords

REASON = "the database needs a migration, and refuses what is there twice"
_RECORDS = re.compile(r"(?:Log|Event|History|Audit|Archive|Attempt|Snapshot|Mixin)")


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/unique-column``.

    Attributes:
        names: Columns that usually are unique.
    """

    names: tuple[str, ...] = ("email", "username", "slug", "sku", "external_id", "token_hash")


@rule(
    id="sqlalchemy/unique-column",
    on=(cst.Call,),
    requires=(BINDINGS, *ATTRIBUTE_READS, UNIQUE_COLUMNS),
    options=Options,
    severity="hint",
    fixes=(add_keywords,),
    message="`{name}` usually is unique; add `unique=True` or a constraint",
    why="Two requests at once pass any check in code; only the database can refuse the second.",
    allow_when="The value repeats on purpose, as the address in a list of deliveries.",
    examples=[
        Example(
            "from sqlalchemy import String\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Plan(Base):\n"
            '    __tablename__ = "plans"\n\n'
            "    slug: Mapped[str] = mapped_column(String(80))"
            "  # want: `slug` usually is unique; add `unique=True` or a constraint # at: slug\n",
            fixed="from sqlalchemy import String\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Plan(Base):\n"
            '    __tablename__ = "plans"\n\n'
            "    slug: Mapped[str] = mapped_column(String(80), unique=True)\n",
        ),
        Example(
            "from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Plan(Base):\n"
            '    __tablename__ = "plans"\n\n'
            "    slug: Mapped[str] = mapped_column()\n"
            "    code: Mapped[str] = mapped_column()"
            "  # want: `code` usually is unique; add `unique=True` or a constraint # at: code\n",
            fixed="from sqlalchemy.orm import Mapped, mapped_column\n\n\n"
            "class Plan(Base):\n"
            '    __tablename__ = "plans"\n\n'
            "    slug: Mapped[str] = mapped_column()\n"
            "    code: Mapped[str] = mapped_column(unique=True)\n",
            options=(("names", ["code"]),),
        ),
    ],
)
def unique_column(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report columns of entities by their name, where nothing makes them unique."""
    if not p.class_path or len(p.ancestors) != 2 or any(arg.star for arg in node.args):
        return
    field = p.ancestors[-1]
    if not isinstance(field, cst.Assign | cst.AnnAssign):
        return
    target = field.target if isinstance(field, cst.AnnAssign) else field.targets[0].target
    if not isinstance(target, cst.Name) or target.value not in p.options.names:
        return
    if _RECORDS.search(p.class_path[-1]) or not p.siblings_named("__tablename__"):
        return
    if resolves_to(p, node.func, COLUMN | MAPPED_COLUMN) is None:
        return
    if any(_is_given(argument(node, name)) for name in ("unique", "primary_key")):
        return
    if set(p.lookup(UNIQUE_COLUMNS, ".".join(p.class_path))) & {target.value, "*"}:
        return
    if kind_around(p) is not ClassKind.ORM:
        return
    fix = add_keywords.at(node, title="Add `unique=True`", reason=REASON, keywords=("unique=True",))
    yield p.finding(target, fix=fix, name=excerpt(target.value, 40))


def _is_given(given: cst.Arg | None) -> bool:
    """Also ``unique=False``: somebody has thought of it."""
    return given is not None and bool(dotted_name(given.value))
