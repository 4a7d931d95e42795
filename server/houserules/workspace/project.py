"""A workspace: files under their settings, checked and fixed; what the command line works through.

Reads files; writes them only through ``workspace.write``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from houserules import __version__
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding, Fix
from houserules.analysis.module import Role
from houserules.analysis.project_rules import ProjectRules
from houserules.analysis.ruleset import ActiveRule, compile_rules
from houserules.analysis.severity import Severity
from houserules.fixes.safety import Safety
from houserules.settings.deferral import Deferral
from houserules.settings.model import Settings, SettingsLayer, SettingsProblem
from houserules.syntax.cache import ScanCache
from houserules.text.lines import LineIndex
from houserules.workspace.baseline import Baseline, Baselines
from houserules.workspace.baseline_file import NOTHING_KNOWN, Known
from houserules.workspace.cache.database import Database
from houserules.workspace.catalog import rule_catalog
from houserules.workspace.changeset import Changeset
from houserules.workspace.file_report import (
    FileReport,
    FixReport,
    file_report,
    syntax_errors,
    unreadable,
    untouched,
    without_known,
)
from houserules.workspace.files import SourceFile, display_path, in_environment, python_files
from houserules.workspace.fixing import fix_all
from houserules.workspace.ignore_files import IgnoreFiles
from houserules.workspace.index.digests import result_recipe
from houserules.workspace.index.facts import FileFacts, facts_of
from houserules.workspace.index.gatherer import gives_facts
from houserules.workspace.index.on_demand import Deferred, OnDemand
from houserules.workspace.index.project_reads import Answers
from houserules.workspace.index.projects import ProjectFactsOnDisk
from houserules.workspace.index.store import Stamp, stamp_of
from houserules.workspace.index.vocabulary import may_be_document
from houserules.workspace.project_findings import reports_of, run_remembering
from houserules.workspace.project_mending import ProjectMending
from houserules.workspace.reported_edits import EditsOfFixes
from houserules.workspace.rewriting import Rewrite, ignored, rewritten
from houserules.workspace.ruff_files import RuffFiles
from houserules.workspace.rule_sets import RuleSets
from houserules.workspace.settings_files import ProjectSettings, SettingsFiles
from houserules.workspace.source import (
    SourceText,
    UnreadableSource,
    decode_source,
    is_generated,
    read_source,
)
from houserules.workspace.started_check import StartedCheck, Unanswered

_MOST_CHARACTERS = 250_000
"""Of text whose trees are kept while a file is worked on: they take some 50 MB."""


class Workspace:
    """Files and settings below and around a working folder."""

    def __init__(
        self,
        folder: Path,
        command_line: SettingsLayer | None = None,
        config: Path | None = None,
        cache: Path | None = None,
        *,
        hide_baselined: bool = True,
    ) -> None:
        """Nothing is read until asked.

        Args:
            folder: The working folder.
            command_line: Settings above those of the files.
            config: A settings file to use instead of the nearest one.
            cache: The database in which facts are kept; ``None`` keeps none.
            hide_baselined: Whether findings that stand in a project's baseline are left out.
        """
        self.folder = folder.absolute()
        overrides = (command_line,) if command_line else ()
        catalog = rule_catalog()
        ruff = RuffFiles()
        self._settings = SettingsFiles(self.folder, catalog, __version__, overrides, config, ruff)
        self._projects: dict[Path, ProjectSettings] = {}
        self._rule_sets = RuleSets(catalog, ruff)
        self._baselines = Baselines()
        self._ignores = IgnoreFiles()
        self._hide_baselined = hide_baselined
        self.database = Database(cache) if cache else None
        self._facts = ProjectFactsOnDisk(self._settings.for_file, self.database)
        self._temporary: TemporaryDirectory[str] | None = None

    def files(self, paths: Sequence[Path]) -> list[SourceFile]:
        """The files to check below paths; a Python file that is named is always among them.

        Whatever is named counts as Python, unless rules read it as something else.
        """
        found: dict[Path, None] = {}
        for path in paths:
            absolute = path if path.is_absolute() else self.folder / path
            if absolute.is_dir():
                found.update(dict.fromkeys(python_files(absolute, self.covers)))
            elif not may_be_document(absolute.name):
                found[absolute] = None
        return [SourceFile(p, display_path(p, self.folder)) for p in found]

    def share_facts(self) -> Path:
        """Where processes leave facts for each other: in the cache, else for this run only."""
        if self.database is None or not self.database.usable:
            self._temporary = TemporaryDirectory(prefix="houserules-", ignore_cleanup_errors=True)
            self.database = Database(Path(self._temporary.name) / "facts.sqlite")
            self._facts.keep_in(self.database)
        return self.database.path

    def missing_facts(self, path: Path) -> Mapping[Path, Stamp]:
        """The files of a file's project whose facts nobody has, as they are now.

        None where no rule reads facts; see ``keep_facts``.
        """
        project = self._project(path)
        return self._facts.missing(project) if self._rule_sets.reads_project(project) else {}

    def keep_facts(self, rows: Iterable[tuple[Path, Stamp, FileFacts | None]]) -> None:
        """Keep facts that were gathered from files as they were when they had these stamps."""
        self._facts.keep(rows)

    def settings_for(self, path: Path) -> Settings:
        """The settings that govern a file."""
        return self._project(path).settings

    def problems_for(self, path: Path) -> tuple[SettingsProblem, ...]:
        """What is wrong with the settings that govern a file, and with their baseline."""
        project = self._project(path)
        problem = self._baselines.of(project).problem
        # That there is no baseline yet is no news to whoever writes it.
        if problem is None or not (self._hide_baselined or problem.severity is Severity.ERROR):
            return project.settings.problems
        return (*project.settings.problems, problem)

    def baseline_for(self, path: Path) -> Baseline:
        """The baseline of the project of a file."""
        return self._baselines.of(self._project(path))

    def project_for(self, path: Path) -> ProjectSettings:
        """The settings that govern a file, with where they stand."""
        return self._project(path)

    def deferrals(self, path: Path, *, folder: bool = False) -> tuple[Deferral, ...]:
        """What ruff says of the rules active in a file, or, with ``folder``, in a folder."""
        absolute = path if path.is_absolute() else self.folder / path
        project = self._project(absolute / "any.py" if folder else absolute)
        if folder:
            return self._rule_sets.deferrals(project, absolute)
        return self._rule_sets.deferrals(project, absolute.parent, absolute)

    def explain_role(self, path: Path) -> tuple[Role, str | None]:
        """The role of a file and the glob that gave it."""
        project = self._project(path)
        return project.settings.role_of(project.relative(path.absolute()))

    def check_file(
        self, path: Path, data: bytes | None = None, *, edits: bool = False
    ) -> FileReport:
        """Check a file, or other bytes in its place.

        Args:
            path: The file, which decides settings and role.
            data: What to check instead of the file's contents.
            edits: Whether to work out the edits of fixes.
        """
        try:
            source = decode_source(read_source(path) if data is None else data)
        except UnreadableSource as error:
            return unreadable(path, error)
        if is_generated(source.text, path.name):
            return untouched(path, source)
        facts = self._facts_for(path)
        analysis = self._analysed(path, source, facts)
        wanted = self._edits(path, analysis, data) if edits else None
        report = file_report(path, analysis, wanted)
        report = self._without_baselined(report)
        if not facts.asked:
            return report
        return replace(report, asked_project=True, reads=facts.reads_of(analysis))

    def start_check(self, path: Path) -> StartedCheck:
        """Read the facts of a file, and check it if no rule of its project looks at others."""
        try:
            source = decode_source(read_source(path))
        except UnreadableSource as error:
            return StartedCheck(None, unreadable(path, error))
        if is_generated(source.text, path.name):
            return StartedCheck(None, untouched(path, source))
        project = self._facts.deferred(self._project(path))
        trees = ScanCache(max_characters=_MOST_CHARACTERS)
        analysis = self._opened(path, source, project, trees, gathering=True)
        # Where rules look at other files, nearly every unit would be analysed twice.
        if self._rule_sets.reads_project(self._project(path)):
            analysis.extract()
        else:
            analysis.run()
        facts = facts_of(analysis) if gives_facts(path) else None

        def report() -> FileReport:
            return self._without_baselined(file_report(path, analysis))

        if analysis.done:
            return StartedCheck(facts, report())
        trees.clear()
        return StartedCheck(facts, unanswered=Unanswered(analysis, trees, project, report))

    def hold(self, path: Path, data: bytes) -> None:
        """Let bytes count as what a file holds wherever the project is asked about it."""
        path = path if path.is_absolute() else self.folder / path
        try:
            self._facts.hold(path, decode_source(data).text)
        except UnreadableSource:
            return  # nothing is found in such a file, and nothing known of it

    def _edits(self, path: Path, analysis: ModuleAnalysis, data: bytes | None) -> EditsOfFixes:
        path = path if path.is_absolute() else self.folder / path
        changes = Changeset(dry=True)
        if data is not None:
            changes.replace(path, data, data, self.folder)
        root, lines = self._project(path).root, LineIndex.of(analysis.text)
        return EditsOfFixes(analysis, lines, path, root, self.folder, self.mending(changes))

    def check_projects(self, paths: Iterable[Path]) -> Iterator[FileReport]:
        """What the project rules of the projects of files find, in files that are not Python.

        Only projects whose settings are right are looked at.
        """
        projects = {(p.root, p.file): p for p in map(self._project, paths)}
        for project in projects.values():
            active = self._rule_sets.project_rules(project)
            wrong = any(p.severity is Severity.ERROR for p in project.settings.problems)
            if not active or wrong:
                continue
            rules = ProjectRules(active, self._facts.on_demand(project))
            run_remembering(rules, self.database, project, self._digest(project, active))
            for report in reports_of(project, rules):
                yield self._without_baselined(report)

    def recipe_of(self, path: Path) -> str | None:
        """Everything that what is found in a file rests on, other files aside.

        ``None`` where the file cannot be read.
        """
        stamp = stamp_of(path)
        if stamp is None:
            return None
        project = self._project(path)
        return result_recipe(stamp, self._rule_sets.recipe_of(project, path), self._known(path))

    def facts_digest(self, path: Path) -> str:
        """Stands for the facts of all files of a file's project."""
        return self._digest(self._project(path))

    def known_facts_digest(self, path: Path) -> str | None:
        """The same where it can be told without reading a file, else ``None``."""
        project = self._project(path)
        return self._facts.known_digest(project, [f.id for f in self._rule_sets.facts_of(project)])

    def answers_for(self, path: Path) -> Answers:
        """What a file's project answers to questions that were kept; see ``ProjectReads``."""
        return self._facts.answers_of(self._project(path))

    def _digest(self, project: ProjectSettings, rules: Iterable[ActiveRule] = ()) -> str:
        """Stands for the facts of all files of a project, and for rules that look at them."""
        facts = self._facts.digest(project, [f.id for f in self._rule_sets.facts_of(project)])
        return " ".join((facts, *(compile_rules((rule,)).fingerprint for rule in rules)))

    def fix_file(
        self,
        path: Path,
        data: bytes | None = None,
        *,
        unsafe: bool = False,
        skeletons: bool = False,
    ) -> FixReport:
        """Work out the fixed contents of a file, to a fixed point; see ``FixReport``."""

        def eligible(finding: Finding, fix: Fix) -> bool:
            allowed = fix.safety is Safety.SAFE or (
                unsafe if fix.safety is Safety.UNSAFE else skeletons
            )
            return allowed and (unsafe or fix.reach.stays_in_file)

        return self._rewritten(path, data, lambda analysis: fix_all(analysis, eligible))

    def ignore_findings(self, path: Path) -> FixReport:
        """Work out a file in which what is found is ignored; see ``FixReport``.

        Its ``applied`` are the rules ignored, one item a finding.
        """
        return self._rewritten(path, None, lambda analysis: ignored(analysis, self._known(path)))

    def _rewritten(self, path: Path, data: bytes | None, rewrite: Rewrite) -> FixReport:
        def analysed(source: SourceText) -> ModuleAnalysis:
            return self._analysed(path, source)

        return rewritten(path, data, analysed, rewrite, self._without_baselined)

    def mending(self, changes: Changeset) -> ProjectMending:
        """What makes fixes over several files; files that are broken or generated are left."""

        def analysed(path: Path, data: bytes) -> ModuleAnalysis | None:
            try:
                source = decode_source(data)
            except UnreadableSource:
                return None
            if is_generated(source.text, path.name):
                return None
            analysis = self._analysed(path, source)
            return None if syntax_errors(analysis) else analysis

        return ProjectMending(
            self._project, self._rule_sets, self._facts, analysed, changes, self.folder
        )

    def _without_baselined(self, report: FileReport) -> FileReport:
        return without_known(report, self._known(report.path))

    def _known(self, path: Path) -> Known:
        """What is hidden of a file."""
        if not self._hide_baselined:
            return NOTHING_KNOWN
        absolute = path if path.is_absolute() else self.folder / path
        return self._baselines.known(self._project(absolute), absolute)

    def covers(self, path: Path) -> bool:
        """Whether the settings that govern a file leave it in."""
        project = self._project(path)
        return project.settings.covers(project.relative(path))

    def leaves_in(self, path: Path) -> bool:
        """Whether a file that was named would be found by a walk of its project, too."""
        root = self._project(path).root
        if not self.covers(path) or in_environment(path, root):
            return False
        return not self._ignores.leave_out(path if path.is_absolute() else self.folder / path, root)

    def _project(self, path: Path) -> ProjectSettings:
        known = self._projects.get(path)
        if known is None:
            known = self._settings.for_file(path if path.is_absolute() else self.folder / path)
            self._projects[path] = known
        return known

    def _facts_for(self, path: Path) -> OnDemand:
        return self._facts.on_demand(self._project(path))

    def _analysed(
        self, path: Path, source: SourceText, facts: OnDemand | None = None
    ) -> ModuleAnalysis:
        analysis = self._opened(path, source, facts)
        analysis.run()
        return analysis

    def _opened(
        self,
        path: Path,
        source: SourceText,
        facts: OnDemand | Deferred | None = None,
        trees: ScanCache | None = None,
        *,
        gathering: bool = False,
    ) -> ModuleAnalysis:
        absolute = path if path.is_absolute() else self.folder / path
        project = self._project(absolute)
        analysis = ModuleAnalysis(
            self._rule_sets.rules_for(project, absolute, gathering=gathering),
            self._rule_sets.module_info(project, absolute),
            (trees or ScanCache(max_characters=_MOST_CHARACTERS)).parse,
            project=facts or self._facts_for(absolute),
        )
        analysis.open(source.text)
        return analysis
