"""What a rule may know of other files: facts of the project, read by key like everything else.

A *fact* is a table whose contributions leave their file: frozen values of names and keys, never
nodes or places, so that typing in a body changes no fact. A *project extractor* answers a key
from the facts of all files. The engine notes such reads like any other; whoever holds the facts
says which keys changed.

Knows no file system: facts come from a ``ProjectFacts``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from houserules.analysis.extractor import Extractor
from houserules.analysis.module import Role

if TYPE_CHECKING:
    from houserules.analysis.structure import UnitView

V = TypeVar("V")


class NotReady(Exception):
    """The facts of the project are still being gathered; a rule that meets this is silent."""


class Answer(Enum):
    """An answer that stands for the absence of one."""

    NOT_READY = "not ready"


class Reading(Enum):
    """How a project extractor reads facts; part of the keys that readers are found by."""

    IN_MODULE = "in module"
    """``(module, key)`` → the values of one module, ``None`` where it is not of the project."""
    EVERYWHERE = "everywhere"
    """``key`` → ``((module, value), …)`` over all modules, in the order of their names."""
    MODULE = "module"
    """Dotted name → ``ProjectModule``, ``None`` where no file, or more than one, has it."""
    FOLDER = "folder"
    """Relative folder → the names in it, files and folders, ``None`` where there is none."""
    ALL = "all"
    """``""`` → every ``(module, key, value)``; for rules that run once per project."""


@dataclass(frozen=True, slots=True)
class ProjectModule:
    """A Python file of the project.

    Attributes:
        name: Its dotted name below the root of the project, the one that facts are kept under.
        path: Relative to the root of the project, with ``/``.
        is_package: Whether it is an ``__init__.py``.
        role: The role that the settings give it.
    """

    name: str
    path: str
    is_package: bool = False
    role: Role = Role.OTHER


@dataclass(frozen=True, slots=True)
class FactTable:
    """What makes a table one of facts.

    Attributes:
        value: The type of its values: ``str``, ``int``, ``bool``, or a frozen dataclass of these,
            of ``None``, of such dataclasses and of tuples of all of them.
        files: Gitignore patterns of the files it reads; none for Python modules.
        read: For other files: ``read(text)`` gives the contributions.
    """

    value: type
    files: tuple[str, ...] = ()
    read: Callable[[str], Iterable[tuple[str, Any]]] | None = None


@dataclass(frozen=True, slots=True)
class FactReading:
    """What makes an extractor one of the project: how it reads, and which facts."""

    how: Reading
    fact: Extractor[Any] | None = None


class ProjectFacts(Protocol):
    """Holds the facts of the files of a project."""

    def read(self, how: Reading, fact: Extractor[Any] | None, key: Hashable) -> Any:
        """The answer to a key; see ``Reading``.

        Raises:
            NotReady: While the facts of some file are not known yet.
        """
        ...


def fact(
    id: str,  # noqa: A002 - the word of rules and transforms, too
    contribute: Callable[[UnitView], Iterable[tuple[Hashable, V]]],
    value: type[V],
) -> Extractor[tuple[V, ...]]:
    """A table whose contributions other files may read; keys are strings.

    In its own module it is read like any other table: all values of a key in document order.
    """
    return Extractor(id=id, contribute=contribute, merge=_as_they_are, fact=FactTable(value))


def document_fact(
    id: str,  # noqa: A002
    files: tuple[str, ...],
    read: Callable[[str], Iterable[tuple[str, V]]],
    value: type[V],
) -> Extractor[tuple[V, ...]]:
    """Facts of project files that are not Python; ``files`` are gitignore patterns.

    They are kept under the relative path of the file in place of a module's name. Values may hold
    ``Span``s of the text: such a file is read whole whenever it changes.
    """
    return Extractor(id=id, merge=_as_they_are, fact=FactTable(value, files, read))


def in_module(of: Extractor[tuple[V, ...]]) -> Extractor[tuple[V, ...] | None]:
    """Reads a fact of one module: key ``(module, key)``; see ``Reading.IN_MODULE``."""
    return Extractor(id=f"{of.id}-in-module", reading=FactReading(Reading.IN_MODULE, of))


def everywhere(of: Extractor[tuple[V, ...]]) -> Extractor[tuple[tuple[str, V], ...]]:
    """Reads a fact of all modules; see ``Reading.EVERYWHERE``."""
    return Extractor(id=f"{of.id}-everywhere", reading=FactReading(Reading.EVERYWHERE, of))


def all_of(of: Extractor[tuple[V, ...]]) -> Extractor[tuple[tuple[str, str, V], ...]]:
    """Reads every value of a fact; see ``Reading.ALL``."""
    return Extractor(id=f"all-{of.id}", reading=FactReading(Reading.ALL, of))


PROJECT_MODULES: Extractor[ProjectModule | None] = Extractor(
    id="project-modules", reading=FactReading(Reading.MODULE)
)
"""Dotted name, as imports write it → the module of the project, ``None`` where there is none."""

PROJECT_FOLDERS: Extractor[tuple[str, ...] | None] = Extractor(
    id="project-folders", reading=FactReading(Reading.FOLDER)
)
"""Folder relative to the root of the project (``""`` is the root) → the names in it."""


def base_keys(reading: FactReading, key: Hashable) -> Iterator[tuple[Any, Hashable]]:
    """Under which keys readers of a project extractor are found, and changes announced.

    Who asks for a key of a module also depends on which file has its name.
    """
    yield (reading.fact, (reading.how, key))
    if reading.how is Reading.IN_MODULE:
        module, _ = cast("tuple[str, Hashable]", key)
        yield (None, (Reading.MODULE, module))


def is_of_project(key: tuple[Any, Hashable]) -> bool:
    """Whether a key is one under which readers of a project extractor are found."""
    if not isinstance(key[1], tuple):
        return False
    return isinstance(next(iter(cast("tuple[object, ...]", key[1])), None), Reading)


READINESS = (None, "ready")
"""The key that everybody waits for who met ``NotReady``."""


class NoProject:
    """The facts of a file that stands alone: there is nothing beside it."""

    def read(self, how: Reading, fact: Extractor[Any] | None, key: Hashable) -> Any:
        """See ``ProjectFacts``."""
        return () if how in (Reading.EVERYWHERE, Reading.ALL) else None


NO_PROJECT = NoProject()


def _as_they_are(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return values
