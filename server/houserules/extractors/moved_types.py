"""Names of ``typing`` that stand for something of another module since Python 3.9 (PEP 585)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.structure import dotted_name
from houserules.extractors.typing_imports import local_name

_ABC = "collections.abc"
_SAME = (
    "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Callable", "Collection",
    "Container", "Coroutine", "Generator", "Hashable", "ItemsView", "Iterable", "Iterator",
    "KeysView", "Mapping", "MappingView", "MutableMapping", "MutableSequence", "MutableSet",
    "Reversible", "Sequence", "Sized", "ValuesView",
)  # fmt: skip
MOVED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **{name: (_ABC, name) for name in _SAME},
        "AbstractSet": (_ABC, "Set"),
        "ContextManager": ("contextlib", "AbstractContextManager"),
        "AsyncContextManager": ("contextlib", "AbstractAsyncContextManager"),
        "Pattern": ("re", "Pattern"),
        "Match": ("re", "Match"),
    }
)
"""Name in ``typing`` → the module that has it, and its name there."""


@dataclass(frozen=True, slots=True)
class MovedAlias:
    """A name that an import takes from ``typing``, and where it is.

    Attributes:
        node: The alias.
        local: What it is called in this module.
        module: The module that has it.
        name: Its name there.
    """

    node: cst.ImportAlias
    local: str
    module: str
    name: str

    @property
    def as_name(self) -> str:
        """What follows ``as``, ``""`` for nothing."""
        return self.local if self.local != self.name else ""


def moved_aliases(node: cst.ImportFrom) -> tuple[MovedAlias, ...]:
    """The names of an import of ``typing`` that are elsewhere; re-exports ``X as X`` are not."""
    if imported_module(node) != "typing" or isinstance(node.names, cst.ImportStar):
        return ()
    found: list[MovedAlias] = []
    for alias in node.names:
        name = dotted_name(alias.name)
        local = local_name(alias)
        if name in MOVED and not (alias.asname is not None and local == name):
            found.append(MovedAlias(alias, local, *MOVED[name]))
    return tuple(found)
