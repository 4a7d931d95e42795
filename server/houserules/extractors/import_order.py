"""The order of imports: sections and sort keys, as isort and ruff have them by default."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

from houserules.analysis.module import ModuleInfo
from houserules.extractors.import_statements import ImportStatement
from houserules.extractors.stdlib_modules import stdlib_modules

_NUMBER = re.compile(r"(\d+)")


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


def section_of(module: str, info: ModuleInfo) -> Section:
    """The section of a module, ``..x`` for relative ones."""
    if module.startswith("."):
        return Section.RELATIVE
    root = module.partition(".")[0]
    if root == "__future__":
        return Section.FUTURE
    if root in info.local_packages:
        return Section.LOCAL
    if root in stdlib_modules(info.target_version):
        return Section.STDLIB
    return Section.THIRD_PARTY


def natural(text: str) -> tuple[tuple[int, Any], ...]:
    """A key that puts ``x2`` before ``x10``."""
    return tuple(
        (0, int(part)) if part.isdigit() else (1, part) for part in _NUMBER.split(text) if part
    )


def module_key(
    statement: ImportStatement, *, within_sections: bool = False, case_sensitive: bool = False
) -> tuple[Any, ...]:
    """Where a statement belongs inside its section."""
    level = len(statement.module) - len(statement.module.lstrip("."))
    name = statement.module[level:]
    folded = name if case_sensitive else name.lower()
    kind = 0 if within_sections else int(statement.is_from)
    members = tuple(statement.members[:1])
    return kind, -level, natural(folded), natural(name), int(statement.is_from), members


def member_key(name: str, as_name: str = "", *, case_sensitive: bool = False) -> tuple[Any, ...]:
    """Where a member belongs in a ``from`` import: constants, classes, the rest."""
    if len(name) > 1 and name.isupper():
        kind = 0
    elif name[:1].isupper():
        kind = 1
    else:
        kind = 2
    folded = name if case_sensitive else name.lower()
    return kind, natural(folded), natural(name), natural(as_name)
