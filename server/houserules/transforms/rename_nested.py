"""A function inside a function gets another name, in the scope that holds it."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.proven_references import stands_for_value
from houserules.extractors.scopes import function_around, scope_of, scopes_around
from houserules.extractors.word_case import is_snake, to_snake
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

REASON = "its name can be asked for when the program runs"
_BY_NAME = frozenset({"locals", "vars", "eval", "exec"})


def _apply(rewrite: RewritePass, name: cst.Name, new: str) -> Iterator[Change | Refusal]:
    definition = rewrite.ancestors[-1]
    holder = function_of(rewrite, definition)
    if holder is None:
        return
    old, scope = name.value, scope_of(rewrite, holder)
    if any(b.kind is not BindingKind.FUNCTION for b in scope.get(old, ())):
        yield Refusal(f"`{old}` is more than a function there")
        return
    names = {n.value for n in descendants(holder) if isinstance(n, cst.Name)}
    if new in names or names & _BY_NAME or _declared_outer(holder, old):
        yield Refusal(f"`{new}` may mean something else there")
        return
    rewrite.ancestors = []
    for node in rewrite.visit():
        if isinstance(node, cst.FunctionDef) and node.name.value == old:
            if function_of(rewrite, node) is holder:
                yield rewrite.replace(node.name, new)
        elif isinstance(node, cst.Name) and node.value == old:
            nearest = next((s for s in scopes_around(rewrite, node) if old in s), None)
            if nearest is scope and stands_for_value(rewrite.ancestors, node):
                yield rewrite.replace(node, new)


def function_of(unit_pass: UnitPass, definition: cst.CSTNode) -> cst.FunctionDef | None:
    """The function in whose scope a definition stands; ``None`` for members and top-level ones."""
    if not isinstance(definition, cst.FunctionDef):
        return None
    ancestors = unit_pass.ancestors
    if definition in ancestors:
        ancestors = ancestors[: ancestors.index(definition)]
    chain = [a for a in ancestors if isinstance(a, cst.FunctionDef | cst.ClassDef)]
    holder = chain[-1] if chain else None
    return holder if isinstance(holder, cst.FunctionDef) else None


def _declared_outer(holder: cst.FunctionDef, name: str) -> bool:
    return any(isinstance(n, cst.NameItem) and n.name.value == name for n in descendants(holder))


def _sites(unit_pass: UnitPass, definition: cst.FunctionDef) -> Iterator[FixRef]:
    old = definition.name.value
    new = to_snake(old)
    if is_snake(old) or not is_free(new) or function_of(unit_pass, definition) is None:
        return
    if function_around(unit_pass, definition) is not None:
        yield rename_nested.at(definition.name, reason=REASON, new=new)


def is_free(name: str) -> bool:
    """Whether a name is neither a keyword nor a builtin."""
    return is_snake(name) and not keyword.iskeyword(name) and name not in BUILTINS


rename_nested = Transform(
    id="rename-nested",
    title="Rename to `{new}`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(BINDINGS,),
)
