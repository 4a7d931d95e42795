"""Rules that are called once per project, over facts; their findings stand in project files.

What concerns a Python file is better found by a rule that is called for its units and reads the
project by key: the finding then moves with the code. Here are findings about files that are not
Python, and about folders.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from houserules.analysis.extractor import Extractor, UndeclaredRead
from houserules.analysis.finding import Failure
from houserules.analysis.module import ModuleInfo
from houserules.analysis.project import NotReady, ProjectFacts
from houserules.analysis.ruleset import ActiveRule
from houserules.analysis.run import RuleRaised
from houserules.analysis.state import Key
from houserules.analysis.tables import Tables
from houserules.text.span import Span

V = TypeVar("V")
WHOLE_FILE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class ProjectFinding:
    """A finding in a project file.

    Attributes:
        rule: The id of the rule.
        path: Relative to the root of the project, with ``/``.
        span: Where in the text of the file, in code points; ``WHOLE_FILE`` for its first line.
        message: What is wrong.
        weak: Reported at most as a hint, unless the user set the severity of the id.
    """

    rule: str
    path: str
    span: Span
    message: str
    weak: bool = False


class ProjectPass:
    """A whole project, as facts."""

    __slots__ = ("_active", "_bases", "_tables")

    def __init__(self, active: ActiveRule, tables: Tables) -> None:
        self._active = active
        self._tables = tables
        self._bases: set[Key] = set()

    @property
    def bases(self) -> frozenset[Key]:
        """The keys that were read."""
        return frozenset(self._bases)

    @property
    def options(self) -> Any:
        """The options of the rule."""
        return self._active.options

    def convention(self, key: str) -> Any:
        """A shared ``[conventions]`` value, ``None`` where settings do not set it.

        Raises:
            UndeclaredRead: When the rule does not list the key in ``reads``.
        """
        if key not in self._active.rule.reads:
            rule = self._active.rule.id
            raise UndeclaredRead(f"rule `{rule}` reads convention `{key}` undeclared")
        return self._active.conventions.get(key)

    def lookup(self, extractor: Extractor[V], key: Hashable) -> V:
        """The value of a key; raises ``UndeclaredRead`` for an undeclared extractor."""
        if extractor not in self._active.readable:
            rule = self._active.rule.id
            raise UndeclaredRead(f"rule `{rule}` reads `{extractor.id}` undeclared")
        return cast("V", self._tables.lookup(extractor, key, self._bases))

    def finding(
        self,
        path: str,
        span: Span = WHOLE_FILE,
        *,
        weak: bool = False,
        message: str | None = None,
        **arguments: object,
    ) -> ProjectFinding:
        """A finding in a file by relative path."""
        template = message or self._active.rule.message
        said = template.format(**arguments) if arguments else template
        return ProjectFinding(self._active.rule.id, path, span, said, weak)


class ProjectRules:
    """The project rules of one project with their findings, kept while facts change."""

    def __init__(
        self, rules: Iterable[ActiveRule], facts: ProjectFacts, *, strict: bool = False
    ) -> None:
        """Nothing runs until ``run``."""
        self._rules = tuple(a for a in rules if a.rule.per_project is not None)
        self._strict = strict
        self._tables = Tables((), dict, ModuleInfo(), facts)
        self._bases: dict[str, frozenset[Key]] = {}
        self._findings: dict[str, tuple[ProjectFinding, ...]] = {}
        self._failures: dict[str, Failure] = {}
        self._dirty = {a.rule.id for a in self._rules}

    @property
    def pending(self) -> bool:
        """Whether a rule has to run."""
        return bool(self._dirty)

    @property
    def findings(self) -> tuple[tuple[ProjectFinding, ActiveRule], ...]:
        """The findings with the rules as they are in force, by file and place."""
        found = [(f, a) for a in self._rules for f in self._findings.get(a.rule.id, ())]
        return tuple(sorted(found, key=lambda pair: (pair[0].path, pair[0].span, pair[0].rule)))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The rules that raised."""
        return tuple(self._failures.values())

    def project_changed(self, changed: set[Key]) -> bool:
        """Follow changed facts; whether a rule has to run again."""
        self._tables.forget_derived(changed)
        self._dirty.update(rule for rule, bases in self._bases.items() if bases & changed)
        return self.pending

    def take(self, findings: Iterable[ProjectFinding]) -> None:
        """Take for found what the same rules found in the same facts before."""
        self._findings = {}
        for finding in findings:
            self._findings[finding.rule] = (*self._findings.get(finding.rule, ()), finding)
        self._dirty.clear()

    def run(self) -> None:
        """Run every rule that has to run."""
        for active in self._rules:
            if active.rule.id in self._dirty:
                self._run(active)
        self._dirty.clear()

    def _run(self, active: ActiveRule) -> None:
        rule = active.rule.id
        project_pass = ProjectPass(active, self._tables)
        self._failures.pop(rule, None)
        self._findings[rule] = ()
        try:
            assert active.rule.per_project is not None
            found = active.rule.per_project(project_pass) or ()
            self._findings[rule] = tuple(cast("Iterable[ProjectFinding]", found))
        except NotReady:
            pass
        except (KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:  # a rule may raise anything, SystemExit included
            if self._strict:
                raise RuleRaised(rule) from error
            self._failures[rule] = Failure(rule, 0, type(error).__name__)
        self._bases[rule] = project_pass.bases
