"""A rule is a value: metadata and one function. See ARCHITECTURE.md, "A rule"."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from houserules.analysis.ruff_code import RuffCode, SameAsRuff
from houserules.analysis.ruff_code import same_as_ruff as read_ruff_code
from houserules.analysis.severity import Severity

if TYPE_CHECKING:
    from houserules.analysis.extractor import Extractor
    from houserules.analysis.finding import Finding
    from houserules.analysis.passes import EntryFinding
    from houserules.analysis.project_rules import ProjectFinding

Check = Callable[..., "Iterator[Finding] | Iterator[EntryFinding] | Iterator[ProjectFinding]"]


class Scope(Enum):
    """When a rule is called; not what it may read."""

    UNIT = "unit"
    """For each matching node, comment or line of a unit."""
    MODULE = "module"
    """Once per module, over reduced values and handles of units."""
    PROJECT = "project"
    """Once per project, over facts and project files."""


@dataclass(frozen=True, slots=True)
class Example:
    """Code that shows a rule at work.

    Attributes:
        code: Source in which ``# want: message`` marks a finding on its line; without a mark the
            rule is silent.
        fixed: The source that the rule's fix reaches, ``None`` where there is no fix.
        options: Options in force, as in the settings.
        conventions: ``[conventions]`` in force.
        path: Where the file stands, for roles and packages.
        files: The files beside it, ``(path, text)``.
        fixed_files: What the fix makes of other files; files that it leaves alone are left out.
    """

    code: str
    fixed: str | None = None
    options: tuple[tuple[str, Any], ...] = ()
    conventions: tuple[tuple[str, Any], ...] = ()
    path: str = "app/example.py"
    files: tuple[tuple[str, str], ...] = ()
    fixed_files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """What a convention makes code contain, so that an option cannot forbid it.

    Attributes:
        option: An option of the rule that lists what is forbidden.
        convention: A key of ``[conventions]`` that the rule reads.
        value: The value of it under which the names are demanded.
        names: Items of the option that then have no effect.
    """

    option: str
    convention: str
    value: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A convention that a program can check.

    Attributes:
        id: ``area/kebab-name``, the only name of the rule.
        title: What it reports: the first line of the module's docstring.
        scope: When ``check`` is called.
        check: ``check(unit_pass, node)`` or ``check(module_pass)``, yields findings.
        message: Lower-case statement with ``{}`` placeholders, at most 100 characters filled in.
        why: Why a team would want it.
        on: Node types (and ``Comment``/``Line`` tokens) that call ``check``.
        requires: Extractors it may read; reading another raises.
        reads: Shared ``[conventions]`` keys it may read.
        demands: Conventions that win over items of its options; settings that say both are told.
        options: A frozen dataclass with defaults, or ``None``.
        severity: Default severity.
        since: Version that brought it.
        same_as_ruff: Ruff codes that say the same: just the code, with the option values under
            which it does, ``("UP006", (("style", "builtin"),))``, or in full as ``SameAsRuff``.
        allow_when: When a team would rather allow it; a sentence for the page.
        fixes: The transforms its findings may refer to.
        examples: Two to four canonical examples.
        renamed_from: Older ids that still work and warn.
        per_project: ``per_project(project_pass)`` for a rule of units or modules that also has
            something to say of project files that are not Python.
    """

    id: str
    title: str
    scope: Scope
    check: Check
    message: str
    why: str
    on: tuple[type, ...] = ()
    requires: tuple[Extractor[Any], ...] = ()
    reads: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()
    options: type | None = None
    severity: Severity = Severity.WARNING
    since: str = "0.1"
    same_as_ruff: tuple[SameAsRuff, ...] = ()
    allow_when: str = ""
    fixes: tuple[Any, ...] = ()
    examples: tuple[Example, ...] = ()
    renamed_from: tuple[str, ...] = ()
    per_project: Check | None = None

    @property
    def area(self) -> str:
        """The part of the id before the slash."""
        return self.id.partition("/")[0]

    def default_options(self) -> Any:
        """The options in force when settings say nothing, or ``None``."""
        return self.options() if self.options else None


def rule(
    *,
    id: str,  # noqa: A002 - the settings' own word for it
    message: str,
    why: str,
    scope: Scope = Scope.UNIT,
    on: tuple[type, ...] = (),
    requires: tuple[Extractor[Any], ...] = (),
    reads: tuple[str, ...] = (),
    demands: tuple[Demand, ...] = (),
    options: type | None = None,
    severity: str = "warning",
    since: str = "0.1",
    same_as_ruff: tuple[RuffCode, ...] = (),
    allow_when: str = "",
    fixes: tuple[Any, ...] = (),
    examples: list[Example] | tuple[Example, ...] = (),
    renamed_from: tuple[str, ...] = (),
    per_project: Check | None = None,
) -> Callable[[Check], Rule]:
    """Turn a function into a ``Rule``; the module's docstring gives the title.

    Raises:
        TypeError: When ``options`` is not a frozen dataclass that needs no arguments.
    """
    if options is not None and not (
        dataclasses.is_dataclass(options)
        and all(
            f.default is not dataclasses.MISSING or f.default_factory is not dataclasses.MISSING
            for f in dataclasses.fields(options)
        )
    ):
        raise TypeError(f"{id}: options must be a dataclass whose fields all have defaults")

    def build(check: Check) -> Rule:
        module_doc = check.__globals__.get("__doc__") or ""  # type: ignore[attr-defined] - every check is a function
        return Rule(
            id=id,
            title=module_doc.strip().partition("\n")[0],
            scope=scope,
            check=check,
            message=message,
            why=why,
            on=on,
            requires=requires,
            reads=reads,
            demands=demands,
            options=options,
            severity=Severity.named(severity),
            since=since,
            same_as_ruff=tuple(read_ruff_code(written) for written in same_as_ruff),
            allow_when=allow_when,
            fixes=fixes,
            examples=tuple(examples),
            renamed_from=renamed_from,
            per_project=check if scope is Scope.PROJECT else per_project,
        )

    return build
