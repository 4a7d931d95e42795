"""A variable of a function or comprehension gets another name, in its scope and the ones inside."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.proven_references import stands_for_value
from houserules.extractors.scopes import scope_of, scopes_around
from houserules.extractors.variable_targets import local_targets
from houserules.extractors.word_case import is_mixed, to_snake
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.rename_nested import is_free

_BY_NAME = frozenset({"locals", "vars", "eval", "exec", "dir"})
_HOLDERS = (cst.FunctionDef, cst.BaseComp)


def _apply(rewrite: RewritePass, name: cst.Name, new: str) -> Iterator[Change | Refusal]:
    old = name.value
    holder = _holder_of(rewrite, old)
    if holder is None or not is_free(new):
        return
    scope = scope_of(rewrite, holder)
    if any(b.kind is not BindingKind.VALUE for b in scope[old]):
        yield Refusal(f"`{old}` is more than a variable there")
        return
    inside = list(descendants(holder))
    names = {n.value for n in inside if isinstance(n, cst.Name)}
    if new in names or names & _BY_NAME or _is_declared_or_shown(inside, old):
        yield Refusal(f"`{new}` may mean something else there, or `{old}` is asked for by name")
        return
    rewrite.ancestors = []
    for node in rewrite.visit():
        if not isinstance(node, cst.Name) or node.value != old:
            continue
        nearest = next((s for s in scopes_around(rewrite, node) if old in s), None)
        if nearest is scope and stands_for_value(rewrite.ancestors, node):
            yield rewrite.replace(node, new)


def _holder_of(rewrite: RewritePass, name: str) -> cst.FunctionDef | cst.BaseComp | None:
    for holder in reversed(rewrite.ancestors):
        if isinstance(holder, cst.ClassDef | cst.Lambda):
            return None
        if isinstance(holder, _HOLDERS) and name in scope_of(rewrite, holder):
            return holder
    return None


def _is_declared_or_shown(inside: list[cst.CSTNode], name: str) -> bool:
    """Whether a scope declares the name to be another's, or ``f"{name=}"`` prints it."""
    for node in inside:
        if isinstance(node, cst.NameItem) and node.name.value == name:
            return True
        if isinstance(node, cst.FormattedStringExpression) and node.equal is not None:
            return True
    return False


def _sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    scope = scope_of(unit_pass, function)
    names = sorted(
        (name for _, name in local_targets(function) if is_mixed(name.value)),
        key=lambda name: unit_pass.span(name).start,
    )
    for name in {name.value: name for name in reversed(names)}.values():
        new = to_snake(name.value)
        bindings = scope.get(name.value, ())
        if bindings and is_free(new) and all(b.kind is BindingKind.VALUE for b in bindings):
            yield rename_local.at(name, new=new)


rename_local = Transform(
    id="rename-local",
    title="Rename to `{new}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(BINDINGS,),
)
