"""What the exceptions of a project say when they are raised without a message."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from enum import StrEnum

import libcst as cst

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import PROJECT_MODULES, fact, in_module
from houserules.analysis.structure import UnitView, first_statement, target_names
from houserules.extractors.declared_types import parameters_of
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    MODULE_CLASSES,
    SYMBOLS,
    Symbol,
    base_name,
)
from houserules.extractors.strings import literal_string

_MOST_STEPS = 8
_NAMES = frozenset({"message", "msg", "detail"})
_ATTRIBUTES = frozenset({*_NAMES, "default_message", "default_detail", "code", "error_code"})


class Message(StrEnum):
    """Where the message of an exception comes from."""

    CALLER = "caller"
    """A parameter for it has no default, or an empty one."""
    OWN = "own"
    """The class has a text of its own, or takes no message."""


def _messages(view: UnitView) -> Iterator[tuple[Hashable, Message]]:
    if not view.class_path:
        return
    path = ".".join(view.class_path)
    statement = first_statement(view.node)
    if isinstance(view.node, cst.FunctionDef):
        if view.node.name.value == "__init__":
            yield path, _of_init(view.node)
    elif set(_given(statement)) & _ATTRIBUTES:
        yield path, Message.OWN


def _given(statement: cst.CSTNode | None) -> Iterator[str]:
    """The names that a statement of a class body gives a value."""
    if isinstance(statement, cst.Assign):
        for target in statement.targets:
            yield from target_names(target.target)
    elif isinstance(statement, cst.AnnAssign) and statement.value is not None:
        yield from target_names(statement.target)


def _of_init(init: cst.FunctionDef) -> Message:
    for param in parameters_of(init):
        if param.name.value in _NAMES:
            default = param.default
            is_none = isinstance(default, cst.Name) and default.value == "None"
            empty = default is None or is_none or literal_string(default) == ""
            return Message.CALLER if empty else Message.OWN
    return Message.OWN


MESSAGES = fact("error-messages", _messages, Message)
"""Class path → what its ``__init__``, and attributes named after a message, say of the message."""
_OF_MODULE = in_module(MESSAGES)


def _wants(reader: Reader, qualified: str) -> bool:
    symbol = reader.lookup(SYMBOLS, qualified)
    for _ in range(_MOST_STEPS):
        if symbol is None:
            return False
        found = reader.lookup(_OF_MODULE, (symbol.module, symbol.path)) or ()
        if found:
            return set(found) == {Message.CALLER}
        symbol = _first_base(reader, symbol)
    return False


def _first_base(reader: Reader, symbol: Symbol) -> Symbol | None:
    for definition in reader.lookup(MODULE_CLASSES, (symbol.module, symbol.path)) or ():
        meant = base_name(reader, symbol, definition.bases[0]) if definition.bases else ""
        return reader.lookup(SYMBOLS, meant) if meant else None
    return None


WANTS_MESSAGE = derived(
    "wants-message",
    _wants,
    (_OF_MODULE, SYMBOLS, MODULE_CLASSES, MODULE_BINDINGS, PROJECT_MODULES),
)
"""Absolute qualified name of an exception class → whether whoever raises it must say why."""
