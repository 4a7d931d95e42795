"""``from m import *`` becomes an import of the names that are used."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import WILDCARD, Binding, BindingKind, imported_module
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.importers import IMPORTERS
from houserules.extractors.project_symbols import MODULE_BINDINGS, absolute_name
from houserules.extractors.references import referenced_names
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

EXPLICIT_READS = (BINDINGS, IMPORTERS, MODULE_BINDINGS, PROJECT_MODULES)
"""What a rule that refers to the transform must require."""
_REASON = "other modules may import names through this one"
_BY_NAME = frozenset({"eval", "exec", "globals", "locals", "vars"})


def explicit_names(unit: UnitPass, node: cst.ImportFrom) -> FixRef | None:
    """The reference for a wildcard import at the top of a module from a module of the project."""
    if unit.ancestors[:-1] or unit.class_path or unit.module.is_package:
        return None
    source = _source(unit, node)
    if not source or len(unit.lookup(BINDINGS, WILDCARD)) != 1 or unit.lookup(BINDINGS, "__all__"):
        return None
    if unit.lookup_if_ready(PROJECT_MODULES, source) is None:
        return None
    if unit.lookup_if_ready(MODULE_BINDINGS, (source, WILDCARD)):
        return None
    importers = unit.lookup_if_ready(IMPORTERS, unit.module.name)
    if importers is not None and not importers.first:
        return wildcard_to_names.at(node)
    return wildcard_to_names.at(node, safety=Safety.UNSAFE, reason=_REASON)


def _source(unit: UnitPass, node: cst.ImportFrom) -> str:
    module = unit.module
    return absolute_name(module.name, imported_module(node), is_package=module.is_package)


def _apply(rewrite: RewritePass, node: cst.ImportFrom) -> Iterator[Change | Refusal]:
    source = _source(rewrite, node)
    names = node.names
    if not isinstance(names, cst.ImportStar) or explicit_names(rewrite, node) is None:
        return
    used: set[str] = set()
    for unit in rewrite.units():
        if unit.view.node is None and unit.view.unit.text.strip().lstrip("#"):
            problem = unit.view.parsed.problem
            if problem is not None:
                yield Refusal("a part of the file does not parse")
                return
        used |= referenced_names(unit.view.parsed)
    if used & _BY_NAME:
        yield Refusal("the module looks names up by their spelling")
        return
    chosen: list[str] = []
    for name in sorted(used):
        theirs = rewrite.lookup(MODULE_BINDINGS, (source, name))
        if not theirs or name.startswith("_"):
            continue
        if name in BUILTINS and rewrite.lookup(MODULE_BINDINGS, (source, "__all__")):
            yield Refusal(f"`{name}` may be the builtin, or that of `{source}`")
            return
        own = rewrite.lookup(BINDINGS, name)
        if own and not (own == theirs and all(_is_same_import(b) for b in own)):
            yield Refusal(f"`{name}` is bound here and in `{source}`")
            return
        if not own:
            chosen.append(name)
    if not chosen:
        yield Refusal(f"no name of `{source}` is used here; import the module itself, or nothing")
        return
    yield rewrite.replace(names, ", ".join(chosen))


def _is_same_import(binding: Binding) -> bool:
    """Whether equal bindings of two modules mean the same."""
    is_import = binding.kind is BindingKind.IMPORT and not binding.conditional
    return is_import and not binding.target.startswith(".")


wildcard_to_names = Transform(
    id="wildcard-to-names",
    title="Import the names that are used",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    alone=False,
    apply=_apply,
    requires=EXPLICIT_READS,
)
