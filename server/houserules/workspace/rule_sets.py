"""From settings to what the engine takes: compiled rules and what is known of a module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from houserules.analysis.extractor import Extractor, closure
from houserules.analysis.module import ModuleInfo
from houserules.analysis.rule import Rule
from houserules.analysis.ruleset import ALWAYS_ON, ActiveRule, RuleSet, compile_rules
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.imported_names import IMPORTED_NAMES
from houserules.settings.deferral import Deferral, deferrals
from houserules.settings.model import RuleCatalog, RuleSetting
from houserules.workspace.index.vocabulary import module_facts
from houserules.workspace.module_names import module_name
from houserules.workspace.ruff_files import RuffFiles
from houserules.workspace.settings_files import ProjectSettings

_NO_SOURCES = frozenset({"docs", "examples", "node_modules", "site-packages", "test", "tests"})


class RuleSets:
    """Compiled rule sets, shared by files that have the same rules active."""

    def __init__(self, catalog: RuleCatalog, ruff: RuffFiles) -> None:
        self._catalog = catalog
        self._ruff = ruff
        self._by_id: dict[str, Rule] = {r.id: r for r in catalog.rules}
        self._compiled: dict[str, RuleSet] = {}
        self._gathering: dict[str, RuleSet] = {}
        self._keys: dict[object, str] = {}
        self._alive: list[object] = []
        self._packages: dict[Path, frozenset[str]] = {}
        self._facts: dict[frozenset[str], tuple[Extractor[Any], ...]] = {}

    def forget(self) -> None:
        """Settings and folders may have changed."""
        self._packages.clear()
        self._keys.clear()
        self._alive.clear()

    def rules_for(
        self, project: ProjectSettings, path: Path, *, gathering: bool = False
    ) -> RuleSet:
        """The rules in force for a file; ``gathering`` gives all its facts beside, read or not."""
        key = self._key(project, path)
        if not gathering:
            return self._compiled[key]
        if key not in self._gathering:
            compiled = self._compiled[key]
            tables = (*compiled.tables, *closure(module_facts()))
            contributing = (e for e in dict.fromkeys(tables) if e.contribute is not None)
            self._gathering[key] = replace(compiled, tables=tuple(contributing))
        return self._gathering[key]

    def recipe_of(self, project: ProjectSettings, path: Path) -> str:
        """Stands for the rules in force for a file and what is known of its module."""
        module = self.module_info(project, path)
        known = replace(module, local_packages=frozenset())
        return f"{self._key(project, path)} {known} {sorted(module.local_packages)}"

    def _key(self, project: ProjectSettings, path: Path) -> str:
        """The name of the rule set of a file, which is compiled when it is asked for first."""
        relative = project.relative(path)
        settings = project.settings.rules_for(relative)
        left_out: set[str] = set()
        parts: dict[str, set[str]] = {}
        for deferral in self.deferrals(project, path.parent, path):
            if deferral.leaves_rule_out:
                left_out.add(deferral.rule)
            elif not deferral.opposite:
                parts.setdefault(deferral.rule, set()).add(deferral.code)
        conventions = project.settings.conventions_for(relative)
        # Settings answer with the same objects for all files that the same layers cover.
        layers = (id(settings), id(conventions))
        shown = (
            *layers,
            frozenset(left_out),
            tuple(sorted((r, *sorted(c)) for r, c in parts.items())),
        )
        known = self._keys.get(shown)
        if known is None:
            known = self._compile(project, settings, conventions, left_out, parts)
            # The objects are kept, so that no others get their identity.
            self._keys[shown] = known
            self._alive.append((settings, conventions))
        return known

    def _compile(
        self,
        project: ProjectSettings,
        settings: Mapping[str, RuleSetting],
        conventions: Mapping[str, Any],
        left_out: set[str],
        parts: Mapping[str, set[str]],
    ) -> str:
        active = [
            ActiveRule.of(
                self._by_id[setting.id],
                _options(self._by_id[setting.id], setting.options),
                conventions,
                setting.severity,
                setting.by_id,
                frozenset(parts.get(setting.id, ())),
            )
            for setting in settings.values()
            if setting.id in self._by_id and setting.id not in left_out
        ]
        compiled = compile_rules(
            active,
            known_ids=self._catalog.planned | self._by_id.keys(),
            also_extract=(BINDINGS, IMPORTED_NAMES, *self.facts_of(project)),
            on_ignores={i: settings[i].severity for i in ALWAYS_ON if i in settings},
        )
        levels = [(a.severity, a.severity_is_set, sorted(a.deferred)) for a in active]
        facts = [fact.id for fact in self.facts_of(project)]
        key = f"{compiled.fingerprint} {levels} {sorted(compiled.on_ignores.items())} {facts}"
        self._compiled.setdefault(key, compiled)
        return key

    def reads_project(self, project: ProjectSettings) -> bool:
        """Whether any rule that is active somewhere in a project looks at other files."""
        rules = (self._by_id.get(i) for i in project.settings.rules)
        return any(_looks_at_other_files(rule) for rule in rules if rule is not None)

    def facts_of(self, project: ProjectSettings) -> tuple[Extractor[Any], ...]:
        """The facts that rules active anywhere in a project read of other files."""
        ids = frozenset(i for i in project.settings.rules if i in self._by_id)
        if ids not in self._facts:
            rules = [self._by_id[i] for i in sorted(ids)]
            wanted = [e for r in rules for e in r.requires]
            wanted += [e for r in rules for t in r.fixes for e in t.requires]
            read = [e.reading.fact for e in closure(wanted) if e.reading and e.reading.fact]
            self._facts[ids] = tuple(e for e in dict.fromkeys(read) if e.contribute)
        return self._facts[ids]

    def project_rules(self, project: ProjectSettings) -> tuple[ActiveRule, ...]:
        """The rules that are called once per project."""
        conventions = project.settings.conventions
        return tuple(
            ActiveRule.of(
                rule, _options(rule, setting.options), conventions, setting.severity, setting.by_id
            )
            for setting in project.settings.rules.values()
            if (rule := self._by_id.get(setting.id)) is not None and rule.per_project
        )

    def deferrals(
        self, project: ProjectSettings, folder: Path, path: Path | None = None
    ) -> tuple[Deferral, ...]:
        """What ruff says of the rules active in a file, or in a folder as a whole."""
        settings = project.settings
        ruff = self._ruff.of_folder(folder) if settings.defer_to_ruff else None
        if ruff is None or (path is not None and not ruff.checks(path.as_posix())):
            return ()
        rules = settings.rules if path is None else settings.rules_for(project.relative(path))
        return tuple(
            deferral.seen_from(project.root.as_posix())
            for setting in rules.values()
            if setting.id in self._by_id
            for deferral in deferrals(
                self._by_id[setting.id],
                setting.options,
                ruff,
                None if path is None else path.as_posix(),
            )
        )

    def module_info(self, project: ProjectSettings, path: Path) -> ModuleInfo:
        """What is known of a module beside its text."""
        relative = project.relative(path)
        role, _ = project.settings.role_of(relative)
        return ModuleInfo(
            name=module_name(relative),
            is_package=path.name == "__init__.py",
            role=role,
            target_version=project.settings.target_version,
            local_packages=self._local_packages(project.root),
            path=relative,
        )

    def _local_packages(self, root: Path) -> frozenset[str]:
        known = self._packages.get(root)
        if known is None:
            known = frozenset({*_importable(root), *_below_source_folders(root)})
            self._packages[root] = known
        return known


@cache
def _looks_at_other_files(rule: Rule) -> bool:
    """Whether a rule reads facts, modules or folders of its project, or a fix of it edits them."""
    wanted = (*rule.requires, *(e for t in rule.fixes for e in t.requires))
    reads = any(e.reading is not None for e in closure(wanted))
    return reads or any(not t.reach.stays_in_file for t in rule.fixes)


def _options(rule: Rule, given: Any) -> Any:
    return rule.options(**given) if rule.options is not None and given else None


def _importable(folder: Path) -> set[str]:
    """The names that ``import`` finds in a folder: modules, and folders with Python files."""
    found: set[str] = set()
    for entry in _entries(folder):
        if entry.suffix == ".py" and entry.stem != "setup":
            found.add(entry.stem)
        elif entry.name.isidentifier() and entry.is_dir() and _has_python(entry):
            found.add(entry.name)
    return found


def _below_source_folders(root: Path) -> set[str]:
    """The packages below ``src`` and other folders of the root that are no packages themselves."""
    found: set[str] = set()
    for folder in _entries(root):
        if folder.name in _NO_SOURCES or folder.name.startswith(".") or not folder.is_dir():
            continue
        if folder.name == "src":
            found |= _importable(folder)
        elif not (folder / "__init__.py").exists():
            found.update(e.name for e in _entries(folder) if (e / "__init__.py").is_file())
    return found


def _has_python(folder: Path) -> bool:
    return any(e.suffix == ".py" or (e / "__init__.py").is_file() for e in _entries(folder))


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
