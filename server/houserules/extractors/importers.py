"""Which modules of the project import a module of it, and which files start it by its name."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.entry_points import ENTRY_POINTS
from houserules.extractors.project_symbols import absolute_name


def _imports(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if view.node is None or "import" not in view.unit.text:
        return
    seen: set[str] = set()
    for node in descendants(view.node):
        for target in _targets(node):
            if target not in seen:
                seen.add(target)
                yield target.rpartition(".")[2], target


def _targets(node: cst.CSTNode) -> Iterator[str]:
    """The modules that a statement imports, and the members that may be modules."""
    if isinstance(node, cst.Import):
        yield from (dotted_name(alias.name) for alias in node.names)
    elif isinstance(node, cst.ImportFrom):
        module = imported_module(node)
        if node.module is not None:
            yield module
        if not isinstance(node.names, cst.ImportStar):
            dot = "" if module.endswith(".") else "."
            yield from (f"{module}{dot}{dotted_name(alias.name)}" for alias in node.names)


IMPORT_TARGETS = fact("import-targets", _imports, str)
"""Last word of what an import names → the target, relative ones with their dots."""
EVERY_IMPORT_TARGET = everywhere(IMPORT_TARGETS)
"""The same over all modules."""
_EVERY_ENTRY_POINT = everywhere(ENTRY_POINTS)


@dataclass(frozen=True, slots=True)
class Importers:
    """Who imports a module.

    Attributes:
        modules: The names of the modules, sorted.
        files: The files that are not Python and name it, sorted.
    """

    modules: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def first(self) -> str:
        """One of them, for a message; ``""`` for none."""
        return next(iter((*self.modules, *self.files)), "")


def _importers(reader: Reader, name: str) -> Importers:
    found: set[str] = set()
    for importer, target in reader.lookup(EVERY_IMPORT_TARGET, name.rpartition(".")[2]):
        module = reader.lookup(PROJECT_MODULES, importer) if target.startswith(".") else None
        is_package = module is not None and module.is_package
        meant = absolute_name(importer, target, is_package=is_package)
        known = reader.lookup(PROJECT_MODULES, meant)
        if known is not None and known.name == name:
            found.add(importer)
    files = {path for path, _ in reader.lookup(_EVERY_ENTRY_POINT, name)}
    return Importers(tuple(sorted(found - {name})), tuple(sorted(files)))


IMPORTERS = derived(
    "importers", _importers, (EVERY_IMPORT_TARGET, _EVERY_ENTRY_POINT, PROJECT_MODULES)
)
"""Name of a module → who imports it."""
