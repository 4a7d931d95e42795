"""Shared computations without diagnostics, read by key.

A *table* collects ``(key, value)`` contributions of single units: a pure function of each unit's
text. A *derived* extractor answers a key by looking up others. The engine records every key
that was read, misses included, and pushes changes to the readers. What is read of other files is
in ``analysis.project``.

Knows no concrete extractor.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from houserules.analysis.module import ModuleInfo
    from houserules.analysis.project import FactReading, FactTable
    from houserules.analysis.structure import UnitView

V = TypeVar("V")


class Reader(Protocol):
    """What can be asked for results: a pass, or a derived extractor at work."""

    @property
    def module(self) -> ModuleInfo:
        """What is known of the module beside its text."""
        ...

    def lookup(self, extractor: Extractor[V], key: Hashable) -> V:
        """The value of ``key``; reading an undeclared extractor raises ``UndeclaredRead``."""
        ...


class UndeclaredRead(Exception):
    """A rule, transform or extractor read a result that it did not declare."""


@dataclass(frozen=True, eq=False, slots=True)
class Extractor(Generic[V]):
    """A table or a derived result; made by ``table`` and ``derived``, compared by identity.

    Attributes:
        id: Kebab-case name.
        contribute: For tables: the contributions of one unit, broken units included.
        merge: For tables: the value of a key from its contributions in document order; of a miss
            from ``()``.
        derive: For derived extractors: ``derive(reader, key)``.
        requires: What ``derive`` may look up.
        on_cycle: What a derived key is worth while it is being derived.
        fact: For tables whose contributions other files may read: see ``analysis.project``.
        reading: For extractors that answer from the facts of the project: how.
    """

    id: str
    contribute: Callable[[UnitView], Iterable[tuple[Hashable, Any]]] | None = None
    merge: Callable[[tuple[Any, ...]], V] | None = None
    derive: Callable[[Reader, Any], V] | None = None
    requires: tuple[Extractor[Any], ...] = ()
    on_cycle: Any = field(default=None)
    fact: FactTable | None = None
    reading: FactReading | None = None


def table(
    id: str,  # noqa: A002 - the word of rules and transforms, too
    contribute: Callable[[UnitView], Iterable[tuple[Hashable, Any]]],
    merge: Callable[[tuple[Any, ...]], V],
) -> Extractor[V]:
    """An extractor whose units contribute values by key, merged in document order."""
    return Extractor(id=id, contribute=contribute, merge=merge)


def derived(
    id: str,  # noqa: A002 - the word of rules and transforms, too
    derive: Callable[[Reader, Any], V],
    requires: tuple[Extractor[Any], ...],
    on_cycle: Any = None,
) -> Extractor[V]:
    """An extractor that answers each key from others; remembered until a key it read changes."""
    return Extractor(id=id, derive=derive, requires=requires, on_cycle=on_cycle)


def closure(extractors: Iterable[Extractor[Any]]) -> tuple[Extractor[Any], ...]:
    """All extractors reachable over ``requires``, each once, required ones first.

    Raises:
        ValueError: When extractors require each other in a circle.
    """
    ordered: dict[Extractor[Any], None] = {}
    open_: set[Extractor[Any]] = set()

    def visit(extractor: Extractor[Any]) -> None:
        if extractor in ordered:
            return
        if extractor in open_:
            raise ValueError(f"extractor `{extractor.id}` requires itself")
        open_.add(extractor)
        for required in extractor.requires:
            visit(required)
        if extractor.reading is not None and extractor.reading.fact is not None:
            visit(extractor.reading.fact)
        open_.discard(extractor)
        ordered[extractor] = None

    for extractor in extractors:
        visit(extractor)
    return tuple(ordered)
