"""Calls of other services through an HTTP library, and the errors that library raises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import children
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.instances import INSTANCE_READS, instance_of
from houserules.extractors.qualified_names import qualified_names

EXTERNAL_READS = (*INSTANCE_READS, BINDINGS)
"""What a rule that asks for external calls must require."""

_VERBS = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream"}
)
LIBRARY_ERRORS: Mapping[str, str] = MappingProxyType(
    {"httpx": "HTTPError", "requests": "RequestException", "aiohttp": "ClientError"}
)
"""Library → the class that its errors derive from."""
_CLIENTS = frozenset(
    {
        "httpx.AsyncClient", "httpx.Client", "requests.Session", "requests.session",
        "requests.sessions.Session", "aiohttp.ClientSession",
    }
)  # fmt: skip


def called_library(unit: UnitPass, call: cst.Call) -> str:
    """The HTTP library that a call sends a request with, ``""`` for other calls.

    ``call`` must be the node the walk stands on, or lie below it without a scope between.
    """
    func = call.func
    names = qualified_names(unit, func) if dotted_name(func) else ()
    if len(names) == 1:
        library, _, name = names[0].partition(".")
        return library if library in ("httpx", "requests") and name in _VERBS else ""
    if names or not isinstance(func, cst.Attribute) or func.attr.value not in _VERBS:
        return ""
    made = instance_of(unit, func.value)
    return made.partition(".")[0] if made in _CLIENTS else ""


@dataclass(frozen=True, slots=True)
class CaughtName:
    """An exception that a handler names.

    Attributes:
        node: The expression.
        qualified: Its qualified name, ``""`` where not proven.
    """

    node: cst.BaseExpression
    qualified: str


def caught_by(unit: UnitPass, handler: cst.ExceptHandler) -> tuple[CaughtName, ...]:
    """The exceptions that a handler names; none for a bare one."""
    if handler.type is None:
        return ()
    caught, found = handler.type, list[CaughtName]()
    for node in [e.value for e in caught.elements] if isinstance(caught, cst.Tuple) else [caught]:
        names = qualified_names(unit, node)
        found.append(CaughtName(node, names[0] if len(names) == 1 else ""))
    return tuple(found)


def libraries_called(unit: UnitPass, block: cst.Try) -> tuple[str, ...]:
    """The HTTP libraries that the body of a ``try`` calls, blocks with handlers in it left out.

    ``block`` must be the node the walk stands on.
    """
    found: dict[str, None] = {}
    for node in _guarded(block.body):
        if isinstance(node, cst.Call):
            library = called_library(unit, node)
            if library:
                found[library] = None
    return tuple(found)


def _guarded(body: cst.BaseSuite) -> Iterator[cst.CSTNode]:
    """What runs below a body and raises into its handlers, in document order."""
    stack: list[cst.CSTNode] = [body]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.FunctionDef | cst.Lambda | cst.ClassDef | cst.BaseComp):
            continue
        if isinstance(node, cst.Try | cst.TryStar) and node.handlers:
            continue
        yield node
        stack.extend(reversed(children(node)))
