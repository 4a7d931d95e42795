"""Dependencies of FastAPI: what is handed to ``Depends`` anywhere in the project."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.extractors.aliased_imports import ALIAS_READS, names_in_project
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.declared_types import written_type
from houserules.extractors.parameter_markers import INJECTING, INJECTING_NAMES
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    SYMBOLS,
    Symbol,
    absolute_name,
)
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.routes import ROUTERS, route_decorators
from houserules.extractors.scoped_walk import Locals, outer_name, scoped_walk
from houserules.extractors.strings import argument


@dataclass(frozen=True, slots=True)
class DependencyUse:
    """``Depends(name)``.

    Attributes:
        name: What is handed over, a dotted name.
        marker: How ``Depends`` is written.
        imported: Whether the name is the target of an import inside a function.
    """

    name: str
    marker: str
    imported: bool = False


def _uses(view: UnitView) -> Iterator[tuple[Hashable, DependencyUse]]:
    text = view.unit.text
    left = sum(text.count(f"{marker}(") for marker in INJECTING)
    if view.node is None or not left:
        return
    seen: set[DependencyUse] = set()
    for node, known in scoped_walk(view.node, view.hidden_body):
        if isinstance(node, cst.Call):
            use = _use(node, "", known)
            left -= dotted_name(node.func).rpartition(".")[2] in INJECTING
        elif isinstance(node, cst.Param) and isinstance(node.default, cst.Call):
            typed = written_type(node.annotation.annotation) if node.annotation else ""
            use = _use(node.default, typed, known)
        elif isinstance(node, cst.Subscript):
            use = _of_metadata(node, known)
        else:
            use = None
        if use is not None and use not in seen:
            seen.add(use)
            yield use.name.rpartition(".")[2], use
        if not left:
            return


def _use(call: cst.Call, typed: str, known: Locals) -> DependencyUse | None:
    """What a marker is given; without an argument, the type that it stands beside."""
    marker = dotted_name(call.func)
    if marker.rpartition(".")[2] not in INJECTING or marker.partition(".")[0] in known:
        return None
    given = argument(call, "dependency", 0)
    target = dotted_name(given.value) if given is not None else typed
    meant = outer_name(target, known) if target else None
    return DependencyUse(meant[0], marker, meant[1]) if meant else None


def _of_metadata(node: cst.Subscript, known: Locals) -> DependencyUse | None:
    """``Annotated[Page, Depends()]``."""
    if dotted_name(node.value).rpartition(".")[2] != "Annotated":
        return None
    values = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
    marker = next((value for value in values[1:] if isinstance(value, cst.Call)), None)
    return _use(marker, written_type(values[0]), known) if marker is not None else None


DEPENDENCY_USES = fact("dependency-uses", _uses, DependencyUse)
"""Last segment of a name → where it is handed to ``Depends``, or what is called that."""
_EVERY_USE = everywhere(DEPENDENCY_USES)


def _is_dependency(reader: Reader, path: str) -> bool:
    last = path.rpartition(".")[2]
    for use in reader.lookup(DEPENDENCY_USES, last):
        if use.name == path and not use.imported and _own_marker(reader, use.marker):
            return True
    own = reader.lookup(PROJECT_MODULES, reader.module.name)
    if own is None:
        return False
    symbol = Symbol(own.name, path)
    names = (last,) if "." in path else names_in_project(reader, symbol)
    return any(
        _is_marker(reader, module, use.marker)
        and reader.lookup(SYMBOLS, absolute_use(reader, module, use.name, use.imported)) == symbol
        for name in names
        for module, use in reader.lookup(_EVERY_USE, name)
    )


def _own_marker(reader: Reader, marker: str) -> bool:
    return any(name in INJECTING_NAMES for name in module_qualified_names(reader, marker))


def _is_marker(reader: Reader, module: str, marker: str) -> bool:
    root, dot, rest = marker.partition(".")
    bindings = reader.lookup(MODULE_BINDINGS, (module, root)) or ()
    return bool(bindings) and all(
        b.kind is BindingKind.IMPORT and b.target + dot + rest in INJECTING_NAMES for b in bindings
    )


def absolute_use(reader: Reader, module: str, name: str, imported: bool) -> str:
    """The absolute qualified name of a name as a fact of a module has it.

    ``imported`` as in ``DependencyUse``. The reader must require ``PROJECT_MODULES``.
    """
    if not imported:
        return f"{module}.{name}"
    known = reader.lookup(PROJECT_MODULES, module)
    return absolute_name(module, name, is_package=known is not None and known.is_package)


DEPENDENCIES = derived(
    "dependencies",
    _is_dependency,
    (
        DEPENDENCY_USES,
        _EVERY_USE,
        BINDINGS,
        MODULE_BINDINGS,
        PROJECT_MODULES,
        *ALIAS_READS,
    ),
)
"""Path of a function or class of the module → whether the project hands it to ``Depends``."""

INJECTION_READS = (DEPENDENCIES, ROUTERS)
"""What a rule that asks ``is_injected`` must require."""


def is_injected(unit_pass: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether FastAPI calls a function: a route, a dependency, ``__init__`` of one.

    ``function`` must be the node the walk stands on.
    """
    inside = (cst.FunctionDef, cst.ClassDef, cst.Lambda)
    if any(isinstance(a, inside) for a in unit_pass.ancestors):
        return False
    if is_route(unit_pass, function):
        return True
    path = unit_pass.class_path
    if function.name.value != "__init__" or not path:
        path = (*path, function.name.value)
    return unit_pass.lookup(DEPENDENCIES, ".".join(path))


def is_route(unit_pass: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether a function handles requests. The rule must require ``ROUTERS``."""
    return any(unit_pass.lookup(ROUTERS, owner) for _, owner, _, _ in route_decorators(function))
