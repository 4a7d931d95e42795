"""The values that go into settings, and the problems that come out."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from houserules.analysis.rule import Rule
from houserules.analysis.severity import Severity

ALWAYS_ON = ("suppressions/unused-ignore", "suppressions/unknown-rule")
"""Rules that no profile has to bring: ``select`` leaves them on, ``ignore`` turns them off."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from.

    Attributes:
        source: ``"profile api-structlog"``, a file's path as shown to users, ``"editor"``,
            ``"command line"`` or ``"default"``.
        line: Line of the file, counted from 1, where there is one.
    """

    source: str
    line: int | None = None

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}:{self.line}"


DEFAULT = Origin("default")


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """Something wrong in settings; lines and columns from 0, in code points.

    Attributes:
        path: The file, ``None`` for settings that are not in a file.
        source: The layer, as ``Origin.source``.
    """

    path: str | None
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    severity: Severity = Severity.ERROR
    source: str = ""


@dataclass(frozen=True, slots=True)
class SettingsLayer:
    """One place that settings come from.

    Attributes:
        source: How users know it, see ``Origin.source``.
        path: The file, handed through to problems.
        text: Its TOML, or ``None`` when ``table`` holds the values.
        table: The values of a layer without a file.
        pyproject: Whether the settings are below ``[tool.houserules]``.
        base: The project's folder as the file sees it, ``"app/"`` for a file that is extended
            from a folder above: what its patterns are relative to.
    """

    source: str
    path: str | None = None
    text: str | None = None
    table: Mapping[str, Any] | None = None
    pyproject: bool = False
    base: str = ""


class ProfileTable(Protocol):
    """What settings need to know of a profile."""

    @property
    def name(self) -> str:
        """What settings call it."""
        ...

    @property
    def files(self) -> tuple[str, ...]:
        """Globs of the files that its rules apply to."""
        ...

    @property
    def table(self) -> Mapping[str, Any]:
        """Its settings, spelled as in a settings file."""
        ...


@dataclass(frozen=True)
class _NoOptions:
    pass


@dataclass(frozen=True)
class RuleCatalog:
    """The rules that settings may name.

    Attributes:
        rules: The implemented ones.
        planned: Ids that are known; those of ``rules`` may be among them.
    """

    rules: tuple[Rule, ...]
    planned: frozenset[str] = frozenset()

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The implemented rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def option_types(self) -> Mapping[str, Mapping[str, Any]]:
        """The annotations of the options of each implemented rule."""
        types: dict[str, dict[str, Any]] = {}
        for rule in self.rules:
            hints = typing.get_type_hints(rule.options) if rule.options else {}
            names = [option.name for option in dataclasses.fields(rule.options or _NoOptions)]
            types[rule.id] = {name: hints[name] for name in names}
        return types

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All ids, sorted."""
        return tuple(sorted({*self.planned, *self.by_id, *ALWAYS_ON}))

    @cached_property
    def areas(self) -> Mapping[str, frozenset[str]]:
        """The ids of each area."""
        areas: dict[str, set[str]] = {}
        for name in self.ids:
            areas.setdefault(name.partition("/")[0], set()).add(name)
        return {area: frozenset(ids) for area, ids in areas.items()}

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """Present ids by former ids."""
        return {old: rule.id for rule in self.rules for old in rule.renamed_from}

    @cached_property
    def selectors(self) -> tuple[str, ...]:
        """All words that may select rules."""
        return ("all", *sorted(self.areas), *self.ids)
