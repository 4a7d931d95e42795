"""A name is imported from `typing` that built-in syntax replaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Demand, Example, rule
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.collection_types import CLASS_OF
from houserules.extractors.typing_imports import TypingAlias, typing_aliases
from houserules.transforms.typing_imports import typing_import_to_syntax

_SINCE = {"Optional": (3, 10), "Union": (3, 10), "Generic": (3, 12), "TypeVar": (3, 12)}
_SINCE_PEP_585 = (3, 9)
_ONLY_STATEMENTS = frozenset({"Generic", "TypeVar", "ParamSpec", "TypeVarTuple"})
_DEMANDED = (
    Demand("banned", "optional-style", "typing", frozenset({"Optional"})),
    Demand("banned", "union-style", "typing", frozenset({"Union"})),
    Demand("banned", "collection-style", "typing", frozenset(CLASS_OF)),
    Demand("banned", "generic-style", "typevar", _ONLY_STATEMENTS),
)
"""What a convention makes code import, so that no import of it can be banned."""


@dataclass(frozen=True)
class Options:
    """Options of ``typing/legacy-typing-import``.

    Attributes:
        banned: The names of ``typing`` that the team does not import. Names that a convention
            demands, as `optional-style = "typing"` demands `Optional`, are not banned.
    """

    banned: tuple[str, ...] = (
        "Optional",
        "Union",
        "List",
        "Dict",
        "Set",
        "FrozenSet",
        "Tuple",
        "Type",
    )


@rule(
    id="typing/legacy-typing-import",
    on=(cst.ImportFrom,),
    requires=(BINDINGS, FUTURE_IMPORTS),
    reads=tuple(demand.convention for demand in _DEMANDED),
    demands=_DEMANDED,
    options=Options,
    fixes=(typing_import_to_syntax,),
    message="`{module}.{name}` is imported, which built-in syntax replaces",
    why="Where the import is gone, the old spelling cannot come back unnoticed.",
    allow_when="The name is part of what the module offers to others.",
    examples=[
        Example(
            "from typing import Any, Dict"
            "  # want: `typing.Dict` is imported, which built-in syntax replaces # at: Dict\n\n"
            "cache: Dict[str, Any] = {}\n",
            fixed="from typing import Any\n\ncache: dict[str, Any] = {}\n",
        ),
        Example(
            "from typing import List"
            "  # want: `typing.List` is imported, which built-in syntax replaces\n\n"
            "print(List, List[int])\n",
        ),
        Example("from typing import Any, Literal\n"),
    ],
)
def legacy_typing_import(p: UnitPass, node: cst.ImportFrom) -> Iterator[Finding]:
    """Report each banned name of an import of ``typing``."""
    for alias in typing_aliases(p, node):
        if alias.member not in p.options.banned or _is_demanded(p, alias.member):
            continue
        if not _is_replaced(p, alias):
            continue
        fix = typing_import_to_syntax.at(alias.node, title=f"Replace `{alias.member}` everywhere")
        yield p.finding(
            alias.node,
            fix=fix if alias.is_removable and alias.member not in _ONLY_STATEMENTS else None,
            module=alias.module,
            name=alias.member,
        )


def _is_demanded(p: UnitPass, member: str) -> bool:
    return any(p.convention(d.convention) == d.value and member in d.names for d in _DEMANDED)


def _is_replaced(p: UnitPass, alias: TypingAlias) -> bool:
    """Whether the Python that the project targets has the syntax."""
    if p.module.target_version >= _SINCE.get(alias.member, _SINCE_PEP_585):
        return True
    return alias.member not in _ONLY_STATEMENTS and p.lookup(FUTURE_IMPORTS, "annotations")
