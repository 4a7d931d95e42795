"""The files beside a case: a project in memory, so that rules over files are tested like others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.extractor import Extractor, closure
from houserules.analysis.module import ModuleInfo, Role
from houserules.analysis.project import ProjectModule
from houserules.analysis.rule import Rule
from houserules.analysis.ruleset import compile_rules
from houserules.syntax.cache import ParseCache
from houserules.workspace.files import matches_any
from houserules.workspace.index.facts import facts_of, facts_of_document
from houserules.workspace.index.project_index import ProjectIndex
from houserules.workspace.project_fixing import ProjectFixed, fix_project
from houserules.workspace.project_sources import IndexedSources

LOCAL_PACKAGES = frozenset({"app", "core", "src", "api"})


def facts_read_by(rule: Rule) -> tuple[Extractor[Any], ...]:
    """Every fact that a rule or one of its fixes rests on."""
    wanted = [*rule.requires, *(e for t in rule.fixes for e in t.requires)]
    return tuple(e for e in closure(wanted) if e.fact is not None)


def project_of(facts: Iterable[Extractor[Any]], files: Mapping[str, str]) -> ProjectIndex:
    """An index of files by relative path, with roles by the usual names; not ready yet."""
    known = tuple(facts)
    index = ProjectIndex(known)
    for path, text in files.items():
        if path.endswith(".py"):
            module = module_info_of(path)
            rules = compile_rules((), also_extract=known, on_ignores={})
            analysis = ModuleAnalysis(rules, module, ParseCache().parse)
            analysis.open(text)
            analysis.extract()
            index.put(project_module(module, path), facts_of(analysis))
            continue
        wanted = [f for f in known if f.fact is not None and matches_any(f.fact.files, path)]
        index.list_file(path)
        if wanted:
            index.put(ProjectModule(path, path), facts_of_document(wanted, text))
    return index


def project_module(module: ModuleInfo, path: str) -> ProjectModule:
    """A module as the index keeps it."""
    return ProjectModule(module.name, path, module.is_package, module.role)


def module_info_of(path: str, target_version: tuple[int, int] = (3, 12)) -> ModuleInfo:
    """What is known of a file of a case, with roles by the usual names."""
    pure = PurePosixPath(path)
    is_package = pure.name == "__init__.py"
    parts = pure.parent.parts if is_package else pure.with_suffix("").parts
    return ModuleInfo(
        name=".".join(parts),
        is_package=is_package,
        role=_role(pure),
        target_version=target_version,
        local_packages=LOCAL_PACKAGES,
        path=path,
    )


def _role(path: PurePosixPath) -> Role:
    if path.name == "conftest.py":
        return Role.CONFTEST
    if path.name.startswith("test_") or "tests" in path.parts:
        return Role.TEST
    for part in (path.stem, *reversed(path.parts[:-1])):
        for role in Role:
            if part in (role, f"{role}s"):
                return role
    return Role.OTHER


def sources_of(
    rule: Rule,
    analysis: ModuleAnalysis,
    index: ProjectIndex,
    path: str,
    files: Mapping[str, str],
) -> IndexedSources:
    """The files of a case as fixes read them; ``analysis`` is the case's own file at ``path``."""
    everything = {*files, path}
    return IndexedSources(
        index,
        files.get,
        lambda wanted: any(p == wanted or p.startswith(f"{wanted}/") for p in everything),
        module_info_of,
        (e for e in closure(e for t in rule.fixes for e in t.requires) if e.contribute),
        [(path, analysis)],
    )


def first_project_fix(
    analysis: ModuleAnalysis, path: str, sources: IndexedSources
) -> tuple[ProjectFixed | None, list[str]]:
    """The first fix over several files that can be made, and why others could not."""
    refused: list[str] = []
    for state in analysis.states:
        for finding, _ in state.reported:
            if finding.fix is None or finding.fix.reach.stays_in_file:
                continue
            outcome = fix_project(analysis, path, state, finding.fix, sources)
            if isinstance(outcome, ProjectFixed):
                return outcome, refused
            if outcome is not None:
                refused.append(getattr(outcome, "reason", None) or getattr(outcome, "promise", ""))
    return None, refused


def applied_to(
    files: Mapping[str, str], fixed: ProjectFixed
) -> tuple[dict[str, str], dict[str, str]]:
    """Files after a fix, and where renamed ones are now."""
    after = dict(files)
    for change in fixed.changed:
        if after[change.path] != change.before:
            raise AssertionError(f"the edits of {change.path} are for another text")
        after[change.path] = change.after
    after |= {new.path: new.text for new in fixed.created}
    moved = {r.path: r.new_path for r in fixed.renamed}
    return {moved.get(path, path): text for path, text in after.items()}, moved
