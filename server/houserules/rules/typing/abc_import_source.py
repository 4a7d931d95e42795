"""A name is imported from `typing` that another module has."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.moved_types import moved_aliases
from houserules.transforms.moved_imports import can_be_moved, import_from_source

_SINCE_PEP_585 = (3, 9)


@rule(
    id="typing/abc-import-source",
    on=(cst.ImportFrom,),
    fixes=(import_from_source,),
    same_as_ruff=(SameAsRuff("UP035", oldest_target=_SINCE_PEP_585),),
    message="`{name}` is imported from `typing`; `{module}` has it",
    why="The names of `typing` are deprecated aliases since Python 3.9.",
    allow_when="A library compares types with those of `typing`.",
    examples=[
        Example(
            "from typing import AsyncIterator"
            "  # want: `AsyncIterator` is imported from `typing`; `collections.abc` has it\n\n\n"
            "def rows() -> AsyncIterator[int]: ...\n",
            fixed="from collections.abc import AsyncIterator\n\n\n"
            "def rows() -> AsyncIterator[int]: ...\n",
        ),
        Example(
            "from typing import AbstractSet, Any"
            "  # want: `AbstractSet` is imported from `typing`; `collections.abc` has it\n\n"
            "names: AbstractSet[Any] = set()\n",
            fixed="from collections.abc import Set as AbstractSet\nfrom typing import Any\n\n"
            "names: AbstractSet[Any] = set()\n",
        ),
        Example("from collections.abc import AsyncIterator\nfrom typing import Any\n"),
    ],
)
def abc_import_source(p: UnitPass, node: cst.ImportFrom) -> Iterator[Finding]:
    """Report each name that is imported from ``typing`` though it is elsewhere."""
    if p.module.target_version < _SINCE_PEP_585 or p.module.is_package:
        return
    for alias in moved_aliases(node):
        fix = import_from_source.at(node, title=f"Import from `{alias.module}`")
        yield p.finding(
            alias.node,
            fix=fix if can_be_moved(p, node) else None,
            name=dotted_name(alias.node.name),
            module=alias.module,
        )
