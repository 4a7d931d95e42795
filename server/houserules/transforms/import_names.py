"""The name under which a transform may use something of another module."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.binding_names import WILDCARD
from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.imported_names import IMPORTED_NAMES
from houserules.extractors.scopes import scopes_around
from houserules.fixes.change import ImportNeed

IMPORT_READS = (BINDINGS, IMPORTED_NAMES)
"""What a transform that calls ``name_for`` must require."""


def name_for(
    rewrite: RewritePass, module: str, name: str, at: cst.CSTNode
) -> tuple[str, tuple[ImportNeed, ...]] | None:
    """How to write ``module.name`` at a node, and what must be imported for it.

    An existing binding is used, whatever its alias; else the plain name is imported. ``None``
    where the plain name means something else already.
    """
    for known in rewrite.lookup(IMPORTED_NAMES, f"{module}.{name}"):
        if _means_import(rewrite, known, at):
            return known, ()
    for known in rewrite.lookup(IMPORTED_NAMES, module):
        if _means_import(rewrite, known, at):
            return f"{known}.{name}", ()
    if name in BUILTINS or rewrite.lookup(BINDINGS, name) or _is_local(rewrite, name, at):
        return None
    return name, (ImportNeed(module, name),)


def member_name_for(
    rewrite: RewritePass, module: str, name: str, at: cst.CSTNode
) -> tuple[str, tuple[ImportNeed, ...]] | None:
    """How to write ``module.name`` at a node where its users import the module itself.

    An existing binding of the member or of the module is used; else the module is imported.
    """
    for known in rewrite.lookup(IMPORTED_NAMES, f"{module}.{name}"):
        if _means_import(rewrite, known, at):
            return known, ()
    found = module_name_for(rewrite, module, at)
    return (f"{found[0]}.{name}", found[1]) if found else None


def means_builtin(unit_pass: UnitPass, name: str, at: cst.CSTNode) -> bool:
    """Whether a name stands for the builtin at a node."""
    if name not in BUILTINS or unit_pass.lookup(BINDINGS, name):
        return False
    return not unit_pass.lookup(BINDINGS, WILDCARD) and not _is_local(unit_pass, name, at)


def module_name_for(
    rewrite: RewritePass, module: str, at: cst.CSTNode
) -> tuple[str, tuple[ImportNeed, ...]] | None:
    """How to write a top-level module at a node, and what must be imported for it."""
    for known in rewrite.lookup(IMPORTED_NAMES, module):
        if _means_import(rewrite, known, at):
            return known, ()
    if rewrite.lookup(BINDINGS, module) or _is_local(rewrite, module, at):
        return None
    return module, (ImportNeed(module),)


def _means_import(rewrite: RewritePass, name: str, at: cst.CSTNode) -> bool:
    root = name.partition(".")[0]
    return len(rewrite.lookup(BINDINGS, root)) == 1 and not _is_local(rewrite, root, at)


def _is_local(unit_pass: UnitPass, name: str, at: cst.CSTNode) -> bool:
    if any(name in scope for scope in scopes_around(unit_pass, at)):
        return True
    return bool(unit_pass.siblings_named(name))
