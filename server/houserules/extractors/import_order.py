"""The order of imports: sections and sort keys, as isort and ruff have them by default."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from enum import IntEnum
from typing import Any

from houserules.analysis.module import ModuleInfo
from houserules.extractors.import_statements import ImportStatement
from houserules.extractors.stdlib_modules import stdlib_modules

_DIGITS_OR_CHARACTER = re.compile(r"([0-9]+)|([^0-9\s])")


class Section(IntEnum):
    """The groups of an import block, first to last."""

    FUTURE = 0
    STDLIB = 1
    THIRD_PARTY = 2
    LOCAL = 3
    RELATIVE = 4

    @property
    def group(self) -> int:
        """Local and relative imports are one group, though a blank line may part them."""
        return min(self, Section.LOCAL)


def section_of(module: str, info: ModuleInfo, local: Container[str] = ()) -> Section:
    """The section of a module, ``..x`` for relative ones.

    Args:
        module: The module.
        info: The importing module: what is local there, and which Python it runs on.
        local: First segments of further local modules.
    """
    if module.startswith("."):
        return Section.RELATIVE
    root = module.partition(".")[0]
    if root == "__future__":
        return Section.FUTURE
    if root in info.local_packages or root in local or root == "__main__":
        return Section.LOCAL
    if root in stdlib_modules(info.target_version):
        return Section.STDLIB
    return Section.THIRD_PARTY


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts ``x2`` before ``x10``; numbers with a leading zero compare as fractions."""
    return tuple(
        (48, 0 if digits.startswith("0") else len(digits), digits) if digits else (ord(c), 0, "")
        for digits, c in _DIGITS_OR_CHARACTER.findall(text)
    )


def module_key(
    statement: ImportStatement, *, within_sections: bool = False, case_sensitive: bool = False
) -> tuple[Any, ...]:
    """Where a statement belongs inside its section.

    Args:
        statement: The import.
        within_sections: Mix ``import x`` and ``from x import y``, instead of all of the former
            first.
        case_sensitive: Do not ignore case.
    """
    level = len(statement.module) - len(statement.module.lstrip("."))
    name = statement.module[level:]
    folded = name if case_sensitive else name.lower()
    kind = 0 if within_sections else int(statement.is_from)
    members = [member_key(*m, case_sensitive=case_sensitive) for m in statement.members]
    first = min(members, default=())
    as_name = natural(statement.as_name)
    return kind, -level, natural(folded), natural(name), first, as_name


def member_key(
    name: str, as_name: str = "", *, case_sensitive: bool = False, by_type: bool = True
) -> tuple[Any, ...]:
    """Where a member belongs in a ``from`` import: constants, classes, the rest."""
    if not by_type:
        kind = 0
    elif len(name) > 1 and name.isupper():
        kind = 1
    elif name[:1].isupper():
        kind = 2
    else:
        kind = 3
    folded = name if case_sensitive else name.lower()
    return name != "*", kind, natural(folded), natural(name), natural(as_name)


def import_runs(
    statements: Sequence[ImportStatement], info: ModuleInfo, local: Container[str] = ()
) -> Iterator[Sequence[int]]:
    """The runs of a block that are sorted among themselves, as indexes.

    A run holds one section, and ends at a blank line that does not merely set off a comment.
    """
    run: list[int] = []
    before: Section | None = None
    for index, statement in enumerate(statements):
        section = section_of(statement.module, info, local)
        blanks = statement.blank_lines
        if run and (section is not before or blanks[0] > (len(blanks) > 1)):
            yield run
            run = []
        run.append(index)
        before = section
    if run:
        yield run
