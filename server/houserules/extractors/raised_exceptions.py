"""The exceptions that a function raises itself and lets out, as far as syntax proves it."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import libcst as cst

from houserules.analysis.structure import dotted_name, without_call
from houserules.analysis.walk import walk
from houserules.extractors.scopes import Scope

_SWALLOWS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
_BARE = frozenset({"Exception", "BaseException"})


@dataclass(frozen=True, slots=True)
class Raised:
    """One exception.

    Attributes:
        name: The last part of its name.
        node: The ``raise``.
        guard: The condition that it stands under alone, ``None`` where there is none.
    """

    name: str
    node: cst.Raise
    guard: cst.BaseExpression | None


def raised_by(function: cst.FunctionDef, scope: Scope) -> Iterator[Raised]:
    """The exceptions that leave a function, each name once, in the order of the code.

    ``scope`` holds the names that the function makes local.
    """
    seen: set[str] = set()
    around: list[cst.CSTNode] = []
    for node in walk(function.body, around):
        if not isinstance(node, cst.Raise) or _is_inside_other(around):
            continue
        for name in _names(node, around, scope):
            if name not in seen and not _is_caught(name, node, around):
                seen.add(name)
                yield Raised(name, node, _guard(around))


def _is_inside_other(around: Sequence[cst.CSTNode]) -> bool:
    return any(isinstance(a, cst.FunctionDef | cst.ClassDef | cst.Lambda) for a in around)


def _names(node: cst.Raise, around: Sequence[cst.CSTNode], scope: Scope) -> Iterator[str]:
    if node.exc is None:
        return
    dotted = dotted_name(without_call(node.exc))
    root, _, _ = dotted.partition(".")
    last = dotted.rpartition(".")[2]
    if root in scope:
        if isinstance(node.exc, cst.Name):
            yield from _caught_as(root, around)
        return
    if last[:1].isupper() and (root == last or not root[:1].isupper()) and root != "self":
        yield last


def _caught_as(name: str, around: Sequence[cst.CSTNode]) -> Iterator[str]:
    """The types of the handler that binds a name, if one around does."""
    for holder in reversed(around):
        if not isinstance(holder, cst.ExceptHandler) or holder.name is None:
            continue
        if dotted_name(holder.name.name) == name:
            for caught in handled_names(holder):
                if caught and caught not in _BARE and caught[:1].isupper():
                    yield caught
            return


def handled_names(handler: cst.ExceptHandler) -> Sequence[str]:
    """The last parts of the types that a handler names; ``""`` for what has no name."""
    if handler.type is None:
        return ("BaseException",)
    if isinstance(handler.type, cst.Tuple):
        types: Sequence[cst.BaseExpression] = [e.value for e in handler.type.elements]
    else:
        types = (handler.type,)
    return [dotted_name(t).rpartition(".")[2] for t in types]


def _is_caught(name: str, node: cst.Raise, around: Sequence[cst.CSTNode]) -> bool:
    """Whether something around may keep an exception from leaving the function."""
    chain = [*around, node]
    for holder, below in pairwise(chain):
        if isinstance(holder, cst.With) and below is holder.body:
            calls = (dotted_name(without_call(item.item)) for item in holder.items)
            if any(call.rpartition(".")[2] in _SWALLOWS for call in calls):
                return True
        if isinstance(holder, cst.TryStar) and below is holder.body:
            return True
        if not isinstance(holder, cst.Try):
            continue
        if holder.finalbody is not None and _returns(holder.finalbody):
            return True
        if below is holder.body and any(
            _may_catch(caught, name) for h in holder.handlers for caught in handled_names(h)
        ):
            return True
    return False


def _returns(block: cst.Finally) -> bool:
    return any(isinstance(node, cst.Return) for node in walk(block.body, []))


def _may_catch(caught: str, name: str) -> bool:
    handler, raised = _builtin(caught), _builtin(name)
    if handler is not None and raised is not None:
        return issubclass(raised, handler)
    # An exception of the project may derive from any other one.
    return True


def covers(documented: str, raised: str) -> bool:
    """Whether a name under Raises speaks of an exception: it itself, or a builtin base of it."""
    base, exception = _builtin(documented), _builtin(raised)
    if documented == raised:
        return True
    return base is not None and exception is not None and issubclass(exception, base)


def _builtin(name: str) -> type[BaseException] | None:
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def _guard(around: Sequence[cst.CSTNode]) -> cst.BaseExpression | None:
    """The condition of the ``if`` that holds nothing but the ``raise``."""
    blocks = [a for a in around if not isinstance(a, cst.SimpleStatementLine)]
    if len(blocks) < 2 or not isinstance(blocks[-2], cst.If):
        return None
    condition, body = blocks[-2], blocks[-1]
    is_first = len(blocks) < 3 or not isinstance(blocks[-3], cst.If)
    return condition.test if body is condition.body and is_first else None
