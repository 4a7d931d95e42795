"""Something at the top of a module gets another name, wherever the project refers to it.

Made for functions; classes and variables are renamed the same way.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import Any

import libcst as cst

from houserules.analysis.binding_names import WILDCARD
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.project_sources import ModuleSource, ProjectSources
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.entry_points import ALL_ENTRY_POINTS
from houserules.extractors.kept_names import KEPT_NAMES, Match, last_word, match_qualified
from houserules.extractors.project_symbols import Symbol
from houserules.extractors.proven_references import REFERENCE_READS, Doubt, references_in
from houserules.extractors.qualified_names import is_class_level
from houserules.extractors.scopes import scopes_around
from houserules.fixes.change import Change, DocumentChange, Elsewhere, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

REASON = "whoever uses the name from outside the project has to follow"


def _apply(rewrite: RewritePass, _: object, old: str, new: str) -> Iterator[Any]:
    project, own = rewrite.project, rewrite.module
    if project is None:
        return
    module = rewrite.lookup(PROJECT_MODULES, own.name)
    if module is None or module.path != own.path:
        yield Refusal(f"other modules may be called `{own.name}`, too")
        return
    symbol = Symbol(module.name, old)
    yield from renamed_everywhere(rewrite, project, symbol, new)
    yield from _clashes_by_wildcard(project, symbol, new)
    yield from renamed_in_documents(rewrite, symbol, new)


def renamed_everywhere(
    rewrite: RewritePass, project: ProjectSources, symbol: Symbol, new: str
) -> Iterator[Any]:
    """The changes of all Python files that refer to a symbol, ending with the first refusal.

    Args:
        rewrite: A unit of the file that defines the symbol, with the finding.
        project: The files.
        symbol: What gets another name.
        new: The new last word of its name.
    """
    home = rewrite.module.path
    for source in project.mentioning((last_word(symbol.qualified_name),)):
        for unit in units_of(rewrite, source, project):
            for found in references_in(unit, symbol, home):
                if isinstance(found, Doubt):
                    yield refusal(source.module.path, unit, found.span, found.why)
                    return
                if found.node is not None and is_taken(unit, found.node, new):
                    why = f"`{new}` means something else there"
                    yield refusal(source.module.path, unit, found.span, why)
                    return
                yield placed(rewrite, source, unit.replace_span(found.span, new))


def units_of(
    rewrite: RewritePass, source: ModuleSource, project: ProjectSources
) -> Iterator[RewritePass]:
    """The units of a file; of the finding's own those that its changes must be made with."""
    if source.module.path != rewrite.module.path:
        yield from source.units(project)
        return
    for unit in rewrite.units():
        unit.ancestors = []
        yield unit


def placed(rewrite: RewritePass, source: ModuleSource, change: Change) -> Change | Elsewhere:
    """A change of a unit of ``units_of``."""
    path = source.module.path
    return change if path == rewrite.module.path else Elsewhere(path, change)


def refusal(path: str, unit: RewritePass, span: Span, why: str) -> Refusal:
    """A refusal that says where its reason stands."""
    return Refusal(f"{path}, line {unit.line_of(span)}: {why}")


def is_taken(unit: UnitPass, node: cst.CSTNode, name: str) -> bool:
    """Whether a name means something already where a node is looked up."""
    if any(name in scope for scope in scopes_around(unit, node)):
        return True
    if unit.class_path and is_class_level(unit, node) and unit.siblings_named(name):
        return True
    return bool(unit.lookup(BINDINGS, name))


def _clashes_by_wildcard(project: ProjectSources, symbol: Symbol, new: str) -> Iterator[Refusal]:
    """A wildcard import of the module would bring the new name in, over another one."""
    for source in project.mentioning((new,)):
        unit = next(iter(source.units(project)), None)
        for star in unit.lookup(BINDINGS, WILDCARD) if unit is not None else ():
            assert unit is not None
            if match_qualified(unit, f"{star.target}.{symbol.path}", symbol) is not Match.NO:
                yield Refusal(f"`{new}` may mean something else in {source.module.path}")
                return


def renamed_in_documents(
    rewrite: RewritePass, symbol: Symbol, new: str
) -> Iterator[DocumentChange | Change]:
    """The changes of entry points in files that are not Python."""
    old = last_word(symbol.qualified_name)
    for path, _, entry in rewrite.lookup(ALL_ENTRY_POINTS, ""):
        for name, end in entry.prefixes():
            if not name.endswith(f".{old}") and name != old:
                continue
            if rewrite.lookup(KEPT_NAMES, name).match(symbol) is Match.YES:
                stop = entry.span.start + end
                yield DocumentChange(path, Span(stop - len(old), stop), new)


def renamed_to(unit: UnitPass, old: str, new: str, kind: BindingKind) -> FixRef | None:
    """The fix for something at the top of a module, where its new name is free there.

    Args:
        unit: A pass at the definition; the rule must require ``BINDINGS``.
        old: The name.
        new: The new one.
        kind: What the name is bound by, and by nothing else.
    """
    if unit.class_path or new == old or not new.isidentifier() or keyword.iskeyword(new):
        return None
    known = all(b.kind is kind for b in unit.lookup(BINDINGS, old))
    if not known or new in BUILTINS or unit.lookup(BINDINGS, new):
        return None
    return rename_symbol.at(None, reason=REASON, old=old, new=new)


RENAME_READS = (*REFERENCE_READS, ALL_ENTRY_POINTS)

rename_symbol = Transform(
    id="rename-symbol",
    title="Rename `{old}` to `{new}` everywhere",
    safety=Safety.UNSAFE,
    reach=Reach.RENAME,
    apply=_apply,
    requires=RENAME_READS,
)
