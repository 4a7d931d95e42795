"""Which names a run of statements binds in its scope, and to what.

Pure functions over trees; nested functions, lambdas and classes are scopes of their own and are
not entered. PEP 572: a walrus in a comprehension binds in the scope around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import libcst as cst

from houserules.analysis.structure import dotted_name, target_names
from houserules.analysis.walk import children


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


def bindings_in(statements: Iterable[cst.CSTNode], *, conditional: bool = False) -> Iterator[Binding]:
    """All names that statements bind in the scope they stand in."""
    stack = [(s, conditional) for s in statements]
    while stack:
        node, inside = stack.pop()
        if isinstance(node, cst.FunctionDef):
            yield Binding(node.name.value, BindingKind.FUNCTION, conditional=inside)
            stack.extend((d, inside) for d in node.decorators)
            continue
        if isinstance(node, cst.ClassDef):
            yield Binding(node.name.value, BindingKind.CLASS, conditional=inside)
            continue
        if isinstance(node, cst.Lambda):
            continue
        if isinstance(node, cst.Import | cst.ImportFrom):
            for binding in import_bindings(node):
                yield Binding(binding.name, binding.kind, binding.target, inside)
            continue
        yield from (Binding(n, BindingKind.VALUE, conditional=inside) for n in _bound_by(node))
        if isinstance(node, cst.BaseComp):
            inside = True
        deeper = inside or isinstance(node, cst.BaseCompoundStatement)
        stack.extend((child, deeper) for child in children(node))


def _bound_by(node: cst.CSTNode) -> Iterator[str]:
    """The names that one node, taken alone, binds as plain values."""
    if isinstance(node, cst.AssignTarget | cst.AnnAssign | cst.AugAssign | cst.NamedExpr | cst.For):
        yield from target_names(node.target)
    elif isinstance(node, cst.AsName):
        yield from target_names(node.name)
    elif isinstance(node, cst.Global | cst.Nonlocal):
        return
    elif isinstance(node, cst.Del):
        yield from target_names(node.target)
    elif isinstance(node, cst.MatchAs | cst.MatchStar):
        if node.name is not None:
            yield node.name.value
    elif isinstance(node, cst.MatchMapping):
        if node.rest is not None:
            yield node.rest.value
    elif isinstance(node, cst.TypeAlias):
        yield node.name.value


def global_names(statements: Iterable[cst.CSTNode]) -> frozenset[str]:
    """The names that ``global`` and ``nonlocal`` statements give to outer scopes."""
    found: set[str] = set()
    stack = list(statements)
    while stack:
        node = stack.pop()
        if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda | cst.BaseExpression):
            continue
        if isinstance(node, cst.Global | cst.Nonlocal):
            found.update(item.name.value for item in node.names)
        stack.extend(children(node))
    return frozenset(found)


def parameter_names(parameters: cst.Parameters) -> Iterator[str]:
    """The names of all parameters, stars included."""
    for group in (parameters.posonly_params, parameters.params, parameters.kwonly_params):
        yield from (p.name.value for p in group)
    for star in (parameters.star_arg, parameters.star_kwarg):
        if isinstance(star, cst.Param):
            yield star.name.value
