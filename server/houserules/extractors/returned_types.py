"""What functions of the project say they return, or yield where they are generators."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, fact, in_module
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.definitions import decorator_names
from houserules.extractors.project_symbols import MODULE_BINDINGS, SYMBOLS, absolute_name
from houserules.extractors.qualified_names import qualified_names

_LONGEST = 100
_GENERATORS = frozenset(
    {
        "AsyncIterator", "AsyncGenerator", "AsyncIterable", "Iterator", "Generator", "Iterable",
    }
)  # fmt: skip
_KEEP_TYPE = frozenset({"lru_cache", "cache", "staticmethod"})


def _returns(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    node = view.node
    if view.class_path or not isinstance(node, cst.FunctionDef) or node.returns is None:
        return
    if any(name.rpartition(".")[2] not in _KEEP_TYPE for name in decorator_names(node)):
        return
    annotation = _yielded(node, node.returns.annotation)
    if isinstance(annotation, cst.SimpleString):
        text = annotation.raw_value
    else:
        text = cst.Module(()).code_for_node(annotation)
    if text != "None" and len(text) <= _LONGEST and text.isprintable():
        yield node.name.value, text


def _yielded(function: cst.FunctionDef, annotation: cst.BaseExpression) -> cst.BaseExpression:
    if not isinstance(annotation, cst.Subscript):
        return annotation
    if dotted_name(annotation.value).rpartition(".")[2] not in _GENERATORS:
        return annotation
    first = annotation.slice[0].slice
    if not isinstance(first, cst.Index):
        return annotation
    is_generator = any(isinstance(n, cst.Yield) for n in descendants(function.body))
    return first.value if is_generator else annotation


RETURNED_TYPES = fact("returned-types", _returns, str)
"""Top-level function → the code of the type it gives to FastAPI."""
_OF_MODULE = in_module(RETURNED_TYPES)

RETURNED_TYPE_READS = (
    BINDINGS,
    RETURNED_TYPES,
    _OF_MODULE,
    SYMBOLS,
    MODULE_BINDINGS,
    PROJECT_MODULES,
)
"""What a rule that asks ``returned_type`` must require."""


@dataclass(frozen=True, slots=True)
class ReturnedType:
    """A type as a module writes it.

    Attributes:
        code: The code of the annotation.
        module: The module that gives its names their meaning; ``""`` for the one that asks.
    """

    code: str
    module: str = ""


def returned_type(unit_pass: UnitPass, callee: cst.CSTNode) -> ReturnedType | None:
    """What a function gives that FastAPI calls, of a class the class; ``None`` where not proven.

    ``callee`` must be the node the walk stands on, or lie below it without a scope between.
    """
    dotted = dotted_name(callee)
    bindings = unit_pass.lookup(BINDINGS, dotted.partition(".")[0]) if dotted else ()
    if len(bindings) != 1:
        return None
    if bindings[0].kind is BindingKind.CLASS:
        return ReturnedType(dotted) if dotted == bindings[0].name else None
    if bindings[0].kind is BindingKind.FUNCTION:
        return _only(unit_pass.lookup(RETURNED_TYPES, dotted), "")
    names = qualified_names(unit_pass, callee)
    module = unit_pass.module
    if len(names) != 1:
        return None
    absolute = absolute_name(module.name, names[0], is_package=module.is_package)
    symbol = unit_pass.lookup_if_ready(SYMBOLS, absolute)
    if symbol is None or not symbol.path:
        return None
    defined = unit_pass.lookup(MODULE_BINDINGS, (symbol.module, symbol.path)) or ()
    if len(defined) == 1 and defined[0].kind is BindingKind.CLASS:
        return ReturnedType(dotted)
    found = unit_pass.lookup(_OF_MODULE, (symbol.module, symbol.path)) or ()
    return _only(found, symbol.module)


def _only(found: tuple[str, ...], module: str) -> ReturnedType | None:
    return ReturnedType(found[0], module) if len(found) == 1 else None


def meaning_in(reader: Reader, module: str, name: str) -> str | None:
    """The absolute qualified name of a module-level name of another file.

    ``""`` for a name that it does not bind, ``None`` where that is not certain.
    """
    bindings = reader.lookup(MODULE_BINDINGS, (module, name)) or ()
    if not bindings:
        return ""
    if len({(b.kind, b.target) for b in bindings}) != 1:
        return None
    if bindings[0].kind is not BindingKind.IMPORT:
        return f"{module}.{name}"
    known = reader.lookup(PROJECT_MODULES, module)
    is_package = known is not None and known.is_package
    return absolute_name(module, bindings[0].target, is_package=is_package) or None
