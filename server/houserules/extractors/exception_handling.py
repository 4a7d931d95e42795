"""Which exceptions a project raises, and which of them it has handlers for."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.module import Role
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name, without_call
from houserules.extractors.dependencies import absolute_use
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    MODULE_CLASSES,
    PROJECT_ANCESTRY,
    SYMBOLS,
)
from houserules.extractors.router_objects import ROUTING_READS, is_routing
from houserules.extractors.scoped_walk import outer_name, scoped_walk
from houserules.extractors.strings import argument

_RAISED, _CAUGHT, _HANDLED, _UNKNOWN = "raised", "caught", "handled", "?"
_WORDS = ("raise ", "except ", "exception_handler")
_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_GENERAL = frozenset({"builtins.Exception", "builtins.BaseException", "builtins.object"})


@dataclass(frozen=True, slots=True)
class ErrorMention:
    """A class of exceptions as code names it.

    Attributes:
        name: A dotted name, ``?`` where it has none.
        imported: Whether it is the target of an import inside a function.
    """

    name: str
    imported: bool = False


def _mentions(view: UnitView) -> Iterator[tuple[Hashable, ErrorMention]]:
    text = view.unit.text
    if view.node is None or not any(word in text for word in _WORDS):
        return
    seen: set[tuple[str, ErrorMention]] = set()
    for node, known in scoped_walk(view.node, view.hidden_body):
        for kind, written in _named(node):
            meant = outer_name(dotted_name(written), known) if dotted_name(written) else None
            if meant is None and kind != _HANDLED:
                continue
            found = (kind, ErrorMention(*meant) if meant is not None else ErrorMention(_UNKNOWN))
            if found not in seen:
                seen.add(found)
                yield found


def _named(node: cst.CSTNode) -> Iterator[tuple[str, cst.CSTNode]]:
    if isinstance(node, cst.Raise):
        if node.exc is not None:
            yield _RAISED, without_call(node.exc)
    elif isinstance(node, cst.ExceptHandler):
        if isinstance(node.type, cst.Tuple):
            yield from ((_CAUGHT, element.value) for element in node.type.elements)
        elif node.type is not None:
            yield _CAUGHT, node.type
    elif isinstance(node, cst.Call):
        last = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        if last in ("exception_handler", "add_exception_handler"):
            given = argument(node, "exc_class_or_status_code", 0)
            if given is not None and not isinstance(given.value, cst.Integer):
                yield _HANDLED, given.value
        listed = argument(node, "exception_handlers")
        if listed is not None:
            is_whole = isinstance(listed.value, cst.Dict)
            elements = listed.value.elements if isinstance(listed.value, cst.Dict) else ()
            yield from (
                (_HANDLED, e.key if isinstance(e, cst.DictElement) else listed.value)
                for e in elements
                if not (isinstance(e, cst.DictElement) and isinstance(e.key, cst.Integer))
            )
            if not is_whole:
                yield _HANDLED, cst.SimpleString('""')


ERROR_MENTIONS = fact("error-mentions", _mentions, ErrorMention)
"""``raised``, ``caught`` or ``handled`` → the classes of exceptions that are named so."""
_EVERYWHERE = everywhere(ERROR_MENTIONS)


@dataclass(frozen=True, slots=True)
class ErrorHandling:
    """What becomes of the exceptions of a project.

    Attributes:
        raised: The absolute names of what is raised, and of all that it derives from.
        handled: The absolute names of what has a handler in an application, or is caught by
            files with routes.
        is_known: Whether all handlers are known.
    """

    raised: frozenset[str]
    handled: frozenset[str]
    is_known: bool


def _handling(reader: Reader, _: str) -> ErrorHandling:
    raised, handled, is_known = set[str](), set[str](), True
    for module, mention in reader.lookup(_EVERYWHERE, _RAISED):
        known = reader.lookup(PROJECT_MODULES, module)
        absolute = _meaning(reader, module, mention)
        if absolute and known is not None and known.role not in _TESTS:
            raised |= reader.lookup(PROJECT_ANCESTRY, absolute)
    for module, mention in reader.lookup(_EVERYWHERE, _HANDLED):
        absolute = _meaning(reader, module, mention)
        handled |= {absolute} - {""}
        is_known = is_known and bool(absolute)
    for module, mention in reader.lookup(_EVERYWHERE, _CAUGHT):
        absolute = _meaning(reader, module, mention)
        if absolute and absolute not in _GENERAL and is_routing(reader, module):
            handled |= reader.lookup(PROJECT_ANCESTRY, absolute)
    return ErrorHandling(frozenset(raised), frozenset(handled - _GENERAL), is_known)


def _meaning(reader: Reader, module: str, mention: ErrorMention) -> str:
    """The absolute name of a class, re-exports followed; ``""`` where it is not known."""
    if mention.name == _UNKNOWN:
        return ""
    absolute = absolute_use(reader, module, mention.name, mention.imported)
    symbol = reader.lookup(SYMBOLS, absolute)
    if symbol is not None:
        is_class = bool(reader.lookup(MODULE_CLASSES, (symbol.module, symbol.path)))
        return f"{symbol.module}.{symbol.path}" if is_class else ""
    if mention.imported:
        return absolute
    root, dot, rest = mention.name.partition(".")
    bindings = reader.lookup(MODULE_BINDINGS, (module, root)) or ()
    if not bindings:
        return f"builtins.{mention.name}" if mention.name[:1].isupper() else ""
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.IMPORT:
        return ""
    return bindings[0].target + dot + rest


ERROR_HANDLING = derived(
    "error-handling",
    _handling,
    (
        _EVERYWHERE,
        SYMBOLS,
        MODULE_CLASSES,
        PROJECT_ANCESTRY,
        MODULE_BINDINGS,
        PROJECT_MODULES,
        *ROUTING_READS,
    ),
)
"""``""`` → which exceptions the project raises, and which it handles."""


def _is_handled(reader: Reader, name: str) -> bool:
    handling = reader.lookup(ERROR_HANDLING, "")
    if not handling.is_known or name not in handling.raised:
        return True
    return bool((reader.lookup(PROJECT_ANCESTRY, name) - _GENERAL) & handling.handled)


EXCEPTION_HANDLED = derived("exception-handled", _is_handled, (ERROR_HANDLING, PROJECT_ANCESTRY))
"""Absolute name of a class → ``False`` where something raises it and nothing handles it."""
