"""The attributes that the docstring of a class describes are not those that it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.class_attributes import (
    ATTRIBUTE_READS,
    SELF_ATTRIBUTES,
    Attribute,
    class_kind,
    kind_around,
    missing_attributes,
)
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_places import FIRST_STATEMENTS, Owner, owner_of
from houserules.extractors.docstring_styles import team_style
from houserules.extractors.docstrings import read_docstring
from houserules.extractors.documented_functions import is_test_module
from houserules.extractors.overrides import CLASS_NAMES, MAY_INHERIT
from houserules.text.excerpt import excerpt
from houserules.transforms.class_attributes import attributes_fix, document_attributes

_ATTRIBUTES = SectionKind.ATTRIBUTES


@dataclass(frozen=True)
class Options:
    """Options of ``docs/class-attributes``.

    Attributes:
        kinds: Classes whose attributes are described: ``orm`` for mapped ones, ``dataclass``.
        required: A docstring without the section is reported, too.
    """

    kinds: tuple[Literal["orm", "dataclass"], ...] = ("orm", "dataclass")
    required: bool = True


@rule(
    id="docs/class-attributes",
    on=(cst.ClassDef, cst.Expr),
    requires=(*ATTRIBUTE_READS, FIRST_STATEMENTS, CLASS_NAMES, MAY_INHERIT, SELF_ATTRIBUTES),
    reads=("docstring-style",),
    options=Options,
    fixes=(document_attributes,),
    message="the docstring of `{name}` does not describe {what}",
    why="What a column holds, and what it must not, is known to nobody but its author.",
    allow_when="The columns are described where the table is made.",
    examples=[
        Example(
            "class Tag(Base):  # want: the docstring of `Tag` does not describe `name`\n"
            '    """Label on a plan."""\n\n'
            '    __tablename__ = "tags"\n\n'
            "    name: Mapped[str] = mapped_column(unique=True)\n",
            fixed="class Tag(Base):\n"
            '    """Label on a plan.\n\n    Attributes:\n'
            '        name: TODO(houserules) (unique)\n    """\n\n'
            '    __tablename__ = "tags"\n\n'
            "    name: Mapped[str] = mapped_column(unique=True)\n",
        ),
        Example(
            "from dataclasses import dataclass\n\n\n"
            "@dataclass\n"
            "class Point:\n"
            '    """A point.\n\n    Attributes:\n        x: To the right.\n'
            "        z: Up."
            "  # want: Attributes names `z`, which does not exist\n"
            '    """\n\n    x: int\n'
        ),
    ],
)
def class_attributes(p: UnitPass, node: cst.ClassDef | cst.Expr) -> Iterator[Finding]:
    """Report attributes that are missing at the class, entries for none at the entry."""
    if isinstance(node, cst.ClassDef):
        if not is_test_module(p.module):
            yield from _missing(p, node)
    elif p.class_path and isinstance(node.value, cst.SimpleString):
        yield from _stale(p, node, node.value)


def _missing(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    options: Options = p.options
    members = p.members(node)
    if not members or members[0].kind != "docstring":
        return
    kind = class_kind(p, node)
    if kind is None or kind not in options.kinds:
        return
    found = missing_attributes(p, node, kind, required=options.required)
    missing, all_of = found if found is not None else ((), ())
    if missing:
        yield p.finding(
            node.name,
            fix=attributes_fix(node, missing, all_of, team_style(p.convention("docstring-style"))),
            name=excerpt(node.name.value, 25),
            what=_shown(missing),
        )


def _shown(missing: Sequence[Attribute]) -> str:
    first = f"`{excerpt(missing[0].name, 20)}`"
    more = len(missing) - 1
    return first if not more else f"{first} and {more} more"


def _stale(p: UnitPass, node: cst.Expr, literal: cst.SimpleString) -> Iterator[Finding]:
    if owner_of(p, node) is not Owner.CLASS or len(p.ancestors) != 1:
        return
    docstring = read_docstring(p, literal)
    sections = [s for s in docstring.of_kind(_ATTRIBUTES) if s.is_regular]
    if not sections or kind_around(p) not in p.options.kinds:
        return
    path = ".".join(p.class_path)
    for section in sections:
        for entry in section.entries:
            if len(entry.names) != 1 or not entry.names[0].isidentifier():
                continue
            name = entry.names[0]
            key = (path, name)
            if p.lookup(CLASS_NAMES, key) or p.lookup(SELF_ATTRIBUTES, key):
                continue
            if not p.lookup(MAY_INHERIT, key):
                yield p.finding(
                    entry.name_span,
                    message="Attributes names `{name}`, which does not exist",
                    name=excerpt(name, 40),
                )
