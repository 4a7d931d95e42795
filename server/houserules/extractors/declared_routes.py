"""What route decorators say: their arguments, and what the router adds to them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.analysis.walk import own_nodes
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.http_errors import status_of
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, absolute_name
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.routes import ROUTERS, methods_of, route_decorators
from houserules.extractors.scopes import scope_of
from houserules.extractors.strings import argument, literal_string

_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_LIBRARIES = ("fastapi", "starlette", "sse_starlette")


@dataclass(frozen=True, slots=True)
class DeclaredRoute:
    """A decorator that makes a function a route.

    Attributes:
        decorator: The decorator.
        call: Its call.
        owner: The name that it hangs on.
        methods: The methods it answers to, ``()`` where unknown.
        path: The literal path, ``None`` where unknown.
    """

    decorator: cst.Decorator
    call: cst.Call
    owner: str
    methods: tuple[str, ...]
    path: str | None

    @property
    def is_open(self) -> bool:
        """Whether ``**`` may bring any argument."""
        return any(arg.star for arg in self.call.args)

    @property
    def is_hidden(self) -> bool:
        """Whether the schema leaves it out."""
        shown = self.given("include_in_schema")
        return shown is not None and dotted_name(shown) != "True"

    @property
    def title(self) -> str:
        """``GET /plans``, as far as it is known."""
        return " ".join(part for part in ("|".join(self.methods), self.path) if part)

    def given(self, name: str) -> cst.BaseExpression | None:
        """The value of a keyword."""
        found = argument(self.call, name)
        return found.value if found is not None else None

    def keyword(self, name: str) -> cst.CSTNode:
        """Where a keyword stands; the decorator where it is not given."""
        found = argument(self.call, name)
        return found.keyword if found is not None and found.keyword else self.decorator

    def status(self) -> int | None:
        """The status it declares, ``None`` for none and for what is no number or constant."""
        given = self.given("status_code")
        return status_of(given) if given is not None else None


@dataclass(frozen=True, slots=True)
class RouterDefaults:
    """What a router, or an application, says for all of its routes.

    Attributes:
        keywords: The keywords that are given to it.
        dependencies: The names of what stands in ``dependencies``, dotted.
        is_open: Whether ``**`` may bring any other.
    """

    keywords: tuple[str, ...]
    dependencies: tuple[str, ...]
    is_open: bool


def _defaults(view: UnitView) -> Iterator[tuple[Hashable, RouterDefaults]]:
    text = view.unit.text
    if view.unit.depth or not ("Router" in text or "FastAPI" in text):
        return
    statement = first_statement(view.node)
    if isinstance(statement, cst.Assign):
        targets = [target.target for target in statement.targets]
    elif isinstance(statement, cst.AnnAssign):
        targets = [statement.target]
    else:
        return
    if not isinstance(statement.value, cst.Call):
        return
    args = statement.value.args
    found = RouterDefaults(
        tuple(arg.keyword.value for arg in args if arg.keyword is not None),
        dependency_names(argument(statement.value, "dependencies")),
        any(arg.star for arg in args),
    )
    for target in targets:
        if isinstance(target, cst.Name):
            yield target.value, found


def dependency_names(given: cst.Arg | None) -> tuple[str, ...]:
    """The names in ``dependencies=[Depends(name), …]``, dotted; ``?`` for what has none."""
    if given is None:
        return ()
    if not isinstance(given.value, cst.List | cst.Tuple):
        return ("?",)
    return tuple(injected_name(element.value) or "?" for element in given.value.elements)


def injected_name(value: cst.BaseExpression) -> str:
    """The name in ``Depends(name)``, dotted; ``""`` for what has none."""
    if not isinstance(value, cst.Call):
        return dotted_name(value)
    first = argument(value, "dependency", 0)
    inner = first.value if first is not None else value.func
    return dotted_name(inner.func if isinstance(inner, cst.Call) else inner)


def _merge(values: tuple[RouterDefaults, ...]) -> RouterDefaults | None:
    return values[0] if len(values) == 1 else None


ROUTER_DEFAULTS = table("router-defaults", _defaults, _merge)
"""Module-level name → what a call gave to it; ``None`` unless one call made it."""

ROUTE_READS = (ROUTERS, BINDINGS, ROUTER_DEFAULTS, PROJECT_ANCESTRY)
"""What a rule that asks for declared routes must require."""


def declared_routes(unit: UnitPass, function: cst.FunctionDef) -> Sequence[DeclaredRoute]:
    """The decorators that make a function a route, tests and functions in functions left out.

    ``function`` must be the node the walk stands on.
    """
    if not function.decorators or unit.module.role in _TESTS:
        return ()
    if any(isinstance(a, cst.FunctionDef | cst.Lambda) for a in unit.ancestors):
        return ()
    found: list[DeclaredRoute] = []
    for decorator, owner, method, call in route_decorators(function):
        if unit.lookup(ROUTERS, owner):
            path = argument(call, "path", 0)
            literal = literal_string(path.value) if path is not None else None
            found.append(DeclaredRoute(decorator, call, owner, methods_of(method, call), literal))
    return found


def returned_values(function: cst.FunctionDef) -> Sequence[cst.Return]:
    """The ``return`` statements of a function, in no promised order."""
    return [node for node in own_nodes(function) if isinstance(node, cst.Return)]


def gives_nothing(node: cst.Return) -> bool:
    """Whether a ``return`` gives ``None``."""
    return node.value is None or dotted_name(node.value) == "None"


def outer_names(unit: UnitPass, function: cst.FunctionDef, node: cst.CSTNode) -> tuple[str, ...]:
    """The qualified names of an expression in a function at the top of a module or class."""
    dotted = dotted_name(node)
    if not dotted or dotted.partition(".")[0] in scope_of(unit, function):
        return ()
    return module_qualified_names(unit, dotted)


def is_response(unit: UnitPass, function: cst.FunctionDef, node: cst.CSTNode) -> bool:
    """Whether a type, or a callee, is a response that FastAPI sends as it is.

    What is called so and does not come from the project counts, too: libraries bring their own.
    """
    if isinstance(node, cst.BinaryOperation):
        return is_response(unit, function, node.left) or is_response(unit, function, node.right)
    if isinstance(node, cst.SimpleString):
        return node.raw_value.endswith("Response")
    dotted = dotted_name(node)
    if not dotted:
        return isinstance(node, cst.Attribute) and node.attr.value.endswith("Response")
    if dotted.partition(".")[0] in scope_of(unit, function):
        return dotted.endswith("Response")
    names = outer_names(unit, function, node)
    for name in names:
        if name.startswith(tuple(f"{library}." for library in _LIBRARIES)):
            return name.endswith("Response")
    if not names:
        return dotted.endswith("Response") if "." in dotted else _is_own_response(unit, dotted)
    module = unit.module
    absolute = absolute_name(module.name, names[0], is_package=module.is_package)
    above = unit.lookup(PROJECT_ANCESTRY, absolute) if absolute else frozenset[str]()
    if any(_is_library_response(name) for name in above):
        return True
    return dotted.endswith("Response") and above <= {absolute, names[0]}


def _is_own_response(unit: UnitPass, name: str) -> bool:
    above = unit.lookup(PROJECT_ANCESTRY, f"{unit.module.name}.{name}")
    return any(_is_library_response(base) for base in above)


def _is_library_response(name: str) -> bool:
    return name.partition(".")[0] in _LIBRARIES and name.endswith("Response")


def returns_response(unit: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether a function makes its response itself, as far as annotation and returns show."""
    annotation = function.returns.annotation if function.returns is not None else None
    if annotation is not None and is_response(unit, function, annotation):
        return True
    return any(
        isinstance(node.value, cst.Call) and is_response(unit, function, node.value.func)
        for node in returned_values(function)
    )


def sets_status(function: cst.FunctionDef) -> bool:
    """Whether a body assigns ``response.status_code``."""
    return any(
        isinstance(node, cst.AssignTarget)
        and isinstance(node.target, cst.Attribute)
        and node.target.attr.value == "status_code"
        for node in own_nodes(function)
    )
