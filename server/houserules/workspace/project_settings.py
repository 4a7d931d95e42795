"""Settings as an editor session needs them: editor settings on top, the last good ones kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from houserules import __version__
from houserules.analysis.module import ModuleInfo
from houserules.analysis.ruleset import ALWAYS_ON, RuleSet, no_rules
from houserules.analysis.severity import Severity
from houserules.settings.model import SettingsLayer, SettingsProblem
from houserules.workspace.catalog import rule_catalog
from houserules.workspace.rule_sets import RuleSets
from houserules.workspace.settings_files import (
    OWN_FILE,
    PROJECT_FILE,
    ProjectSettings,
    SettingsFiles,
)

_GENERATED = re.compile(r"^#.{0,200}@generated", re.MULTILINE)
_GENERATED_WITHIN = 2_000
_NO_RULES = no_rules()


class EditorProjects:
    """The projects of an editor session, each with the settings in force."""

    def __init__(self) -> None:
        self._catalog = rule_catalog()
        self._rule_sets = RuleSets(self._catalog)
        self._folders: tuple[Path, ...] = ()
        self._explicit = False
        self._files = self._settings_files((), None)
        self._last_good: dict[Path | None, ProjectSettings] = {}
        self._problems_of: dict[str, tuple[SettingsProblem, ...]] = {}
        self._unsent: dict[str, tuple[SettingsProblem, ...]] = {}

    def configure(self, folders: Sequence[str], editor: Mapping[str, Any]) -> None:
        """Take in the workspace folders and the settings of the editor."""
        self._folders = tuple(Path(f) for f in folders)
        table = {
            key: value
            for key, value in editor.items()
            if key in ("profile", "select", "ignore", "severity") and value
        }
        self._explicit = bool(table.keys() & {"profile", "select"})
        config = editor.get("configurationPath")
        layers = (SettingsLayer("editor", table=table),) if table else ()
        self._files = self._settings_files(layers, Path(config) if config else None)
        self._rule_sets.forget()

    def forget(self) -> None:
        """Settings files may have changed."""
        self._files.forget()
        self._rule_sets.forget()

    def concerns_settings(self, paths: Iterable[str]) -> bool:
        """Whether any of the changed files can change settings."""
        return any(Path(p).name in (OWN_FILE, PROJECT_FILE) for p in paths)

    def rules_for(self, path: Path | None) -> tuple[RuleSet, ModuleInfo]:
        """The rules in force for a document, none where nobody chose any."""
        location = path or self._fallback() / "untitled.py"
        project = self._good(location)
        if project.file is None and not self._explicit:
            return _NO_RULES, ModuleInfo()
        if path is not None and not project.settings.covers(project.relative(path)):
            return _NO_RULES, ModuleInfo()
        return (
            self._rule_sets.rules_for(project, location),
            self._rule_sets.module_info(project, location),
        )

    def is_generated(self, text: str) -> bool:
        """Whether a text says that it is generated."""
        return _GENERATED.search(text[:_GENERATED_WITHIN]) is not None

    def profiles(self, path: Path | None) -> tuple[str, ...]:
        """The profiles in force, none where nobody chose any."""
        project = self._good(path or self._fallback() / "untitled.py")
        chosen = project.file is not None or self._explicit
        return project.settings.profiles if chosen else ()

    def file_of(self, path: Path | None) -> str | None:
        """The settings file in force."""
        project = self._good(path or self._fallback() / "untitled.py")
        return str(project.file) if project.file else None

    def counts(self, path: Path | None) -> tuple[int, int]:
        """How many rules are active, and how many of them this version checks."""
        project = self._good(path or self._fallback() / "untitled.py")
        if project.file is None and not self._explicit:
            return 0, 0
        active = project.settings.rules.keys() - set(ALWAYS_ON)
        return len(active), len(active & {r.id for r in self._catalog.rules})

    def fresh_problems(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """For each settings file whose problems changed since the last call: all of them."""
        unsent, self._unsent = self._unsent, {}
        for path, problems in unsent.items():
            yield path, [_problem(p) for p in problems]

    def write_profile(self, folder: str, profile: str) -> str:
        """Choose a profile in the settings file of a folder; returns the file.

        Raises:
            OSError: When the file cannot be written.
        """
        root = Path(folder)
        project_file = root / PROJECT_FILE
        own_file = root / OWN_FILE
        if own_file.is_file() or not project_file.is_file():
            text = own_file.read_text(encoding="utf-8") if own_file.is_file() else ""
            document = tomlkit.parse(text)
            document["profile"] = profile
            target = own_file
        else:
            document = tomlkit.parse(project_file.read_text(encoding="utf-8"))
            tool = document.setdefault("tool", tomlkit.table(is_super_table=True))
            tool.setdefault("houserules", tomlkit.table())["profile"] = profile
            target = project_file
        target.write_text(tomlkit.dumps(document), encoding="utf-8", newline="")
        self.forget()
        return str(target)

    def _settings_files(
        self, layers: tuple[SettingsLayer, ...], config: Path | None
    ) -> SettingsFiles:
        return SettingsFiles(self._fallback(), self._catalog, __version__, layers, config)

    def _fallback(self) -> Path:
        return self._folders[0] if self._folders else Path.cwd()

    def _good(self, path: Path) -> ProjectSettings:
        """The settings in force: as the files have them, or the last that were right."""
        project = self._files.for_file(path)
        if project.file is None:
            return project
        name = str(project.file)
        problems = tuple(p for p in project.settings.problems if p.path)
        by_file: dict[str, tuple[SettingsProblem, ...]] = {name: ()}
        for problem in problems:
            file = problem.path or name
            by_file[file] = (*by_file.get(file, ()), problem)
        for file, found in by_file.items():
            if self._problems_of.get(file, ()) != found:
                self._problems_of[file] = found
                self._unsent[file] = found
        if any(p.severity is Severity.ERROR for p in problems):
            return self._last_good.get(project.file, project)
        self._last_good[project.file] = project
        return project


def _problem(problem: SettingsProblem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column,
        "end_line": problem.end_line,
        "end_column": problem.end_column,
        "message": problem.message,
        "severity": int(problem.severity),
    }
