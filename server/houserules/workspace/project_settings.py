"""Settings as an editor session needs them: editor settings on top, the last good ones kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from houserules import __version__
from houserules.analysis.module import ModuleInfo
from houserules.analysis.ruleset import ALWAYS_ON, ActiveRule, RuleSet, no_rules
from houserules.analysis.severity import Severity
from houserules.profiles import load_profiles
from houserules.settings.model import SettingsLayer, SettingsProblem
from houserules.workspace import source
from houserules.workspace.baseline import Baselines
from houserules.workspace.baseline_file import NOTHING_KNOWN, Known
from houserules.workspace.catalog import rule_catalog
from houserules.workspace.editor_settings import EditorSettings, read_editor_settings
from houserules.workspace.files import IGNORE_FILE, in_environment
from houserules.workspace.ignore_files import IgnoreFiles
from houserules.workspace.index.project_gatherer import Request
from houserules.workspace.index.store import Stamp
from houserules.workspace.project_metadata import PROJECT_FILE
from houserules.workspace.ruff_files import RuffFiles
from houserules.workspace.rule_sets import RuleSets
from houserules.workspace.settings_files import (
    OWN_FILE,
    ProjectSettings,
    SettingsFiles,
)
from houserules.workspace.write import replace_file

_NO_RULES = no_rules()


class ProfileNotWritten(Exception):
    """A profile could not be put into a settings file; says which file, why and what to do."""


class EditorProjects:
    """The projects of an editor session, each with the settings in force."""

    def __init__(self) -> None:
        self._catalog = rule_catalog()
        # Whoever has ruff beside us in an editor would be told twice.
        self._ruff = RuffFiles(self._fallback)
        self._rule_sets = RuleSets(self._catalog, self._ruff)
        self._folders: tuple[Path, ...] = ()
        self._editor = EditorSettings()
        self._files = self._settings_files()
        self._last_good: dict[Path, tuple[SettingsLayer, ...]] = {}
        self._kept: dict[Path, ProjectSettings] = {}
        self._problems_of: dict[str, dict[SettingsProblem, None]] = {}
        self._sent: dict[str, tuple[SettingsProblem, ...]] = {}
        self._troubled: set[Path] = set()
        self._baselines = Baselines()
        self._ignores = IgnoreFiles()
        self.uses_cache = True
        """Whether the cache of the user may be read and written."""

    def configure(self, folders: Sequence[str], editor: Mapping[str, Any]) -> None:
        """Take in the workspace folders and the settings of the editor."""
        self._folders = tuple(Path(f) for f in folders)
        self.uses_cache = editor.get("cache") is not False
        self._editor = read_editor_settings(editor, self._editor, self._fallback(), self._catalog)
        self._files = self._settings_files()
        self._ruff.forget()
        self._read_anew()

    @property
    def editor_problems(self) -> tuple[str, ...]:
        """What is wrong with the settings of the editor."""
        return self._editor.problems

    @property
    def baseline_names(self) -> frozenset[str]:
        """The names of the baseline files that settings in force name."""
        return self._baselines.names

    def forget(self) -> None:
        """Settings files may have changed."""
        self._files.forget()
        self._read_anew()

    def restate(self) -> bool:
        """Look whether settings files changed on disk, and read them anew; whether they did."""
        read = (self._files, self._baselines, self._ignores)
        if not any(files.changed() for files in read):
            return False
        self.forget()
        return True

    def concerns_settings(self, paths: Iterable[str]) -> bool:
        """Whether any of the changed files can change settings."""
        return any(
            p.name in (OWN_FILE, PROJECT_FILE, IGNORE_FILE) or self._files.has_read(p)
            for p in map(Path, paths)
        ) or (
            # Not by name: a baseline may be called anything.
            self._baselines.changed()
        )

    def rules_for(self, path: Path | None) -> tuple[RuleSet, ModuleInfo]:
        """The rules in force for a document, none where nobody chose any."""
        location = path or self._fallback() / "untitled.py"
        project = self._good(location)
        if project.file is None and not self._editor.chooses_rules:
            return _NO_RULES, ModuleInfo()
        if path is not None and not self._leaves_in(project, path):
            return _NO_RULES, ModuleInfo()
        return (
            self._rule_sets.rules_for(project, location),
            self._rule_sets.module_info(project, location),
        )

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of the workspace."""
        return self._folders

    def shows_closed(self, path: Path, *, covered: bool = True) -> bool:
        """Whether settings ask for reports on a file that is not open.

        Without ``covered``: whether those that govern it ask for reports on any.
        """
        project = self._good(path)
        if project.file is None or project.settings.diagnostics != "workspace":
            return False
        return not covered or project.settings.covers(project.relative(path))

    def root_of(self, path: Path) -> Path:
        """The root of the project of a file."""
        return self._good(path).root

    def module_info(self, path: Path) -> ModuleInfo:
        """What is known of a module beside its text."""
        return self._rule_sets.module_info(self._good(path), path)

    def known_findings(self, path: Path | None) -> Known:
        """What the baseline holds of a document: findings to show as hints."""
        if path is None:
            return NOTHING_KNOWN
        project = self._good(path)
        return NOTHING_KNOWN if project.file is None else self._baselines.known(project, path)

    def recipe_for(self, path: Path) -> tuple[str, Known] | None:
        """The rules in force for a file and what its baseline knows; ``None`` without rules."""
        project = self._good(path)
        if project.file is None and not self._editor.chooses_rules:
            return None
        if not self._leaves_in(project, path):
            return None
        return self._rule_sets.recipe_of(project, path), self.known_findings(path)

    def facts_read_in(self, project: ProjectSettings) -> tuple[str, ...]:
        """The ids of the facts that rules of a project read of Python files."""
        return tuple(fact.id for fact in self._rule_sets.facts_of(project))

    def project_with_facts(
        self, path: Path
    ) -> tuple[ProjectSettings, tuple[ActiveRule, ...]] | None:
        """The project of a document and its project rules; ``None`` where nothing reads facts."""
        project = self._good(path)
        if project.file is None and not self._editor.chooses_rules:
            return None
        if not self._leaves_in(project, path):
            return None
        if not self._rule_sets.reads_project(project):
            return None
        return project, self._rule_sets.project_rules(project)

    def gathering_request(
        self,
        project: ProjectSettings,
        only: tuple[str, ...] | None,
        known: Mapping[str, Stamp],
        jobs: int,
        *,
        isolated: bool,
    ) -> Request:
        """What a gatherer has to know to read a project as this session does."""
        return Request(
            root=str(project.root),
            file=str(project.file) if project.file else None,
            layers=tuple(asdict(layer) for layer in project.layers),
            sections=tuple(map(str, self._files.files_with_settings)),
            folder=str(self._fallback()),
            editor=dict(self._editor.table),
            config=str(self._editor.config) if self._editor.config else None,
            only=only,
            known=known,
            jobs=jobs,
            isolated=isolated,
            cache=self.uses_cache,
        )

    def is_generated(self, text: str) -> bool:
        """Whether a text says that it is generated."""
        return source.is_generated(text)

    def profiles(self, path: Path | None) -> tuple[str, ...]:
        """The profiles in force, none where nobody chose any."""
        project = self._good(path or self._fallback() / "untitled.py")
        chosen = project.file is not None or self._editor.chooses_rules
        return project.settings.profiles if chosen else ()

    def file_of(self, path: Path | None) -> str | None:
        """The settings file in force."""
        project = self._good(path or self._fallback() / "untitled.py")
        return str(project.file) if project.file else None

    def counts(self, path: Path | None) -> tuple[int, int]:
        """How many rules are active, and how many of them this version checks."""
        project = self._good(path or self._fallback() / "untitled.py")
        if project.file is None and not self._editor.chooses_rules:
            return 0, 0
        active = project.settings.rules.keys() - set(ALWAYS_ON)
        return len(active), len(active & {r.id for r in self._catalog.rules})

    def fresh_problems(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """For each settings file whose problems changed since the last call: all of them."""
        for path in sorted(self._problems_of.keys() | self._sent.keys()):
            problems = tuple(self._problems_of.get(path, ()))
            if problems != self._sent.pop(path, ()):
                yield path, [_problem(p) for p in problems]
            if problems:
                self._sent[path] = problems

    def write_profile(self, folder: str, profile: str) -> str:
        """Choose a profile in the settings file of a workspace folder; returns the file.

        Raises:
            ProfileNotWritten: When that cannot be done; the file is then as it was.
        """
        # Loaded when a profile is chosen, not when the host starts.
        from houserules.workspace.profile_choice import InvalidToml, with_profile

        known = load_profiles()
        if profile not in known:
            raise ProfileNotWritten(
                f"there is no profile {profile!r}; known are {', '.join(known)}"
            )
        root = Path(folder)
        if root.resolve() not in {f.resolve() for f in self._folders}:
            raise ProfileNotWritten(f"{folder} is no folder of the workspace")
        project_file = root / PROJECT_FILE
        own_file = root / OWN_FILE
        own = own_file.is_file() or not project_file.is_file()
        target = own_file if own else project_file
        try:
            if not target.exists():
                target.touch(exist_ok=False)
            before = source.read_source(target)
            replace_file(target, before, with_profile(before, profile, own=own), root=root)
        except source.UnreadableSource as error:
            raise ProfileNotWritten(f"{target}: {error}") from error
        except OSError as error:
            reason = error.strerror or error
            raise ProfileNotWritten(f"{target} could not be written: {reason}") from error
        except UnicodeDecodeError as error:
            raise ProfileNotWritten(f"{target} is not UTF-8: save it as UTF-8 first") from error
        except InvalidToml as error:
            raise ProfileNotWritten(f"{target}: {error}") from error
        self.forget()
        return str(target)

    def _settings_files(self) -> SettingsFiles:
        said = self._editor
        return SettingsFiles(
            self._fallback(), self._catalog, __version__, said.layers, said.config, self._ruff
        )

    def _fallback(self) -> Path:
        return self._folders[0] if self._folders else Path.cwd()

    def _read_anew(self) -> None:
        self._rule_sets.forget()
        self._baselines.forget()
        self._ignores.forget()
        self._kept.clear()
        self._problems_of.clear()
        # What was wrong is looked at at once: it is said or unsaid with no document open, too.
        troubled, self._troubled = self._troubled, set()
        for folder in troubled:
            self._good(folder / "untitled.py")

    def _good(self, path: Path) -> ProjectSettings:
        """The settings in force: as the files have them, or the last that were right."""
        project = self._files.for_file(path)
        file = project.file
        if file is None:
            return project
        problems = tuple(p for p in project.settings.problems if p.path)
        for problem in problems:
            self._note(problem, file)
        if any(p.severity is Severity.ERROR for p in problems):
            project = self._kept_for(file) or project
        else:
            self._last_good[file] = project.layers
        # A bad baseline is said like a bad setting, but the settings beside it are in force.
        problem = self._baselines.of(project).problem
        if problem is not None:
            self._note(problem, file)
        return project

    def _leaves_in(self, project: ProjectSettings, path: Path) -> bool:
        """Whether a walk of the project finds a file: nothing is said about others."""
        covered = project.settings.covers(project.relative(path))
        if not covered or in_environment(path, project.root):
            return False
        return not self._ignores.leave_out(path, project.root)

    def _note(self, problem: SettingsProblem, file: Path) -> None:
        self._problems_of.setdefault(problem.path or "", {})[problem] = None
        self._troubled.add(file.parent)

    def _kept_for(self, file: Path) -> ProjectSettings | None:
        """The last right text of a file under what the editor says now."""
        layers = self._last_good.get(file)
        if layers is None:
            return None
        if file not in self._kept:
            self._kept[file] = self._files.under(file, layers)
        return self._kept[file]


def _problem(problem: SettingsProblem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column,
        "end_line": problem.end_line,
        "end_column": problem.end_column,
        "message": problem.message,
        "severity": int(problem.severity),
    }
