"""Which names of a project lead to sessions: providers followed over imports and files."""

from __future__ import annotations

from dataclasses import dataclass, replace

from houserules.analysis.binding_names import Binding, BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import PROJECT_MODULES
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES, ClassDefinition
from houserules.extractors.declared_types import ATTRIBUTE_TYPES, ATTRIBUTE_TYPES_OF_MODULE
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    MODULE_CLASSES,
    SYMBOLS,
    absolute_name,
)
from houserules.extractors.session_providers import (
    PROVIDERS_OF_MODULE,
    SESSION_PROVIDERS,
    Provider,
)
from houserules.extractors.session_shapes import (
    LIBRARY_SHAPES,
    Shape,
    Source,
    Step,
    after,
)

_MOST_STEPS = 8
_MOST_BASES = 4
_OWN = ""
"""The module that asks: its own tables are read, which are there before the project is known."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How far names were followed.

    Attributes:
        left: How many names may still be followed.
        seen: Those that led here; a circle leads nowhere.
    """

    left: int = _MOST_STEPS
    seen: frozenset[tuple[str, str]] = frozenset()


def _named(reader: Reader, key: Source) -> Shape | None:
    return _of_source(reader, _OWN, key, _Way())


def _of_source(reader: Reader, module: str, source: Source, way: _Way) -> Shape | None:
    if source.imported:
        shape = _imported(reader, module, source.name, way)
    else:
        shape = _of_name(reader, module, source.name, way)
    if shape is None:
        return None
    layers: tuple[Step, ...] | None = shape.layers
    for step in source.steps:
        layers = after(layers, step)
        if layers is None:
            return None
    return replace(shape, layers=(*source.layers, *layers))


def _of_name(reader: Reader, module: str, dotted: str, way: _Way) -> Shape | None:
    """What a dotted name at the top of a module leads to."""
    root, dot, rest = dotted.partition(".")
    bindings = _bindings(reader, module, root)
    if not bindings:
        return None
    if all(b.kind is BindingKind.IMPORT for b in bindings):
        targets = {b.target for b in bindings}
        target = targets.pop() + dot + rest if len(targets) == 1 else ""
        return _imported(reader, module, target, way) if target else None
    if (module, dotted) in way.seen or not way.left:
        return None
    way = _Way(way.left - 1, way.seen | {(module, dotted)})
    if rest and bindings[0].kind is BindingKind.CLASS and len(bindings) == 1:
        return _attribute(reader, module, dotted, way)
    if rest:
        return None
    if bindings[0].kind is BindingKind.CLASS and len(bindings) == 1:
        return _class(reader, module, root, way)
    return _provided(reader, module, root, bindings, way)


def _imported(reader: Reader, module: str, target: str, way: _Way) -> Shape | None:
    """What the target of an import in a module leads to."""
    known = LIBRARY_SHAPES.get(target)
    if known is not None:
        return known
    own = reader.module
    if module == _OWN:
        name = absolute_name(own.name, target, is_package=own.is_package)
        # Other files are asked only about what can be theirs.
        if not target.startswith(".") and name.partition(".")[0] not in own.local_packages:
            return None
    else:
        importer = reader.lookup(PROJECT_MODULES, module)
        is_package = importer is not None and importer.is_package
        name = absolute_name(module, target, is_package=is_package)
    symbol = reader.lookup(SYMBOLS, name) if name else None
    if symbol is None or not symbol.path:
        return None
    return _of_name(reader, symbol.module, symbol.path, way)


def _provided(
    reader: Reader, module: str, name: str, bindings: tuple[Binding, ...], way: _Way
) -> Shape | None:
    providers = _providers(reader, module, name)
    if len(providers) != 1:
        return None
    # A function may give a declared name its value later; the declaration says of which type.
    later = BindingKind.UNKNOWN if providers[0].declared else None
    if sum(b.kind is not later for b in bindings) != 1:
        return None
    return _of_provider(reader, module, providers[0], way)


def _of_provider(reader: Reader, module: str, provider: Provider, way: _Way) -> Shape | None:
    """What all sources of a provider lead to, where that is one."""
    found: Shape | None = None
    for source in provider.sources:
        shape = _of_source(reader, module, source, way)
        if shape is None or found not in (None, shape):
            return None
        found = shape
    return found


def _class(reader: Reader, module: str, path: str, way: _Way) -> Shape | None:
    """What a class of the project leads to: one that derives from a session is one."""
    definitions = _classes(reader, module, path)
    if len(definitions) != 1:
        return None
    for base in definitions[0].bases[:_MOST_BASES]:
        shape = _of_name(reader, module, base, way) if base else None
        if shape is not None:
            return shape
    return None


def _attribute(reader: Reader, module: str, dotted: str, way: _Way) -> Shape | None:
    """What an attribute of a class, or of one that it derives from, leads to."""
    path, _, name = dotted.rpartition(".")
    providers = _providers(reader, module, dotted)
    if module == _OWN:
        places = reader.lookup(ATTRIBUTE_TYPES, dotted)
    else:
        places = reader.lookup(ATTRIBUTE_TYPES_OF_MODULE, (module, dotted)) or ()
    if places or providers:
        if len(places) != len(providers):
            return None
        return _of_provider(
            reader, module, Provider(tuple(s for p in providers for s in p.sources)), way
        )
    for definition in _classes(reader, module, path):
        for base in definition.bases[:_MOST_BASES]:
            shape = _of_name(reader, module, f"{base}.{name}", way) if base else None
            if shape is not None:
                return shape
    return None


def _bindings(reader: Reader, module: str, name: str) -> tuple[Binding, ...]:
    if module == _OWN:
        return reader.lookup(BINDINGS, name)
    return reader.lookup(MODULE_BINDINGS, (module, name)) or ()


def _providers(reader: Reader, module: str, name: str) -> tuple[Provider, ...]:
    if module == _OWN:
        return reader.lookup(SESSION_PROVIDERS, name)
    return reader.lookup(PROVIDERS_OF_MODULE, (module, name)) or ()


def _classes(reader: Reader, module: str, path: str) -> tuple[ClassDefinition, ...]:
    if module == _OWN:
        return reader.lookup(CLASSES, path)
    return reader.lookup(MODULE_CLASSES, (module, path)) or ()


PROVIDED_SESSIONS = derived(
    "provided-sessions",
    _named,
    (
        BINDINGS,
        CLASSES,
        ATTRIBUTE_TYPES,
        SESSION_PROVIDERS,
        MODULE_BINDINGS,
        MODULE_CLASSES,
        ATTRIBUTE_TYPES_OF_MODULE,
        PROVIDERS_OF_MODULE,
        SYMBOLS,
        PROJECT_MODULES,
    ),
)
"""``Source`` in the module → how it leads to a session; ``None`` where that is not proven: for
circles, for names that are bound twice, behind more than eight names."""
