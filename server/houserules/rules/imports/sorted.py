"""Imports in a group are not in alphabetical order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from houserules.analysis.passes import Entry, EntryFinding, ModulePass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, Scope, rule
from houserules.extractors.import_order import import_runs, member_key, module_key
from houserules.extractors.import_statements import (
    IMPORT_STATEMENTS,
    ImportStatement,
    import_blocks,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.organise_imports import organise_imports


@dataclass(frozen=True)
class Options:
    """Options of ``imports/sorted``.

    Attributes:
        force_sort_within_sections: Sort ``import x`` and ``from x import y`` together by module,
            instead of all of the former first.
        case_sensitive: Put upper case before lower case.
        members: Sort the names of one ``from`` import, too.
        order_by_type: Among those names constants come first, then classes, then the rest.
    """

    force_sort_within_sections: bool = False
    case_sensitive: bool = False
    members: bool = True
    order_by_type: bool = True


@rule(
    id="imports/sorted",
    scope=Scope.MODULE,
    requires=(IMPORT_STATEMENTS,),
    options=Options,
    fixes=(organise_imports,),
    same_as_ruff=(
        SameAsRuff(
            "I001",
            mirrors=(
                ("force_sort_within_sections", "isort.force-sort-within-sections", False),
                ("case_sensitive", "isort.case-sensitive", False),
                ("order_by_type", "isort.order-by-type", True),
            ),
            needs=(
                ("isort.from-first", False),
                ("isort.length-sort", False),
                ("isort.length-sort-straight", False),
                ("isort.force-to-top", ()),
            ),
        ),
    ),
    message="`{found}` belongs above `{other}`",
    why="In alphabetical order an import is found, and a second one of the same module noticed.",
    allow_when="An import must run before another one for what it does; say so beside it.",
    examples=[
        Example(
            "import json\nimport asyncio  # want: `import asyncio` belongs above `import json`\n",
            fixed="import asyncio\nimport json\n",
        ),
        Example(
            "from typing import cast, Any, TYPE_CHECKING"
            "  # want: `Any` belongs before `cast` in this import\n",
            fixed="from typing import TYPE_CHECKING, Any, cast\n",
        ),
        Example("import asyncio\nimport json\nfrom asyncio import Lock\n"),
    ],
)
def sorted_imports(p: ModulePass) -> Iterator[EntryFinding]:
    """Report the first import of each group that is out of order."""
    options: Options = p.options
    entries = p.sequence(IMPORT_STATEMENTS)
    fix = organise_imports.at(
        None,
        title="Sort the imports",
        group=False,
        sort=True,
        within_sections=options.force_sort_within_sections,
        case_sensitive=options.case_sensitive,
        members=options.members,
        by_type=options.order_by_type,
    )
    for block in import_blocks([e.value for e in entries]):
        for run in import_runs([entries[i].value for i in block], p.module):
            fault = _first_fault([entries[block[i]] for i in run], options)
            if fault:
                entry, message, found, other = fault
                yield p.finding(
                    IMPORT_STATEMENTS, entry, fix=fix, message=message, found=found, other=other
                )


def _first_fault(
    run: Sequence[Entry], options: Options
) -> tuple[Entry, str | None, str, str] | None:
    keys = [_key(entry.value, options) for entry in run]
    for place, entry in enumerate(run):
        if place and keys[place] < keys[place - 1]:
            other = next(e for e, key in zip(run, keys, strict=True) if key > keys[place])
            found, beside = _named(entry.value, other.value)
            return entry, None, found, beside
        names = _first_member_fault(entry.value, options) if options.members else None
        if names:
            message = "`{found}` belongs before `{other}` in this import"
            return entry, message, excerpt(names[0], 30), excerpt(names[1], 30)
    return None


def _key(statement: ImportStatement, options: Options) -> tuple[Any, ...]:
    return module_key(
        statement,
        within_sections=options.force_sort_within_sections,
        case_sensitive=options.case_sensitive,
    )


def _first_member_fault(statement: ImportStatement, options: Options) -> tuple[str, str] | None:
    keys = [
        member_key(*m, case_sensitive=options.case_sensitive, by_type=options.order_by_type)
        for m in statement.members
    ]
    for place, (before, key) in enumerate(pairwise(keys), start=1):
        if key < before:
            other = next(i for i, k in enumerate(keys) if k > key)
            return statement.members[place][0], statement.members[other][0]
    return None


def _named(statement: ImportStatement, other: ImportStatement) -> tuple[str, str]:
    """How two imports are told apart in a message."""
    if statement.source != other.source:
        return excerpt(statement.source, 38), excerpt(other.source, 38)
    if statement.is_from and other.is_from:
        return (
            excerpt(f"from {statement.module} import {statement.members[0][0]}", 38),
            excerpt(f"from {other.module} import {other.members[0][0]}", 38),
        )
    return _with_alias(statement), _with_alias(other)


def _with_alias(statement: ImportStatement) -> str:
    alias = f" as {statement.as_name}" if statement.as_name else ""
    return excerpt(statement.source + alias, 38)
