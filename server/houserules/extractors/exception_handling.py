"""Which exceptions a project raises, and which of them it has handlers for."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.module import Role
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name, without_call
from houserules.extractors.aliased_imports import ALIAS_READS, names_in_project
from houserules.extractors.base_words import DERIVING
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
_MOST_WORDS = 100
"""Classes below one that are looked at."""
Words = frozenset[str]
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
            mention = ErrorMention(*meant) if meant is not None else ErrorMention(_UNKNOWN)
            # All handlers of a project are few; of the rest, those of one class are wanted.
            word = "" if kind == _HANDLED else mention.name.rpartition(".")[2]
            if (kind, mention) not in seen:
                seen.add((kind, mention))
                yield (kind, word), mention


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
"""``raised`` or ``caught`` with the last word of a name, ``handled`` with none → the classes of
exceptions that are named so."""
_EVERYWHERE = everywhere(ERROR_MENTIONS)


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


def _is_handled(reader: Reader, name: str) -> bool:
    ancestors = reader.lookup(PROJECT_ANCESTRY, name) - _GENERAL
    for module, mention in reader.lookup(_EVERYWHERE, (_HANDLED, "")):
        handled = _meaning(reader, module, mention)
        if not handled or handled in ancestors:
            return True
    below = _words_below(reader, name)
    return not _is_raised(reader, name, below) or _is_caught(reader, name, ancestors, below)


def _is_caught(reader: Reader, name: str, ancestors: Collection[str], below: Words) -> bool:
    """Whether a file with routes catches the class, what it derives from, or one below it."""
    for word in {*below, *(word for above in ancestors for word in _words(reader, above))}:
        for module, mention in reader.lookup(_EVERYWHERE, (_CAUGHT, word)):
            caught = _meaning(reader, module, mention) if is_routing(reader, module) else ""
            if caught in ancestors or name in reader.lookup(PROJECT_ANCESTRY, caught):
                return True
    return False


def _is_raised(reader: Reader, name: str, below: Words) -> bool:
    """Whether the application raises the class, or one that derives from it."""
    for word in below:
        for module, mention in reader.lookup(_EVERYWHERE, (_RAISED, word)):
            known = reader.lookup(PROJECT_MODULES, module)
            if known is None or known.role in _TESTS:
                continue
            if name in reader.lookup(PROJECT_ANCESTRY, _meaning(reader, module, mention)):
                return True
    return False


def _words_below(reader: Reader, name: str) -> Words:
    """The last words by which code may name a class or one that derives from it."""
    seen: set[str] = set()
    waiting = list(_words(reader, name))
    while waiting and len(seen) < _MOST_WORDS:
        word = waiting.pop()
        if word not in seen:
            seen.add(word)
            waiting += (deriving for _, deriving in reader.lookup(DERIVING, word))
    return frozenset(seen)


def _words(reader: Reader, name: str) -> tuple[str, ...]:
    """The last words by which code may name a class."""
    symbol = reader.lookup(SYMBOLS, name)
    if symbol is None or "." in symbol.path:
        return (name.rpartition(".")[2],)
    return names_in_project(reader, symbol)


EXCEPTION_HANDLED = derived(
    "exception-handled",
    _is_handled,
    (
        _EVERYWHERE,
        DERIVING,
        SYMBOLS,
        MODULE_CLASSES,
        PROJECT_ANCESTRY,
        MODULE_BINDINGS,
        PROJECT_MODULES,
        *ALIAS_READS,
        *ROUTING_READS,
    ),
)
"""Absolute name of a class → ``False`` where something raises it and nothing handles it."""
