"""A collection type is spelled otherwise than the team spells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.collection_types import (
    CLASS_OF,
    COLLECTION_READS,
    CollectionUse,
    may_be_spelled_with_typing,
    spelled_with_class,
    spelled_with_typing,
)
from houserules.extractors.imported_names import IMPORTED_NAMES
from houserules.extractors.type_expressions import type_expressions
from houserules.text.excerpt import excerpt
from houserules.transforms.collection_types import (
    CLASS_NODES,
    NAME_NODES,
    collection_to_typing,
    typing_to_collection,
)

_KNOWN_TO_RUFF = (
    "DefaultDict",
    "Deque",
    "Dict",
    "FrozenSet",
    "List",
    "Set",
    "Tuple",
    "Type",
)
_HIDDEN = "`{found}` is written `{wanted}` here, but the class has a member `{wanted}`"
_TAKEN = "`{found}` is written `{wanted}` here, but `{wanted}` means something else"


@dataclass(frozen=True)
class Options:
    """Options of ``typing/collection-generics``.

    Attributes:
        style: ``builtin`` wants ``list[T]``, ``typing`` wants ``List[T]``. The convention
            ``collection-style`` wins over the default.
        names: The names of ``typing`` that are meant.
    """

    style: Literal["builtin", "typing"] = "builtin"
    names: tuple[str, ...] = tuple(CLASS_OF)


@rule(
    id="typing/collection-generics",
    on=(*NAME_NODES, *CLASS_NODES, cst.SimpleString),
    requires=(*COLLECTION_READS, IMPORTED_NAMES),
    reads=("collection-style",),
    options=Options,
    fixes=(typing_to_collection, collection_to_typing),
    same_as_ruff=(
        SameAsRuff(
            "UP006",
            options=(("style", "builtin"),),
            opposite=(("style", "typing"),),
            part=", ".join(_KNOWN_TO_RUFF),
            oldest_target=(3, 9),
        ),
    ),
    message="`{found}` is written `{wanted}` here",
    why="One spelling of collection types reads the same everywhere, and needs no import or always.",
    allow_when="A module must run on a Python that lacks the spelling at run time.",
    examples=[
        Example(
            "from typing import Dict, List\n\n\n"
            "def group(rows: List[str]) -> Dict[str, int]: ..."
            "  # want: `List` is written `list` here # want: `Dict` is written `dict` here\n",
            fixed="def group(rows: list[str]) -> dict[str, int]: ...\n",
        ),
        Example(
            "from typing import List\n\n\n"
            "class Store:\n"
            "    def list(self) -> None: ...\n\n"
            "    def rows(self) -> List[int]: ..."
            "  # want: `List` is written `list` here, but the class has a member `list`\n",
        ),
        Example(
            "def group(rows: list[str]) -> None: ..."
            "  # want: `list` is written `List` here # at: list\n",
            fixed="from typing import List\n\n\ndef group(rows: List[str]) -> None: ...\n",
            options=(("style", "typing"),),
        ),
    ],
)
def collection_generics(p: UnitPass, node: cst.BaseExpression) -> Iterator[Finding]:
    """Report collection types in the spelling that the team does not use."""
    style = p.convention("collection-style") or p.options.style
    if style == "typing":
        for part in type_expressions(p, node, CLASS_NODES):
            use = spelled_with_class(p, part)
            if use and use.member in p.options.names:
                fix = collection_to_typing.at(
                    node, ordinal=part.ordinal, title=f"Write `{use.member}`"
                )
                yield p.finding(use.span, fix=fix, found=part.text(use.span), wanted=use.member)
        return
    if isinstance(node, cst.Subscript) or not may_be_spelled_with_typing(p, node):
        return
    for part in type_expressions(p, node, NAME_NODES):
        use = spelled_with_typing(p, part)
        if use is None or use.member not in p.options.names:
            continue
        message = None if use.writable else _HIDDEN if use.hidden else _TAKEN
        fix = typing_to_collection.at(node, ordinal=part.ordinal, title=f"Write `{use.short}`")
        yield p.finding(
            use.span,
            fix=fix if use.writable and _at_hand(p, use, part.text(use.span)) else None,
            weak=not use.writable,
            message=message,
            ruff="UP006" if use.member in _KNOWN_TO_RUFF else "",
            found=excerpt(part.text(use.span), 25),
            wanted=use.short,
        )


def _at_hand(p: UnitPass, use: CollectionUse, written: str) -> bool:
    """Whether the wanted class can be written: not where its name is taken by `typing`'s."""
    if written != use.short:
        return True
    module = use.wanted.rpartition(".")[0]
    return bool(p.lookup(IMPORTED_NAMES, module) or p.lookup(IMPORTED_NAMES, use.wanted))
