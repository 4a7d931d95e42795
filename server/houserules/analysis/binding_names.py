"""Which names a run of statements binds in its scope, and to what.

Pure functions over trees; nested functions, lambdas and classes are scopes of their own and are
not entered. PEP 572: a walrus in a comprehension binds in the scope around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

import libcst as cst

from houserules.analysis.structure import dotted_name, target_names
from houserules.analysis.walk import children, descendants


class BindingKind(StrEnum):
    """What a name is bound by."""

    IMPORT = "import"
    FUNCTION = "function"
    CLASS = "class"
    VALUE = "value"
    PARAMETER = "parameter"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Binding:
    """One way in which a name is bound.

    Attributes:
        name: The name.
        kind: By what.
        target: For an import the qualified name it stands for, relative ones with their dots.
        conditional: Whether the statement stands in an ``if``, ``try`` or the like.
    """

    name: str
    kind: BindingKind
    target: str = ""
    conditional: bool = False


WILDCARD = "*"


def import_bindings(node: cst.Import | cst.ImportFrom) -> Iterator[Binding]:
    """The names of an import; a wildcard import binds ``*``."""
    if isinstance(node, cst.Import):
        for alias in node.names:
            module = dotted_name(alias.name)
            if alias.asname is not None:
                yield Binding(_as_name(alias), BindingKind.IMPORT, module)
            else:
                first = module.partition(".")[0]
                yield Binding(first, BindingKind.IMPORT, first)
        return
    module = imported_module(node)
    if isinstance(node.names, cst.ImportStar):
        yield Binding(WILDCARD, BindingKind.IMPORT, module)
        return
    for alias in node.names:
        name = dotted_name(alias.name)
        separator = "" if module.endswith(".") else "."
        target = f"{module}{separator}{name}"
        yield Binding(_as_name(alias) or name, BindingKind.IMPORT, target)


def imported_module(node: cst.ImportFrom) -> str:
    """The module of a ``from`` import, with its leading dots."""
    return "." * len(node.relative) + (dotted_name(node.module) if node.module else "")


def _as_name(alias: cst.ImportAlias) -> str:
    if alias.asname is None or not isinstance(alias.asname.name, cst.Name):
        return ""
    return alias.asname.name.value


def bindings_in(
    statements: Iterable[cst.CSTNode], *, conditional: bool = False, walrus: bool = True
) -> Iterator[Binding]:
    """All names that statements bind in the scope they stand in.

    Args:
        statements: The statements.
        conditional: Whether they stand in an ``if``, ``try`` or the like.
        walrus: Whether the source holds a ``:=``; without one, expressions bind nothing and are
            not entered.
    """
    stack = [(s, conditional) for s in statements]
    while stack:
        node, inside = stack.pop()
        kind = node.__class__
        if kind in _DEFINITIONS:
            yield Binding(node.name.value, _DEFINITIONS[kind], conditional=inside)  # type: ignore[attr-defined] - every definition has a name
            if walrus and isinstance(node, cst.FunctionDef):
                stack.extend((d, inside) for d in node.decorators)
            continue
        if kind is cst.Lambda:
            continue
        if kind in _IMPORTS:
            for binding in import_bindings(cast("cst.Import | cst.ImportFrom", node)):
                yield Binding(binding.name, binding.kind, binding.target, inside)
            continue
        names = _BINDERS.get(kind)
        if names is not None:
            for name in names(node):
                yield Binding(name, BindingKind.VALUE, conditional=inside)
        if not walrus and kind in _CLOSED:
            continue
        deeper = inside or kind in _CONDITIONAL
        for child in children(node):
            if walrus or child.__class__ not in _EXPRESSIONS:
                stack.append((child, deeper))


_DEFINITIONS: dict[type, BindingKind] = {
    cst.FunctionDef: BindingKind.FUNCTION,
    cst.ClassDef: BindingKind.CLASS,
}
_IMPORTS: frozenset[type] = frozenset({cst.Import, cst.ImportFrom})


def _of_target(node: Any) -> Iterable[str]:
    return target_names(node.target)


def _of_name(node: Any) -> Iterable[str]:
    return target_names(node.name) if node.name is not None else ()


def _of_rest(node: Any) -> Iterable[str]:
    return (node.rest.value,) if node.rest is not None else ()


# By type instead of by `isinstance`: LibCST's classes have abstract bases, which makes that slow,
# and this runs for every statement.
_BINDERS: dict[type, Callable[[Any], Iterable[str]]] = {
    cst.AssignTarget: _of_target,
    cst.AnnAssign: _of_target,
    cst.AugAssign: _of_target,
    cst.NamedExpr: _of_target,
    cst.For: _of_target,
    cst.Del: _of_target,
    cst.AsName: _of_name,
    cst.MatchAs: _of_name,
    cst.MatchStar: _of_name,
    cst.TypeAlias: _of_name,
    cst.MatchMapping: _of_rest,
}
_CLOSED: frozenset[type] = frozenset(
    {cst.Expr, cst.Return, cst.Raise, cst.Assert, cst.Pass, cst.AnnAssign, cst.AugAssign}
)
_CONDITIONAL: frozenset[type] = frozenset(
    {cst.If, cst.For, cst.While, cst.Try, cst.TryStar, cst.With, cst.Match}
)
_EXPRESSIONS: frozenset[type] = frozenset(
    value
    for value in vars(cst).values()
    if isinstance(value, type) and issubclass(value, cst.BaseExpression)
)


def global_names(statements: Iterable[cst.CSTNode]) -> frozenset[str]:
    """The names that ``global`` and ``nonlocal`` statements give to outer scopes."""
    found: set[str] = set()
    stack = list(statements)
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind in _EXPRESSIONS or kind is cst.FunctionDef or kind is cst.ClassDef:
            continue
        if kind is cst.Global or kind is cst.Nonlocal:
            assert isinstance(node, cst.Global | cst.Nonlocal)
            found.update(item.name.value for item in node.names)
            continue
        stack.extend(children(node))
    return frozenset(found)


def declared_global(unit: cst.CSTNode) -> Iterator[str]:
    """The names that functions anywhere below a statement bind in the module."""
    for node in descendants(unit):
        if isinstance(node, cst.Global):
            yield from (item.name.value for item in node.names)


def type_parameter_names(parameters: cst.TypeParameters | None) -> Iterator[str]:
    """The names of type parameters (PEP 695)."""
    if parameters is not None:
        yield from (p.param.name.value for p in parameters.params)


def parameter_names(parameters: cst.Parameters) -> Iterator[str]:
    """The names of all parameters, stars included."""
    for group in (parameters.posonly_params, parameters.params, parameters.kwonly_params):
        yield from (p.name.value for p in group)
    for star in (parameters.star_arg, parameters.star_kwarg):
        if isinstance(star, cst.Param):
            yield star.name.value
