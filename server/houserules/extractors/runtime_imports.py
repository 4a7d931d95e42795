"""Which modules of the project a module imports as soon as it is imported itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import PROJECT_MODULES, ProjectModule, fact, in_module
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import children
from houserules.extractors.project_symbols import absolute_name

ALL = ""
"""The one key of ``RUNTIME_IMPORTS``."""
_MOST_MODULES = 300


@dataclass(frozen=True, slots=True)
class RuntimeImport:
    """A name that an import at module level brings in.

    Attributes:
        module: The module as the statement writes it.
        member: What of it; ``""`` for the module itself, ``*`` for all.
        name: What it is called here; ``""`` for ``*``.
    """

    module: str
    member: str
    name: str


def _imports(view: UnitView) -> Iterator[tuple[Hashable, RuntimeImport]]:
    if view.unit.depth or view.node is None or "import" not in view.unit.text:
        return
    waiting: list[cst.CSTNode] = [view.node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Import | cst.ImportFrom):
            for found in imported_by(node):
                yield ALL, found
        elif isinstance(node, cst.If) and is_type_checking(node):
            if node.orelse is not None:
                waiting.append(node.orelse)
        elif not isinstance(node, cst.FunctionDef | cst.ClassDef | cst.BaseExpression):
            waiting.extend(reversed(children(node)))


def imported_by(node: cst.Import | cst.ImportFrom) -> Sequence[RuntimeImport]:
    """What a statement imports, one value for each of its names, in order."""
    if isinstance(node, cst.Import):
        dotted = [(dotted_name(a.name), a.evaluated_alias) for a in node.names]
        return [RuntimeImport(name, "", alias or name.partition(".")[0]) for name, alias in dotted]
    module = imported_module(node)
    if isinstance(node.names, cst.ImportStar):
        return [RuntimeImport(module, "*", "")]
    members = [(dotted_name(a.name), a.evaluated_alias) for a in node.names]
    return [RuntimeImport(module, name, alias or name) for name, alias in members]


def is_type_checking(node: cst.If) -> bool:
    """Whether the body of an ``if`` is read by type checkers only."""
    return dotted_name(node.test).rpartition(".")[2] == "TYPE_CHECKING"


RUNTIME_IMPORTS = fact("runtime-imports", _imports, RuntimeImport)
"""``ALL`` → what the module imports when it is imported; functions and type checking left out."""
_OF_MODULE = in_module(RUNTIME_IMPORTS)


def imported_file(
    reader: Reader, importer: str, found: RuntimeImport, *, is_package: bool
) -> ProjectModule | None:
    """The module of the project that an import runs; the reader must require ``IMPORT_PATHS``'."""
    module = absolute_name(importer, found.module, is_package=is_package)
    if not module:
        return None
    if found.member not in ("", "*"):
        inner = reader.lookup(PROJECT_MODULES, f"{module}.{found.member}")
        if inner is not None:
            return inner
    return reader.lookup(PROJECT_MODULES, module)


def _imported_modules(reader: Reader, name: str) -> tuple[str, ...]:
    own = reader.lookup(PROJECT_MODULES, name)
    if own is None:
        return ()
    imports = reader.lookup(_OF_MODULE, (name, ALL)) or ()
    files = (imported_file(reader, own.name, i, is_package=own.is_package) for i in imports)
    return tuple(dict.fromkeys(f.name for f in files if f is not None and f.name != own.name))


IMPORTED_MODULES = derived("imported-modules", _imported_modules, (PROJECT_MODULES, _OF_MODULE))
"""Name of a module → the modules of the project that it imports when it is imported."""


def _path(reader: Reader, key: tuple[str, str]) -> tuple[str, ...]:
    start, goal = key
    before: dict[str, str] = {start: ""}
    waiting = [start]
    for current in waiting:
        if len(before) > _MOST_MODULES:
            return ()
        for imported in reader.lookup(IMPORTED_MODULES, current):
            if imported in before:
                continue
            before[imported] = current
            if imported == goal:
                return _back(before, goal)
            waiting.append(imported)
    return ()


def _back(before: dict[str, str], goal: str) -> tuple[str, ...]:
    path = [goal]
    while before[path[-1]]:
        path.append(before[path[-1]])
    return tuple(reversed(path))


IMPORT_PATHS = derived("import-paths", _path, (IMPORTED_MODULES,))
"""``(module, other)`` → a shortest way on which importing the one imports the other, both
included; ``()`` where there is none, or only one over hundreds of modules."""

CYCLE_READS = (RUNTIME_IMPORTS, IMPORT_PATHS, PROJECT_MODULES)
"""What a rule that asks ``imported_file`` and ``IMPORT_PATHS`` must require."""
