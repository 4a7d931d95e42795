"""Settings of folders: finding the nearest file, reading layers, keeping what did not change."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from houserules.profiles import load_profiles
from houserules.settings.document import extended_path, has_settings
from houserules.settings.load import load_settings
from houserules.settings.model import RuleCatalog, Settings, SettingsLayer, SettingsProblem

OWN_FILE = "houserules.toml"
PROJECT_FILE = "pyproject.toml"
_LARGEST_SETTINGS = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """The settings that govern a folder.

    Attributes:
        root: The folder of the settings file; the working folder where there is none.
        file: The settings file, ``None`` where there is none in reach.
        settings: What it comes to.
        layers: What the files say, without the layers put above them.
    """

    root: Path
    file: Path | None
    settings: Settings
    layers: tuple[SettingsLayer, ...] = ()

    def relative(self, path: Path) -> str:
        """A path as globs of the settings see it."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix().lstrip("/")


class SettingsFiles:
    """Finds and reads settings files; the owner says when they may have changed."""

    def __init__(
        self,
        folder: Path,
        catalog: RuleCatalog,
        version: str,
        overrides: tuple[SettingsLayer, ...] = (),
        config: Path | None = None,
    ) -> None:
        """Nothing is read until asked.

        Args:
            folder: The folder to fall back to where no settings file is in reach.
            catalog: The rules that settings may name.
            version: The version of the program, held against ``required-version``.
            overrides: Layers above the files: editor, command line.
            config: A settings file to use for everything.
        """
        self._folder = folder
        self._catalog = catalog
        self._version = version
        self._overrides = overrides
        self._config = config
        self._by_folder: dict[Path, Path | None] = {}
        self._loaded: dict[Path | None, ProjectSettings] = {}
        self._read: set[Path] = set()
        self._with_section: set[Path] = set()

    def forget(self) -> None:
        """Settings files may have changed: read them again when asked."""
        self._by_folder.clear()
        self._loaded.clear()
        self._read.clear()

    def has_read(self, path: Path) -> bool:
        """Whether settings depend on a file, be it one that was looked for and is missing."""
        return path.resolve() in self._read

    def override(self, overrides: tuple[SettingsLayer, ...]) -> None:
        """Put other layers above the files."""
        self._overrides = overrides
        self.forget()

    def for_file(self, path: Path) -> ProjectSettings:
        """The settings that govern a file."""
        return self._load(self._config or self._nearest(path.parent))

    def under(self, file: Path | None, layers: tuple[SettingsLayer, ...]) -> ProjectSettings:
        """What a settings file comes to when it and what it extends say this."""
        settings = load_settings(
            (*layers, *self._overrides),
            self._catalog,
            load_profiles(),
            requires_python=_requires_python(file),
            version=self._version,
        )
        return ProjectSettings(file.parent if file else self._folder, file, settings, layers)

    def _nearest(self, folder: Path) -> Path | None:
        if folder in self._by_folder:
            return self._by_folder[folder]
        found: Path | None = None
        if (folder / OWN_FILE).is_file():
            found = folder / OWN_FILE
        elif self._has_section(folder / PROJECT_FILE):
            found = folder / PROJECT_FILE
        elif folder.parent != folder:
            found = self._nearest(folder.parent)
        self._by_folder[folder] = found
        return found

    def _has_section(self, file: Path) -> bool:
        text = _read(file) if file.is_file() else None
        had = file in self._with_section
        # A file in the middle of being typed is what it was before.
        if text is not None and (has_settings(text) or (had and not _is_toml(text))):
            self._with_section.add(file)
            return True
        self._with_section.discard(file)
        return False

    def _load(self, file: Path | None) -> ProjectSettings:
        known = self._loaded.get(file)
        if known is None:
            problems: list[SettingsProblem] = []
            layers = self._layers(file, self._workspace_of(file), (), problems)
            known = self.under(file, layers)
            if problems:
                everything = (*problems, *known.settings.problems)
                known = replace(known, settings=replace(known.settings, problems=everything))
            self._loaded[file] = known
        return known

    def _workspace_of(self, file: Path | None) -> Path:
        """The folder that settings may not reach out of: the repository, else the opened folder."""
        if file is None:
            return self._folder
        for folder in file.parents:
            if (folder / ".git").exists():
                return folder
        return self._folder if file.is_relative_to(self._folder) else file.parent

    def _layers(
        self,
        file: Path | None,
        root: Path,
        above: tuple[Path, ...],
        problems: list[SettingsProblem],
    ) -> tuple[SettingsLayer, ...]:
        """The layer of a file, above what it extends; adds what is wrong to ``problems``."""
        if file is None:
            return ()
        self._read.add(file.resolve())
        text = _read(file)
        if text is None:
            message = f"cannot be read, or is larger than {_LARGEST_SETTINGS // 1024} KiB"
            problems.append(SettingsProblem(str(file), 0, 0, 0, 0, message, source=file.name))
            return ()
        layer = SettingsLayer(
            file.name, path=str(file), text=text, pyproject=file.name == PROJECT_FILE
        )
        extended = extended_path(layer)
        if extended is None:
            return (layer,)
        written, place = extended
        target = (file.parent / written).resolve()
        self._read.add(target)
        wrong = _what_is_wrong(target, root, (*above, file))
        if wrong:
            message = f"`extend`: {wrong}: {written}"
            problems.append(SettingsProblem(str(file), *place, message, source=file.name))
            return (layer,)
        return (*self._layers(target, root, (*above, file), problems), layer)


def _what_is_wrong(target: Path, root: Path, above: tuple[Path, ...]) -> str:
    if target in above:
        return "the file extends itself"
    if not target.is_relative_to(root.resolve()):
        return "the file is outside the workspace"
    if not target.is_file():
        return "there is no such file"
    if target.suffix != ".toml":
        return "only TOML files can be extended"
    return ""


def _read(file: Path) -> str | None:
    try:
        # A named pipe would be waited for without end.
        if not file.is_file() or file.stat().st_size > _LARGEST_SETTINGS:
            return None
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return None


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True


def _requires_python(file: Path | None) -> str | None:
    """``requires-python`` of the nearest ``pyproject.toml`` at or above a settings file."""
    folder = file.parent if file else None
    while folder is not None:
        text = _read(folder / PROJECT_FILE)
        if text is not None:
            try:
                project: Any = tomllib.loads(text).get("project")
            except (tomllib.TOMLDecodeError, RecursionError):
                return None
            if not isinstance(project, dict):
                return None
            wanted = cast("dict[str, Any]", project).get("requires-python")
            return wanted if isinstance(wanted, str) else None
        folder = folder.parent if folder.parent != folder else None
    return None
