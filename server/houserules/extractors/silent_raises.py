"""Exceptions that are raised and say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, without_call
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.error_messages import WANTS_MESSAGE
from houserules.extractors.project_symbols import absolute_name
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.scopes import scopes_around
from houserules.extractors.strings import literal_string

SILENT_READS = (BINDINGS, WANTS_MESSAGE)
"""What a rule that asks for silent raises must require."""

_WORDLESS = frozenset(
    f"builtins.{name}"
    for name in (
        "ArithmeticError", "Exception", "FileExistsError", "FileNotFoundError", "IndexError",
        "KeyError", "LookupError", "OSError", "PermissionError", "RuntimeError", "TypeError",
        "ValueError",
    )
)  # fmt: skip
VAGUE = frozenset({"bad", "error", "exception", "failed", "failure", "invalid", "oops", "wrong"})
"""Messages of one word that say nothing."""
# The protocol behind them wants the class, and nobody reads a message.
_PROTOCOLS = frozenset({"__contains__", "__delitem__", "__getitem__", "__missing__", "__index__"})


@dataclass(frozen=True, slots=True)
class SilentRaise:
    """A ``raise`` without a message.

    Attributes:
        name: The exception, as it is written.
        text: The message of one word that it has.
    """

    name: str
    text: str = ""


def silent_raise(unit: UnitPass, node: cst.Raise) -> SilentRaise | None:
    """What a ``raise`` without a telling message raises, ``None`` for any other one.

    ``node`` must be the node the walk stands on.
    """
    raised = node.exc
    if raised is None:
        return None
    text = _message(raised)
    name = dotted_name(without_call(raised)) if text is not None else ""
    if text is None or not name or not _wants_message(unit, without_call(raised), name):
        return None
    if _is_caught_here(unit, name) or _is_protocol(unit):
        return None
    return SilentRaise(name, text)


def _message(raised: cst.BaseExpression) -> str | None:
    """The message, where it says nothing: ``""`` or one vague word; else ``None``."""
    if not isinstance(raised, cst.Call) or not raised.args:
        return ""
    first = raised.args[0]
    if len(raised.args) != 1 or first.star or first.keyword is not None:
        return None
    text = literal_string(first.value)
    if text is None:
        return None
    word = text.strip().strip(".!").lower()
    return text.strip() if not word or word in VAGUE else None


def _wants_message(unit: UnitPass, node: cst.CSTNode, name: str) -> bool:
    names = qualified_names(unit, node)
    own = unit.module
    if len(names) == 1:
        if names[0] in _WORDLESS:
            return True
        absolute = absolute_name(own.name, names[0], is_package=own.is_package)
        is_local = absolute.partition(".")[0] in own.local_packages
        return is_local and unit.lookup(WANTS_MESSAGE, absolute)
    if names or "." in name or any(name in scope for scope in scopes_around(unit, node)):
        return False
    bindings = unit.lookup(BINDINGS, name)
    is_class = len(bindings) == 1 and bindings[0].kind is BindingKind.CLASS
    return is_class and unit.lookup(WANTS_MESSAGE, f"{own.name}.{name}")


def _is_caught_here(unit: UnitPass, name: str) -> bool:
    """Whether a handler of the same function catches it: then it is a jump, not an error."""
    for below, holder in pairwise(reversed(unit.ancestors)):
        if isinstance(holder, cst.FunctionDef | cst.Lambda):
            return False
        if isinstance(holder, cst.Try) and below is holder.body:
            for handler in holder.handlers:
                caught = handler.type
                is_tuple = isinstance(caught, cst.Tuple)
                nodes = [e.value for e in caught.elements] if is_tuple else [caught]
                if any(n is None or dotted_name(n) in (name, "Exception") for n in nodes):
                    return True
    return False


def _is_protocol(unit: UnitPass) -> bool:
    functions = [a for a in unit.ancestors if isinstance(a, cst.FunctionDef)]
    return bool(functions) and functions[-1].name.value in _PROTOCOLS
