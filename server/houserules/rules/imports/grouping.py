"""Imports are not grouped as standard library, third party, local."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from houserules.analysis.module import ModuleInfo
from houserules.analysis.passes import Entry, EntryFinding, ModulePass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, Scope, rule
from houserules.extractors.import_order import Section, section_of
from houserules.extractors.import_statements import (
    IMPORT_STATEMENTS,
    ImportStatement,
    OtherStatement,
    import_blocks,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.organise_imports import organise_imports

_BETWEEN = "`{found}` begins a group without {wanted} above it"
_INSIDE = "`{found}` is parted from its group by a blank line"
_NAMES = {
    Section.FUTURE: "`__future__`",
    Section.STDLIB: "standard library",
    Section.THIRD_PARTY: "third-party",
    Section.LOCAL: "local",
    Section.RELATIVE: "relative",
}


_RUFF_ORDER = ("future", "standard-library", "third-party", "first-party", "local-folder")


@dataclass(frozen=True)
class Options:
    """Options of ``imports/grouping``.

    Attributes:
        local_packages: Top-level packages that are local, beside those found in the project.
        blank_lines: How many blank lines part two groups.
        type_checking_last: Report imports below an ``if TYPE_CHECKING:`` that holds imports.
    """

    local_packages: tuple[str, ...] = ()
    blank_lines: int = 1
    type_checking_last: bool = True


@rule(
    id="imports/grouping",
    scope=Scope.MODULE,
    requires=(IMPORT_STATEMENTS,),
    options=Options,
    fixes=(organise_imports,),
    same_as_ruff=(
        SameAsRuff(
            "I001",
            options=(("blank_lines", 1),),
            needs=(("isort.no-sections", False), ("isort.section-order", _RUFF_ORDER)),
            part="the order of groups, and blank lines",
        ),
    ),
    message="`{found}` ({section}) stands below {before} imports",
    why="With the groups in one order, what a module depends on is seen at a glance.",
    allow_when="An import must run before another one for what it does; say so beside it.",
    examples=[
        Example(
            "from core.db import get_db\n"
            "import asyncio  # want: `import asyncio` (standard library) stands below local imports\n"
            "import httpx\n",
            fixed="import asyncio\n\nimport httpx\n\nfrom core.db import get_db\n",
        ),
        Example(
            "import asyncio\n"
            "import httpx  # want: `import httpx` begins a group without 1 blank line above it\n",
            fixed="import asyncio\n\nimport httpx\n",
        ),
        Example("import asyncio\n\nimport httpx\n\nfrom core.db import get_db\n"),
    ],
)
def grouping(p: ModulePass) -> Iterator[EntryFinding]:
    """Report the first import of each block that breaks its grouping."""
    options: Options = p.options
    entries = p.sequence(IMPORT_STATEMENTS)
    fix = organise_imports.at(
        None,
        title="Group the imports",
        group=True,
        sort=False,
        blank_lines=options.blank_lines,
        local=options.local_packages,
    )
    for block in import_blocks([e.value for e in entries]):
        below = entries[block[0] - 1].value if block[0] else None
        misplaced = isinstance(below, OtherStatement) and below.is_type_checking
        if misplaced and options.type_checking_last:
            yield p.finding(
                IMPORT_STATEMENTS,
                entries[block[0]],
                message="`{found}` stands below the `if TYPE_CHECKING:` imports",
                found=excerpt(entries[block[0]].value.source, 40),
            )
        fault = _first_fault([entries[i] for i in block], p.module, options)
        if fault:
            entry, message, before, section = fault
            yield p.finding(
                IMPORT_STATEMENTS,
                entry,
                fix=fix,
                message=message,
                ruff="I001",
                found=excerpt(entry.value.source, 40),
                section=_NAMES[section],
                before=_NAMES[before],
                wanted=f"{options.blank_lines} blank line{'s' * (options.blank_lines != 1)}",
            )


def _first_fault(
    block: Sequence[Entry], info: ModuleInfo, options: Options
) -> tuple[Entry, str | None, Section, Section] | None:
    """The place, another message than the rule's, the section before and that of the place."""
    sections = [section_of(e.value.module, info, options.local_packages) for e in block]
    pairs = list(zip(block[1:], pairwise(sections), strict=True))
    for entry, (before, section) in pairs:
        if section < before:
            return entry, None, before, section
    for entry, (before, section) in pairs:
        if not _parted(entry.value, before, section, options.blank_lines):
            same = section.group == before.group
            return entry, _INSIDE if same else _BETWEEN, before, section
    return None


def _parted(statement: ImportStatement, before: Section, section: Section, wanted: int) -> bool:
    """Whether the blank lines above an import are what its group wants."""
    first, *inner = statement.blank_lines
    if any(inner):
        return False
    if section.group != before.group:
        return first == wanted
    if section is not before:
        return first in (0, wanted)
    # A comment inside a group may be set off by one blank line, as formatters do.
    return first <= (1 if inner else 0)
