"""Settings in force: frozen values, answered per file without touching a disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from houserules.analysis.module import Role
from houserules.settings.compose import Composed, Composition, RuleSetting, most_specific
from houserules.settings.globs import matches_any_glob, matches_glob, matches_ignore
from houserules.settings.sources import Origin, RuleCatalog, SettingsLayer, SettingsProblem

__all__ = [
    "Origin",
    "RuleCatalog",
    "RuleSetting",
    "Settings",
    "SettingsLayer",
    "SettingsProblem",
]

DEFAULT_INCLUDE = ("*.py",)
ALWAYS_EXCLUDED = (
    "*_pb2.py",
    "*_pb2_grpc.py",
    ".direnv/",
    ".eggs/",
    ".git/",
    ".hg/",
    ".mypy_cache/",
    ".nox/",
    ".pytest_cache/",
    ".ruff_cache/",
    ".svn/",
    ".tox/",
    ".venv/",
    "__pycache__/",
    "__pypackages__/",
    "node_modules/",
    "site-packages/",
    "venv/",
)
"""Generated files and environments; nobody has to write these patterns."""


@dataclass(frozen=True)
class Settings:
    """Everything that a project's settings decide.

    Paths are relative to the folder of the settings file, with ``/``.

    Attributes:
        profiles: The profiles in force, later ones winning.
        composition: The layers that active rules are worked out from.
        roles: Roles and their globs; the first match decides.
        target_version: The oldest Python that the project runs on.
        include: Gitignore patterns of the files to check.
        exclude: Gitignore patterns of files to leave out.
        per_file_ignores: Selectors of rules that are off, by glob.
        defer_to_ruff: Whether to be silent where ruff says the same.
        diagnostics: ``"open-files"`` or ``"workspace"``.
        baseline: Path of the baseline file as written.
        required_version: Version specifier as written.
        origins: Where each value came from, by key path such as ``("rules", id, option)``.
        bases: For values that are patterns, by the same key paths: what to put before a path that
            they are to match, where they stand in a file of a folder above.
        problems: What was wrong; the values above leave it out.
    """

    profiles: tuple[str, ...]
    composition: Composition
    roles: tuple[tuple[Role, tuple[str, ...]], ...]
    target_version: tuple[int, int]
    include: tuple[str, ...] = DEFAULT_INCLUDE
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    defer_to_ruff: bool = True
    diagnostics: str = "open-files"
    baseline: str | None = None
    required_version: str | None = None
    origins: Mapping[tuple[str | int, ...], Origin] = field(
        default_factory=dict[tuple[str | int, ...], Origin]
    )
    bases: Mapping[tuple[str | int, ...], str] = field(
        default_factory=dict[tuple[str | int, ...], str]
    )
    problems: tuple[SettingsProblem, ...] = ()
    _memo: dict[object, Any] = field(
        default_factory=dict[object, Any], init=False, repr=False, compare=False
    )

    @cached_property
    def rules(self) -> Mapping[str, RuleSetting]:
        """The rules that are active in some file, planned ones included."""
        return self._composed(self.profiles).rules

    @cached_property
    def conventions(self) -> Mapping[str, Any]:
        """The conventions of files that every profile covers."""
        return self._composed(self.profiles).conventions

    def role_of(self, relative_path: str) -> tuple[Role, str | None]:
        """The role of a file and the glob that gave it."""
        key = ("role", relative_path)
        if key not in self._memo:
            self._memo[key] = self._role_of(relative_path)
        return self._memo[key]

    def _role_of(self, relative_path: str) -> tuple[Role, str | None]:
        for role, globs in self.roles:
            seen = self._seen(relative_path, "roles", role.value)
            if not matches_any_glob(globs, seen):
                continue
            for glob in globs:
                if matches_glob(glob, seen):
                    return role, glob
        return Role.OTHER, None

    def rules_for(self, relative_path: str) -> Mapping[str, RuleSetting]:
        """The rules active in a file: profiles that cover it, selections, per-file ignores."""
        covering = self._covering(relative_path)
        ignored = tuple(
            index
            for index, (glob, _) in enumerate(self.per_file_ignores)
            if matches_glob(glob, self._seen(relative_path, "per-file-ignores", glob))
        )
        key = (covering, ignored)
        if key not in self._memo:
            off = {word for index in ignored for word in self.per_file_ignores[index][1]}
            self._memo[key] = {
                rule_id: setting
                for rule_id, setting in self._composed(covering).rules.items()
                if most_specific(rule_id, off) is None
            }
        return self._memo[key]

    def conventions_for(self, relative_path: str) -> Mapping[str, Any]:
        """The conventions that hold in a file."""
        return self._composed(self._covering(relative_path)).conventions

    def covers(self, relative_path: str) -> bool:
        """Whether ``include`` and ``exclude`` leave a file in."""
        key = ("covers", relative_path)
        if key not in self._memo:
            self._memo[key] = (
                matches_ignore(self.include, self._seen(relative_path, "include"))
                and not self.excludes(relative_path)
                and not matches_ignore(ALWAYS_EXCLUDED, relative_path)
            )
        return self._memo[key]

    def excludes(self, relative_path: str) -> bool:
        """Whether ``exclude`` leaves a file out."""
        return matches_ignore(self.exclude, self._seen(relative_path, "exclude"))

    def _seen(self, relative_path: str, *key: str) -> str:
        return self.bases.get(key, "") + relative_path

    def _covering(self, relative_path: str) -> tuple[str, ...]:
        return tuple(
            layer.profile_name or layer.source
            for layer in self.composition.profiles
            if any(matches_glob(glob, relative_path) for glob in layer.files)
        )

    def _composed(self, covering: tuple[str, ...]) -> Composed:
        # A cache of a pure function; the values themselves never change.
        if covering not in self._memo:
            self._memo[covering] = self.composition.compose(covering)
        return self._memo[covering]
