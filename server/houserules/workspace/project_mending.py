"""Fixes over several files for the command line: one after the other, to a fixed point.

Each fix changes what the next one is computed from, so the index follows before the next is looked
for. In-file fixes are ``workspace.fixing``'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Fix
from houserules.analysis.state import UnitState
from houserules.fixes.change import Refusal
from houserules.fixes.check import Violation
from houserules.workspace.changeset import Changeset, NotApplied
from houserules.workspace.fixing import MOST_ROUNDS, Eligible
from houserules.workspace.index.projects import ProjectFactsOnDisk
from houserules.workspace.project_files import obstacle, tables_of
from houserules.workspace.project_fixing import ProjectFixed, fix_project
from houserules.workspace.project_sources import IndexedSources
from houserules.workspace.rule_sets import RuleSets
from houserules.workspace.settings_files import ProjectSettings


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a fix.

    Attributes:
        path: The file of the finding, as it is called now.
        rule: The rule.
        changed: The files that it changed, made or moved, as they are called now; none where the
            fix was not made.
        reason: Why it was not made.
        failed: Whether that is an error, and not just how things are.
    """

    path: Path
    rule: str
    changed: tuple[Path, ...] = ()
    reason: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class NotMade:
    """Why a fix changes nothing, and whether that is an error; see ``Attempt``."""

    reason: str
    failed: bool = False


class ProjectMending:
    """Applies fixes of reach project and rename to the files of a workspace."""

    def __init__(
        self,
        project_of: Callable[[Path], ProjectSettings],
        rule_sets: RuleSets,
        facts: ProjectFactsOnDisk,
        analyse: Callable[[Path, bytes], ModuleAnalysis | None],
        changes: Changeset,
        folder: Path,
    ) -> None:
        """Nothing is read until ``file``.

        Args:
            project_of: The project of a file.
            rule_sets: What is known of modules.
            facts: The indexes of projects.
            analyse: Analyses a file that holds some bytes; ``None`` where it may not be fixed.
            changes: The files, and what happens to them.
            folder: The working folder: what is below it is changed and nothing else.
        """
        self._project_of = project_of
        self._rule_sets = rule_sets
        self._facts = facts
        self._analyse = analyse
        self._changes = changes
        self._folder = folder
        self._attempts: Counter[tuple[Path, str, str]] = Counter()

    def file(self, path: Path, eligible: Eligible) -> Iterator[Attempt]:
        """Make the fixes of the findings of one file, as long as there are any.

        Of the same finding no more than ``MOST_ROUNDS`` fixes are made.
        """
        project = self._project_of(path)
        if not self._rule_sets.reads_project(project):
            return
        self._follow()
        refused: set[tuple[str, str]] = set()
        while (data := self._changes.read(path)) is not None:
            analysis = self._analyse(path, data)
            attempt = analysis and self._next(path, analysis, eligible, refused)
            if not attempt:
                return
            yield attempt
            path = attempt.path

    def _follow(self) -> None:
        """Bring the indexes up to date with the changes so far."""
        for path in self._changes.take_touched():
            project = self._project_of(path)
            if self._rule_sets.reads_project(project):
                self._facts.refresh(project, path, self._changes.text(path))

    def _next(
        self,
        path: Path,
        analysis: ModuleAnalysis,
        eligible: Eligible,
        refused: set[tuple[str, str]],
    ) -> Attempt | None:
        """The first fix that is tried now, made or not; ``None`` where none is left."""
        for state in analysis.states:
            for finding, _ in state.reported:
                key = (finding.rule, f"{finding.message}\n{state.unit.text}")
                fix = finding.fix
                if fix is None or fix.reach.stays_in_file or not eligible(finding, fix):
                    continue
                known = (self._changes.origin_of(path), finding.rule, finding.message)
                if key in refused or self._attempts[known] >= MOST_ROUNDS:
                    continue
                self._attempts[known] += 1
                attempt = self._made(path, analysis, state, finding.rule, fix)
                if not attempt.changed:
                    refused.add(key)
                return attempt
        return None

    def worked_out(
        self, path: Path, analysis: ModuleAnalysis, state: UnitState, fix: Fix
    ) -> ProjectFixed | NotMade:
        """What a fix would change, with nothing changed yet."""
        self._follow()
        project = self._project_of(path)
        sources = self._sources(project, fix)
        outcome = fix_project(analysis, project.relative(path), state, fix, sources)
        if isinstance(outcome, Violation):
            return NotMade(f"it would break the promise that {outcome.promise}", failed=True)
        if isinstance(outcome, Refusal):
            return NotMade(outcome.reason)
        if outcome is None:
            return NotMade("there is nothing to change")
        reason = obstacle(project.root, outcome, (self._within(project, path),))
        return outcome if reason is None else NotMade(reason)

    def _made(
        self, path: Path, analysis: ModuleAnalysis, state: UnitState, rule: str, fix: Fix
    ) -> Attempt:
        outcome = self.worked_out(path, analysis, state, fix)
        if isinstance(outcome, NotMade):
            return Attempt(path, rule, reason=outcome.reason, failed=outcome.failed)
        project = self._project_of(path)
        try:
            self._changes.apply(project.root, outcome, self._within(project, path))
        except NotApplied as error:
            return Attempt(path, rule, reason=str(error), failed=True)
        self._follow()
        moved = {project.root / r.path: project.root / r.new_path for r in outcome.renamed}
        edited = (project.root / change.path for change in outcome.changed)
        made = (project.root / new.path for new in outcome.created)
        now = (*(moved.get(p, p) for p in edited), *made, *moved.values())
        return Attempt(moved.get(path, path), rule, tuple(dict.fromkeys(now)))

    def _within(self, project: ProjectSettings, path: Path) -> Path:
        """The folder that a fix of a file's finding stays in."""
        return self._folder if path.is_relative_to(self._folder) else project.root

    def _sources(self, project: ProjectSettings, fix: Fix) -> IndexedSources:
        root, changes = project.root, self._changes
        return IndexedSources(
            self._facts.index_of(project),
            lambda relative: changes.text(root / relative),
            lambda relative: changes.exists(root / relative),
            lambda relative: self._rule_sets.module_info(project, root / relative),
            tables_of(fix),
        )
