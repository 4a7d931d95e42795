"""Where an expression comes from, as far as its unit shows: a name at the top of the module, and
what is done with it until the expression is there.

Nothing here knows what the names mean. That is for ``provided_sessions``, over all files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.declared_types import first_parameter, parameters_of
from houserules.extractors.definitions import decorator_names
from houserules.extractors.parameter_markers import INJECTING
from houserules.extractors.scopes import Scope
from houserules.extractors.session_shapes import (
    Source,
    Sources,
    Step,
    Steps,
    agreed,
    taken,
    wrapped,
)
from houserules.extractors.session_types import sources_of_type
from houserules.extractors.strings import argument

_MOST_STEPS = 3
_MOST_WAYS = 8
_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
_CLOSING = frozenset({"closing", "aclosing"})


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How a name gets a value.

    Attributes:
        value: The expression; of a parameter its default.
        step: What the statement does with it before the name has it.
        annotation: What says of which type the value is.
        is_default: Whether the name is that of a parameter.
    """

    value: cst.CSTNode | None
    step: Step | None = None
    annotation: cst.CSTNode | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A function and the names in it.

    Attributes:
        function: The function.
        names: Its names, as ``scope_of`` has them.
        ways: Name → how it gets its values; filled when a name is asked for first.
    """

    function: cst.FunctionDef
    names: Scope
    ways: dict[str, list[Way]] = field(default_factory=dict[str, list[Way]])


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """Where an expression stands.

    Attributes:
        frames: The functions around it, innermost first.
        class_path: The classes around those, joined by dots.
        left: How many names may still be followed.
    """

    frames: tuple[Frame, ...] = ()
    class_path: str = ""
    left: int = _MOST_STEPS


def sources_of(node: cst.CSTNode | None, around: Around) -> Sources:
    """The sources of an expression."""
    if isinstance(node, cst.Call):
        return _of_call(node, around)
    if isinstance(node, cst.Await):
        return taken(sources_of(node.expression, around), Step.AWAIT)
    if isinstance(node, cst.BooleanOperation):
        is_either = isinstance(node.operator, cst.Or)
        return _either(node.left, node.right, around) if is_either else ()
    if isinstance(node, cst.IfExp):
        return _either(node.body, node.orelse, around)
    if isinstance(node, cst.Subscript):
        return type_sources(node, around)
    if isinstance(node, cst.Name):
        local = _of_local(node.value, around)
        return _rooted(node.value, around) if local is None else local
    dotted = dotted_name(node) if isinstance(node, cst.Attribute) else ""
    return _rooted(dotted, around) if dotted else ()


def _either(one: cst.CSTNode, other: cst.CSTNode, around: Around) -> Sources:
    if not around.left:
        return ()
    deeper = replace(around, left=around.left - 1)
    return agreed(sources_of(node, deeper) for node in (one, other))


def type_sources(annotation: cst.CSTNode, around: Around) -> Sources:
    """The sources of a type, which is called to get a value of it; ``Any`` has none."""
    return sources_of_type(
        annotation, lambda name: _rooted(name, around), lambda call: _injected(call, around)
    )


def _injected(call: cst.Call, around: Around) -> Sources:
    """The sources of what a ``Depends`` of a parameter gives it."""
    given = argument(call, "dependency", 0)
    if given is None or dotted_name(call.func).rpartition(".")[2] not in INJECTING:
        return ()
    return taken(sources_of(given.value, around), Step.CALL, Step.PROVIDE)


def _of_call(call: cst.Call, around: Around) -> Sources:
    func = call.func
    last = dotted_name(func).rpartition(".")[2]
    if isinstance(func, cst.Attribute):
        last = func.attr.value
    made_of = argument(call, "class_")
    if made_of is not None:
        # A factory of one class makes what the class itself makes.
        return sources_of(made_of.value, around) if last.endswith("sessionmaker") else ()
    if last in _GIVEN and len(call.args) == 1 and not call.args[0].star:
        steps, layers = _GIVEN[last]
        return wrapped(taken(sources_of(call.args[0].value, around), *steps), layers)
    if last == "begin" and isinstance(func, cst.Attribute):
        return taken(sources_of(func.value, around), Step.BEGIN, Step.CALL)
    return taken(sources_of(func, around), Step.CALL)


_GIVEN: Mapping[str, tuple[Steps, Steps]] = {
    **dict.fromkeys(_MANAGERS, ((Step.MANAGE,), ())),
    **dict.fromkeys(_CLOSING, ((), ())),
    "enter_context": ((Step.ENTER,), ()),
    "enter_async_context": ((Step.ENTER,), (Step.AWAIT,)),
    "next": ((Step.ITERATE,), ()),
    "anext": ((Step.ITERATE,), (Step.AWAIT,)),
}
"""Callees of one argument → what they do with it, and the layers of what they return."""


def is_managed(function: cst.FunctionDef) -> bool:
    """Whether a decorator makes a context manager of a generator."""
    return any(name.rpartition(".")[2] in _MANAGERS for name in decorator_names(function))


def _rooted(dotted: str, around: Around) -> Sources:
    """The source of a dotted name that functions around do not bind, or by an import alone."""
    root, dot, rest = dotted.partition(".")
    for frame in around.frames:
        bindings = frame.names.get(root, ())
        if not bindings:
            continue
        if len(bindings) != 1:
            return ()
        if bindings[0].kind is BindingKind.IMPORT:
            return (Source(bindings[0].target + dot + rest, imported=True),)
        if frame is around.frames[-1] and around.class_path and "." not in rest and rest:
            is_self = first_parameter(frame.function) == root
            is_static = "staticmethod" in decorator_names(frame.function)
            return (Source(f"{around.class_path}.{rest}"),) if is_self and not is_static else ()
        return ()
    return (Source(dotted),) if dotted else ()


def _of_local(name: str, around: Around) -> Sources | None:
    """The sources of a local variable or parameter; ``None`` for names that are neither."""
    for index, frame in enumerate(around.frames):
        bindings = frame.names.get(name)
        if not bindings:
            continue
        if bindings[0].kind is BindingKind.IMPORT:
            return None
        ways = _ways(frame, name)
        if len(ways) != len(bindings) or len(ways) > _MOST_WAYS or not around.left:
            return ()
        outer = replace(around, frames=around.frames[index:], left=around.left - 1)
        # Who asks for a session has looked whether there is one.
        ways = [way for way in ways if not _is_none(way)]
        return agreed(sources_of_way(way, outer) for way in ways)
    return None


def _is_none(way: Way) -> bool:
    return way.annotation is None and isinstance(way.value, cst.Name) and way.value.value == "None"


def sources_of_way(way: Way, around: Around) -> Sources:
    """The sources of what a name or attribute is given in one way."""
    if way.annotation is not None:
        typed = taken(type_sources(way.annotation, around), Step.CALL)
        if typed:
            return typed
    if way.is_default:
        return _injected(way.value, around) if isinstance(way.value, cst.Call) else ()
    found = sources_of(way.value, around)
    return found if way.step is None else taken(found, way.step)


def _ways(frame: Frame, name: str) -> list[Way]:
    if not frame.ways:
        for bound, way in _all_ways(frame.function):
            frame.ways.setdefault(bound, []).append(way)
    return frame.ways.get(name, [])


def _all_ways(function: cst.FunctionDef) -> Iterator[tuple[str, Way]]:
    for param in parameters_of(function):
        annotation = param.annotation.annotation if param.annotation else None
        yield param.name.value, Way(param.default, None, annotation, is_default=True)
    for target, way in ways_in(function):
        if isinstance(target, cst.Name):
            yield target.value, way


def ways_in(function: cst.FunctionDef) -> Iterator[tuple[cst.CSTNode, Way]]:
    """What the statements of a function give values to, and how."""
    for node in own_nodes(function):
        yield from _bound(node)


def _bound(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, Way]]:
    if isinstance(node, cst.Assign):
        yield from ((target.target, Way(node.value)) for target in node.targets)
    elif isinstance(node, cst.AnnAssign):
        yield node.target, Way(node.value, annotation=node.annotation.annotation)
    elif isinstance(node, cst.NamedExpr):
        yield node.target, Way(node.value)
    elif isinstance(node, cst.WithItem) and node.asname is not None:
        yield node.asname.name, Way(node.item, Step.ENTER)
    elif isinstance(node, cst.For):
        yield node.target, Way(node.iter, Step.ITERATE)
