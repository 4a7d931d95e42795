"""The scopes inside a unit: which names functions, lambdas and comprehensions make local."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from houserules.analysis.binding_names import (
    Binding,
    BindingKind,
    bindings_in,
    global_names,
    parameter_names,
    type_parameter_names,
)
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import target_names

Scope = Mapping[str, tuple[Binding, ...]]
_TYPE_PARAMETER = (Binding("", BindingKind.PARAMETER),)
ScopeNode = cst.FunctionDef | cst.Lambda | cst.ClassDef | cst.BaseComp
_SCOPE_TYPES = frozenset(
    {
        cst.FunctionDef, cst.Lambda, cst.ClassDef,
        cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp,
    }
)  # fmt: skip


def scopes_around(unit_pass: UnitPass, node: cst.CSTNode) -> Iterator[Scope]:
    """The scopes of the unit that a name at ``node`` is looked up in, innermost first.

    ``node`` must be the node that the walk stands on, or lie below it without a scope between.
    Decorators, annotations and defaults of a function are outside its scope; a class body is
    seen only from itself, not from functions in it.
    """
    inside_function = False
    above = node
    for holder in reversed(unit_pass.ancestors):
        child, above = above, holder
        # Asked of every name by every rule: `isinstance` alone would cost as much as the rest.
        if holder.__class__ not in _SCOPE_TYPES:
            continue
        assert isinstance(holder, ScopeNode)
        if isinstance(holder, cst.FunctionDef | cst.ClassDef):
            parameters = holder.type_parameters
            if parameters is not None and not isinstance(child, cst.Decorator):
                yield dict.fromkeys(type_parameter_names(parameters), _TYPE_PARAMETER)
        if isinstance(holder, cst.ClassDef):
            if child is holder.body and not inside_function:
                yield scope_of(unit_pass, holder)
            continue
        if isinstance(holder, cst.FunctionDef | cst.Lambda):
            if not _is_inside(holder, child):
                continue
            inside_function = True
        yield scope_of(unit_pass, holder)


def function_around(unit_pass: UnitPass, node: cst.CSTNode) -> cst.FunctionDef | cst.Lambda | None:
    """The innermost function or lambda whose body holds ``node``; a class in between ends it."""
    chain: Sequence[cst.CSTNode] = [*unit_pass.ancestors, node]
    for index in range(len(chain) - 2, -1, -1):
        holder = chain[index]
        if isinstance(holder, cst.ClassDef) and chain[index + 1] is holder.body:
            return None
        is_function = isinstance(holder, cst.FunctionDef | cst.Lambda)
        if is_function and _is_inside(holder, chain[index + 1]):
            return holder
    return None


def _is_inside(holder: cst.FunctionDef | cst.Lambda, below: cst.CSTNode) -> bool:
    """Whether a child, or what is below the one that the walk stands on, is in the body."""
    if isinstance(holder, cst.Lambda):
        return below is not holder.params
    return below is holder.body


def scope_of(unit_pass: UnitPass, holder: ScopeNode) -> Scope:
    """The names of one scope; computed once per pass."""
    known = unit_pass.cache.get(holder)
    if known is None:
        known = names_of(holder, walrus=":=" in unit_pass.view.unit.text)
        unit_pass.cache[holder] = known
    return known


def names_of(holder: ScopeNode, *, walrus: bool = True) -> Scope:
    """The names of one scope; ``walrus`` as for ``bindings_in``."""
    found: dict[str, tuple[Binding, ...]] = {}

    def add(binding: Binding) -> None:
        found[binding.name] = (*found.get(binding.name, ()), binding)

    if isinstance(holder, cst.BaseComp):
        comp: cst.CompFor | None = getattr(holder, "for_in", None)
        while comp is not None:
            for name in target_names(comp.target):
                add(Binding(name, BindingKind.VALUE))
            comp = comp.inner_for_in
        return found
    if isinstance(holder, cst.FunctionDef | cst.Lambda):
        for name in parameter_names(holder.params):
            add(Binding(name, BindingKind.PARAMETER))
    if isinstance(holder, cst.Lambda):
        return found
    body: Sequence[cst.CSTNode] = holder.body.body
    outer = global_names(body)
    for binding in bindings_in(body, walrus=walrus):
        if binding.name not in outer:
            add(binding)
    return found
