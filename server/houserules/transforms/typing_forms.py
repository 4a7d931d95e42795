"""One form of importing ``typing`` in a module: its names, in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.references import TYPE_COMMENT, quoted_names
from houserules.extractors.scopes import scopes_around
from houserules.extractors.typing_forms import TYPING_IMPORTS, TypingImport, typing_import
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.statement_removal import remove_statements

_Converted = tuple[list[Change], dict[ImportNeed, None]]


def _to_names(rewrite: RewritePass, node: cst.Import) -> Iterator[Change | ImportNeed]:
    """Write ``X`` for each ``typing.X``, and take the import of the module out; all or nothing."""
    own = typing_import(rewrite.view)
    if own is None or not own.local or own.has_comment or rewrite.module.is_package:
        return
    if len(rewrite.lookup(BINDINGS, own.local)) != 1:
        return
    units = list(rewrite.units())
    needs: dict[ImportNeed, None] = {}
    changes: list[Change] = []
    for unit in units:
        if unit is rewrite or own.local not in unit.source:
            continue
        found = _of_unit(unit, own)
        if found is None:
            return
        changes.extend(found[0])
        needs.update(found[1])
    yield from needs
    yield from changes
    yield from remove_statements(units, [units.index(rewrite)])


def _of_unit(unit: RewritePass, own: TypingImport) -> _Converted | None:
    """The changes in a unit; ``None`` where a use of the module cannot be written otherwise."""
    changes: list[Change] = []
    needs: dict[ImportNeed, None] = {}
    if unit.view.node is None or any(
        TYPE_COMMENT.match(c.text) and own.local in c.text for c in unit.parsed.comments
    ):
        return None
    for node in unit.visit():
        if isinstance(node, cst.SimpleString) and own.local in quoted_names(node):
            return None
        if not isinstance(node, cst.Name) or node.value != own.local:
            continue
        parent = unit.ancestors[-1] if unit.ancestors else None
        if isinstance(parent, cst.Attribute) and parent.attr is node:
            continue
        if isinstance(parent, cst.Arg) and parent.keyword is node:
            continue
        if any(isinstance(a, cst.Import | cst.ImportFrom) for a in unit.ancestors):
            continue
        if qualified_names(unit, node) != (own.module,):
            continue
        if not isinstance(parent, cst.Attribute):
            return None
        name = _name_of(unit, own.module, parent.attr.value, node)
        if name is None:
            return None
        changes.append(unit.replace(parent, name))
        if not unit.lookup(BINDINGS, name):
            needs[ImportNeed(own.module, name)] = None
    return changes, needs


def _name_of(unit: UnitPass, module: str, member: str, at: cst.CSTNode) -> str | None:
    """What a member is called by itself, ``None`` where the name means something else."""
    known = [
        local
        for found in unit.lookup(TYPING_IMPORTS, "")
        if found.module == module
        for name, local in found.members
        if name == member
    ]
    name = known[0] if known else member
    if any(name in scope for scope in scopes_around(unit, at)) or unit.siblings_named(name):
        return None
    bindings = unit.lookup(BINDINGS, name)
    if not bindings:
        return None if name in BUILTINS else name
    wanted = f"{module}.{member}"
    is_it = all(b.kind is BindingKind.IMPORT and b.target == wanted for b in bindings)
    return name if is_it else None


def _to_one(rewrite: RewritePass, node: cst.ImportFrom) -> Iterator[Change | ImportNeed]:
    """Hand the members of a statement to the one above."""
    own = typing_import(rewrite.view)
    if own is None or own.has_comment or not own.members:
        return
    units: Sequence[RewritePass] = list(rewrite.units())
    for name, local in own.members:
        yield ImportNeed(own.module, name, local if local != name else "")
    yield from remove_statements(units, [units.index(rewrite)])


def _name_sites(unit_pass: UnitPass, node: cst.Import) -> Iterator[FixRef]:
    found = typing_import(unit_pass.view)
    others = unit_pass.lookup(TYPING_IMPORTS, "")
    if found is not None and any(o.members and o.module == found.module for o in others):
        yield typing_module_to_names.at(node)


def _one_sites(unit_pass: UnitPass, node: cst.ImportFrom) -> Iterator[FixRef]:
    found = typing_import(unit_pass.view)
    others = [o for o in unit_pass.lookup(TYPING_IMPORTS, "") if o.members]
    same = [o for o in others if found is not None and o.module == found.module]
    if len(same) > 1 and same[0] != found:
        yield merge_typing_imports.at(node)


merge_typing_imports = Transform(
    id="merge-typing-imports",
    title="Import all names in one statement",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    apply=_to_one,
    sites=_one_sites,
    on=(cst.ImportFrom,),
    requires=(TYPING_IMPORTS,),
)
typing_module_to_names = Transform(
    id="typing-module-to-names",
    title="Import the names, and not the module",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    apply=_to_names,
    sites=_name_sites,
    on=(cst.Import,),
    requires=(BINDINGS, TYPING_IMPORTS),
)
