"""Classes that annotations make the input or output of routes, stores and services."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import libcst as cst

from houserules.analysis.extractor import Reader
from houserules.analysis.module import Role
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.aliased_imports import ALIAS_READS, names_in_project
from houserules.extractors.declared_types import parameters_of, written_type
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, SYMBOLS, Symbol, base_name
from houserules.extractors.router_objects import OBJECT_READS, router_object
from houserules.extractors.routes import route_decorators
from houserules.extractors.strings import argument

_LAYERS = ("Store", "Repository", "Service")
_NO_BODY = frozenset({"Cookie", "Depends", "File", "Form", "Header", "Path", "Query", "Security"})
_UNWRAPPED = 4
_NO_USERS = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION})


class ModelRole(StrEnum):
    """What an annotation makes of a class."""

    BODY = "body"
    """A parameter of a route that is read from the body of the request."""
    INPUT = "input"
    """What a public method of a store or service takes first, or as ``payload``."""
    RESPONSE = "response"
    """What a route answers with."""
    OUTPUT = "output"
    """What a public method of a service returns."""


@dataclass(frozen=True, slots=True)
class ModelUse:
    """An annotation that names a class.

    Attributes:
        role: What it makes of the class.
        written: The dotted name as it is written.
        router: For routes the name that the decorator hangs on.
    """

    role: ModelRole
    written: str
    router: str = ""


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, ModelUse]]:
    node = view.node
    if not isinstance(node, cst.FunctionDef):
        return
    for use in dict.fromkeys(_uses(view, node)):
        if use.written:
            yield use.written.rpartition(".")[2], use


def _uses(view: UnitView, function: cst.FunctionDef) -> Iterator[ModelUse]:
    for _, owner, _, call in route_decorators(function):
        for param in parameters_of(function):
            if param.annotation is not None and not _is_marked(param):
                written = written_type(param.annotation.annotation)
                yield ModelUse(ModelRole.BODY, written, owner)
        given = argument(call, "response_model")
        answer = given.value if given is not None else _returned(function)
        for written in unwrapped(answer):
            yield ModelUse(ModelRole.RESPONSE, written, owner)
    owner = view.class_path[-1] if view.class_path else ""
    if not owner.endswith(_LAYERS) or function.name.value.startswith("_"):
        return
    for place, param in enumerate(tuple(parameters_of(function))[1:]):
        if (place == 0 or param.name.value == "payload") and param.annotation is not None:
            yield ModelUse(ModelRole.INPUT, written_type(param.annotation.annotation))
    if owner.endswith("Service"):
        for written in unwrapped(_returned(function)):
            yield ModelUse(ModelRole.OUTPUT, written)


def _returned(function: cst.FunctionDef) -> cst.BaseExpression | None:
    return function.returns.annotation if function.returns is not None else None


def _is_marked(param: cst.Param) -> bool:
    """Whether a default or ``Annotated`` says that a parameter is not the body."""
    assert param.annotation is not None
    parts = [*descendants(param.annotation)]
    if param.default is not None:
        parts.append(param.default)
    calls = (part.func for part in parts if isinstance(part, cst.Call))
    return any(dotted_name(func).rpartition(".")[2] in _NO_BODY for func in calls)


def unwrapped(node: cst.BaseExpression | None, depth: int = 0) -> Iterator[str]:
    """The dotted names inside lists, alternatives and generics; the name itself without them."""
    if node is None or depth > _UNWRAPPED:
        return
    if isinstance(node, cst.Subscript):
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                yield from unwrapped(element.slice.value, depth + 1)
    elif isinstance(node, cst.BinaryOperation):
        yield from unwrapped(node.left, depth + 1)
        yield from unwrapped(node.right, depth + 1)
    elif isinstance(node, cst.SimpleString):
        yield written_type(node)
    else:
        yield dotted_name(node)


MODEL_USES = fact("model-uses", _contribute, ModelUse)
"""Last word of a class as written → what annotations make of it."""
EVERY_MODEL_USE = everywhere(MODEL_USES)

MODEL_USE_READS = (
    EVERY_MODEL_USE,
    PROJECT_MODULES,
    SYMBOLS,
    *ALIAS_READS,
    *OBJECT_READS,
    *PROJECT_ANCESTRY.requires,
)
"""What a rule that asks ``roles_of`` must require."""


def roles_of(reader: Reader, module: str, name: str) -> frozenset[ModelRole]:
    """What the routes, stores and services of the project make of a class."""
    symbol = Symbol(module, name)
    found: set[ModelRole] = set()
    for word in names_in_project(reader, symbol):
        for user, use in reader.lookup(EVERY_MODEL_USE, word):
            known = reader.lookup(PROJECT_MODULES, user)
            if use.role in found or known is None or known.role in _NO_USERS:
                continue
            meant = base_name(reader, Symbol(user, ""), use.written)
            if not meant or reader.lookup(SYMBOLS, meant) != symbol:
                continue
            if not use.router or _is_router(reader, user, use.router):
                found.add(use.role)
    return frozenset(found)


def _is_router(reader: Reader, module: str, name: str) -> bool:
    root = base_name(reader, Symbol(module, ""), name)
    symbol = reader.lookup(SYMBOLS, root or f"{module}.{name}")
    return symbol is not None and router_object(reader, symbol.module, symbol.path) is not None
