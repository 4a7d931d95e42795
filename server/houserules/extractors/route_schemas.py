"""The classes that routes read from bodies, and those that they answer with."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import Reader, derived, table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.declared_types import parameters_of
from houserules.extractors.parameter_markers import marker_names
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.routes import ROUTERS, route_decorators
from houserules.extractors.strings import argument

_BODY = marker_names(("Body",))
_NO_BODY = frozenset({"get", "head", "options", "trace"})
_CONTAINERS = frozenset({"Annotated", "List", "Optional", "Sequence", "Union", "list"})


def schema_names(annotation: cst.BaseExpression) -> Iterator[tuple[str, cst.BaseExpression]]:
    """The dotted names that an annotation holds, itself or in a list, with their nodes."""
    if isinstance(annotation, cst.Subscript):
        if dotted_name(annotation.value).rpartition(".")[2] in _CONTAINERS:
            for element in annotation.slice[:1]:
                if isinstance(element.slice, cst.Index):
                    yield from schema_names(element.slice.value)
        return
    if isinstance(annotation, cst.BinaryOperation):
        yield from schema_names(annotation.left)
        yield from schema_names(annotation.right)
        return
    written = dotted_name(annotation)
    if written and written != "None":
        yield written, annotation


def response_annotation(function: cst.FunctionDef) -> Iterator[tuple[str, cst.BaseExpression]]:
    """``(owner of the route, annotation)`` of what a route answers with."""
    for _, owner, _, call in route_decorators(function):
        given = argument(call, "response_model")
        if given is not None:
            yield owner, given.value
        elif function.returns is not None:
            yield owner, function.returns.annotation


def body_parameters(p: UnitPass, function: cst.FunctionDef) -> Iterator[cst.Param]:
    """The parameters of a route that may be read from its body: those without a marker.

    ``function`` must be the node that the walk stands on.
    """
    methods = [method for _, owner, method, _ in route_decorators(function) if is_router(p, owner)]
    if not methods or all(method in _NO_BODY for method in methods):
        return
    for param in parameters_of(function):
        if param.annotation is None:
            continue
        default = param.default
        is_body = isinstance(default, cst.Call) and resolves_to(p, default.func, _BODY)
        marked = isinstance(param.annotation.annotation, cst.Subscript) and any(
            isinstance(node, cst.Call) for node in descendants(param.annotation.annotation)
        )
        is_plain = default is None or dotted_name(default) == "None"
        if not marked and (is_plain or is_body):
            yield param


def is_router(reader: Reader, owner: str) -> bool:
    """Whether a name is a router or application; the reader must require ``ROUTERS``."""
    return bool(reader.lookup(ROUTERS, owner))


def _responses(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    node = view.node
    if view.class_path or not isinstance(node, cst.FunctionDef) or not node.decorators:
        return
    for owner, annotation in response_annotation(node):
        for written, _ in schema_names(annotation):
            yield written, owner


def _owners(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


_RESPONSE_OWNERS = table("response-owners", _responses, _owners)


def _is_response(reader: Reader, written: str) -> bool:
    return any(is_router(reader, owner) for owner in reader.lookup(_RESPONSE_OWNERS, written))


RESPONSE_SCHEMAS = derived("response-schemas", _is_response, (_RESPONSE_OWNERS, ROUTERS))
"""Dotted name → whether a route of this module answers with it."""
