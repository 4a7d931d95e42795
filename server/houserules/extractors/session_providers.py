"""What may make or give sessions, as facts of modules.

Factories, dependencies, context managers, aliases of types, attributes. What a name turns out to
be, ``provided_sessions`` says.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.project import fact, in_module
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.analysis.walk import own_nodes
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.declared_types import first_parameter, parameters_of
from houserules.extractors.definitions import decorator_names
from houserules.extractors.scopes import names_of
from houserules.extractors.session_shapes import Sources, Step, Steps, agreed, taken, wrapped
from houserules.extractors.session_sources import (
    Around,
    Frame,
    is_managed,
    sources_of,
    sources_of_way,
    type_sources,
    ways_in,
)

_KEEP_RESULT = frozenset({"lru_cache", "cache", "contextmanager", "asynccontextmanager"})
_NO_SESSIONS = frozenset(
    {
        "asyncio", "collections", "datetime", "functools", "json", "logging", "os", "pathlib",
        "re", "threading", "time", "typing", "uuid",
    }
)  # fmt: skip
_HINTS = ("ession", "db", "Db", "DB", "database", "Database", "Depends")
"""Words of which one stands in every function that hands out sessions, but for odd ones."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A name that a module, or a class, gives a value which may lead to a session.

    Attributes:
        sources: All places that the value may come from.
        declared: Whether an annotation says it, whatever is assigned later.
        handed_in: Whether a parameter is the value, so that somebody else has made it.
    """

    sources: Sources
    declared: bool = False
    handed_in: bool = False


def _providers(view: UnitView) -> Iterator[tuple[Hashable, Provider]]:
    node = view.node
    if view.class_path:
        if _is_hinted(view):
            yield from _attributes(view, ".".join(view.class_path))
    elif isinstance(node, cst.FunctionDef):
        sources = _function(node, view)
        if _may_lead(sources):
            yield node.name.value, Provider(sources)
    elif view.unit.depth == 0:
        yield from _assigned(first_statement(node))


def _is_hinted(view: UnitView) -> bool:
    return any(hint in view.unit.text for hint in _HINTS)


def _may_lead(sources: Sources) -> bool:
    """Whether something of the project or of SQLAlchemy is behind a value, for all one sees."""
    roots = (source.name.partition(".")[0] for source in sources if not source.imported)
    return bool(sources) and not any(root in BUILTINS or root in _NO_SESSIONS for root in roots)


_AT_TOP = Around()


def _assigned(statement: cst.CSTNode | None) -> Iterator[tuple[Hashable, Provider]]:
    sources: Sources = ()
    declared = False
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0].target, statement.value
        sources = sources_of(value, _AT_TOP)
    elif isinstance(statement, cst.AnnAssign):
        target, annotation = statement.target, statement.annotation.annotation
        declared = dotted_name(annotation).rpartition(".")[2] != "TypeAlias"
        sources = taken(type_sources(annotation, _AT_TOP), Step.CALL) if declared else ()
        if not sources:
            # A `Final` or an `Any` says nothing, an alias is what its value says.
            declared, sources = False, sources_of(statement.value, _AT_TOP)
    elif isinstance(statement, cst.TypeAlias):
        target, sources = statement.name, type_sources(statement.value, _AT_TOP)
    else:
        return
    if _may_lead(sources) and isinstance(target, cst.Name):
        yield target.value, Provider(sources, declared)


def _function(function: cst.FunctionDef, view: UnitView) -> Sources:
    text = view.unit.text
    if function.returns is not None and "yield" not in text and not _is_hinted(view):
        return ()
    if any(n.rpartition(".")[2] not in _KEEP_RESULT for n in decorator_names(function)):
        return ()
    yields = _yields(function) if "yield" in text else ()
    managed = is_managed(function)
    if managed and not yields:
        return ()
    values = _said(function, is_generator=bool(yields))
    if not values:
        around = Around((Frame(function, names_of(function, walrus=":=" in text)),))
        given = (_yielded(y, around) for y in yields) if yields else _returned(function, around)
        values = agreed(given)
    return wrapped(values, _layers(function, managed=managed, is_generator=bool(yields)))


def _yields(function: cst.FunctionDef) -> Sequence[cst.Yield]:
    return [node for node in own_nodes(function) if isinstance(node, cst.Yield)]


def _said(function: cst.FunctionDef, *, is_generator: bool) -> Sources:
    """The sources of what an annotation says that a function gives; ``()`` where it is silent."""
    if function.returns is None:
        return ()
    sources = type_sources(function.returns.annotation, _AT_TOP)
    if not is_generator:
        return taken(sources, Step.CALL)
    return taken(sources, Step.CALL, Step.ITERATE) if _are_generators(sources) else ()


def _are_generators(sources: Sources) -> bool:
    return bool(sources) and all(s.layers[:2] == (Step.CALL, Step.ITERATE) for s in sources)


def _layers(function: cst.FunctionDef, *, managed: bool, is_generator: bool) -> Steps:
    if is_generator:
        return (Step.CALL, Step.ENTER if managed else Step.ITERATE)
    return (Step.CALL, Step.AWAIT) if function.asynchronous is not None else (Step.CALL,)


def _yielded(node: cst.Yield, around: Around) -> Sources:
    if isinstance(node.value, cst.From):
        return taken(sources_of(node.value.item, around), Step.ITERATE)
    return sources_of(node.value, around)


def _returned(function: cst.FunctionDef, around: Around) -> Iterator[Sources]:
    for node in own_nodes(function):
        if isinstance(node, cst.Return) and node.value is not None:
            yield sources_of(node.value, around)


def _attributes(view: UnitView, path: str) -> Iterator[tuple[Hashable, Provider]]:
    """What methods assign to ``self.attribute``, and the body of the class declares."""
    node = view.node
    if not isinstance(node, cst.FunctionDef):
        statement = first_statement(node)
        if isinstance(statement, cst.AnnAssign) and isinstance(statement.target, cst.Name):
            sources = taken(type_sources(statement.annotation.annotation, _AT_TOP), Step.CALL)
            if _may_lead(sources):
                yield f"{path}.{statement.target.value}", Provider(sources, handed_in=True)
        return
    receiver = first_parameter(node)
    if not receiver or f"{receiver}." not in view.unit.text:
        return
    around: Around | None = None
    parameters = {param.name.value for param in parameters_of(node)}
    for target, way in ways_in(node):
        if isinstance(target, cst.Attribute) and dotted_name(target.value) == receiver:
            if around is None:
                around = Around((Frame(node, names_of(node)),), path)
            sources = sources_of_way(way, around)
            if _may_lead(sources):
                handed_in = isinstance(way.value, cst.Name) and way.value.value in parameters
                yield f"{path}.{target.attr.value}", Provider(sources, handed_in=handed_in)


SESSION_PROVIDERS = fact("session-providers", _providers, Provider)
"""Module-level name, or ``Class.attribute`` → what it is given that may lead to a session."""
PROVIDERS_OF_MODULE = in_module(SESSION_PROVIDERS)
