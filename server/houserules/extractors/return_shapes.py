"""What a function gives back, as far as the syntax of its body decides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.walk import children
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.completion import completes
from houserules.extractors.definitions import decorator_names, is_trivial
from houserules.extractors.literals import literal_type
from houserules.extractors.routes import ROUTERS, route_decorators
from houserules.extractors.scopes import scope_of, scopes_around
from houserules.extractors.strings import argument

_NONE = "None"
_HARMLESS = frozenset(
    {
        "abstractmethod", "asynccontextmanager", "cache", "cached_property", "classmethod",
        "contextmanager", "deleter", "final", "fixture", "getter", "lru_cache", "property",
        "setter", "staticmethod", "wraps",
    }
)  # fmt: skip
_SPECIAL: Mapping[str, str] = MappingProxyType(
    {"__str__": "str", "__repr__": "str", "__len__": "int", "__bool__": "bool", "__init__": "None"}
)
MAY_FAIL = "a decorator may read the annotation"
OF_ROUTE = "FastAPI makes the response model of the route of it"
OF_GENERATOR = "it promises no more than that the function can be iterated over"
NEVER = "it says that no override gives anything back either"
BY_NAME = "that the name is that of a class, its case alone says"


@dataclass(frozen=True, slots=True)
class ReturnShape:
    """What can be written behind the arrow.

    Attributes:
        types: The types, ``None`` last, as the module writes them.
        wrapper: ``Iterator`` or ``AsyncIterator`` around them; ``Never`` alone; else ``""``.
        reason: Why it is not safe to write, ``""`` where it is.
    """

    types: tuple[str, ...]
    wrapper: str = ""
    reason: str = ""

    @property
    def gives_nothing(self) -> bool:
        """Whether it is ``None``."""
        return self.types == (_NONE,) and not self.wrapper


RETURN_READS = (BINDINGS, ROUTERS)
"""What a rule that asks ``return_shape`` must require."""


def return_shape(
    unit_pass: UnitPass, function: cst.FunctionDef, in_class: bool
) -> ReturnShape | None:
    """What a function gives back; ``None`` where its syntax does not say.

    The walk must stand on the function.
    """
    of_route = _of_route(unit_pass, function)
    if of_route is not None:
        return of_route
    name = function.name.value
    special = _SPECIAL.get(name) if in_class else None
    reason = _reason(unit_pass, function)
    if special is not None and (special == _NONE or not is_trivial(function)):
        return ReturnShape((special,), reason=reason)
    if _is_stub(function, in_class):
        return None
    returned, yielded = _results(function)
    if yielded:
        return _of_generator(function, returned, yielded)
    falls_through = completes(function.body)
    if not returned and not falls_through:
        return ReturnShape((), "Never", NEVER)
    found: dict[str, None] = {}
    for value in returned:
        written = _NONE if value is None else _type_of(unit_pass, function, value)
        if not written:
            return None
        if written[0].isupper() and written != _NONE:
            reason = reason or _doubt(unit_pass, written)
        found[written] = None
    if falls_through:
        found[_NONE] = None
    if len(found) > 2 or (len(found) == 2 and _NONE not in found):
        return None
    return ReturnShape(tuple(sorted(found, key=lambda t: t == _NONE)), reason=reason)


def _of_route(unit_pass: UnitPass, function: cst.FunctionDef) -> ReturnShape | None:
    for _, owner, _, call in route_decorators(function):
        model = argument(call, "response_model")
        if not unit_pass.lookup(ROUTERS, owner) or model is None:
            continue
        code = cst.Module(()).code_for_node(model.value)
        is_type = isinstance(model.value, cst.Name | cst.Attribute | cst.Subscript)
        if is_type and code != _NONE and "\n" not in code:
            return ReturnShape((code,), reason=OF_ROUTE)
    return None


def _reason(unit_pass: UnitPass, function: cst.FunctionDef) -> str:
    if any(unit_pass.lookup(ROUTERS, owner) for _, owner, _, _ in route_decorators(function)):
        return OF_ROUTE
    names = decorator_names(function)
    harmless = all(n.rpartition(".")[2] in _HARMLESS or n.startswith("pytest.") for n in names)
    return "" if harmless else MAY_FAIL


def _is_stub(function: cst.FunctionDef, in_class: bool) -> bool:
    """Whether the body stands for one that is written elsewhere."""
    if not is_trivial(function):
        return False
    small = [s for line in function.body.body for s in getattr(line, "body", (line,))]
    says_nothing = all(
        isinstance(s, cst.Pass)
        or (isinstance(s, cst.Expr) and not isinstance(s.value, cst.Ellipsis))
        for s in small
    )
    return in_class or not says_nothing or bool(function.decorators)


def _results(
    function: cst.FunctionDef,
) -> tuple[Sequence[cst.BaseExpression | None], Sequence[cst.Yield]]:
    """What is returned and yielded, functions and classes inside left out."""
    returned: list[cst.BaseExpression | None] = []
    yielded: list[cst.Yield] = []
    for node in _own_nodes(function):
        if isinstance(node, cst.Return):
            returned.append(node.value)
        elif isinstance(node, cst.Yield):
            yielded.append(node)
    return returned, yielded


def _own_nodes(function: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    waiting: list[cst.CSTNode] = [function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            continue
        yield node
        waiting.extend(children(node))


def _of_generator(
    function: cst.FunctionDef,
    returned: Sequence[cst.BaseExpression | None],
    yielded: Sequence[cst.Yield],
) -> ReturnShape | None:
    types: set[str] = set()
    for node in yielded:
        if isinstance(node.value, cst.From):
            return None
        types.add(_NONE if node.value is None or _is_none(node.value) else literal_type(node.value))
    if len(types) != 1 or "" in types or any(value is not None for value in returned):
        return None
    wrapper = "AsyncIterator" if function.asynchronous is not None else "Iterator"
    return ReturnShape((types.pop(),), wrapper, OF_GENERATOR)


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == _NONE


def _type_of(unit_pass: UnitPass, function: cst.FunctionDef, node: cst.BaseExpression) -> str:
    """The type of a literal, or the class that is called; ``""`` for anything else."""
    if _is_none(node):
        return _NONE
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        return "bool"
    if not isinstance(node, cst.Call):
        return literal_type(node)
    name = node.func.value if isinstance(node.func, cst.Name) else ""
    if not name[:1].isupper() or not any(character.islower() for character in name):
        return ""
    if _is_local(unit_pass, function, name):
        return ""
    bindings = unit_pass.lookup(BINDINGS, name)
    kinds = {b.kind for b in bindings}
    return name if len(bindings) == 1 and kinds <= _CLASS_KINDS else ""


_CLASS_KINDS = frozenset({BindingKind.CLASS, BindingKind.IMPORT})


def _is_local(unit_pass: UnitPass, function: cst.FunctionDef, name: str) -> bool:
    """Whether a function around, the function itself or a class hides the module's name."""
    if name in scope_of(unit_pass, function):
        return True
    return any(name in scope for scope in scopes_around(unit_pass, function))


def _doubt(unit_pass: UnitPass, name: str) -> str:
    kinds = {b.kind for b in unit_pass.lookup(BINDINGS, name)}
    return "" if kinds == {BindingKind.CLASS} else BY_NAME
