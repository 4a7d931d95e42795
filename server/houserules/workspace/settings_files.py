"""Settings of folders: finding the nearest file, reading layers, keeping what did not change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from houserules.profiles import load_profiles
from houserules.settings.load import load_settings
from houserules.settings.model import RuleCatalog, Settings, SettingsLayer

OWN_FILE = "houserules.toml"
PROJECT_FILE = "pyproject.toml"
_LARGEST_SETTINGS = 1024 * 1024
_MOST_EXTENDS = 8


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """The settings that govern a folder.

    Attributes:
        root: The folder of the settings file; the working folder where there is none.
        file: The settings file, ``None`` where there is none in reach.
        settings: What it comes to.
    """

    root: Path
    file: Path | None
    settings: Settings

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
        self._last_good: dict[Path | None, Settings] = {}

    def forget(self) -> None:
        """Settings files may have changed: read them again when asked."""
        self._by_folder.clear()
        self._loaded.clear()

    def override(self, overrides: tuple[SettingsLayer, ...]) -> None:
        """Put other layers above the files."""
        self._overrides = overrides
        self.forget()

    def for_file(self, path: Path) -> ProjectSettings:
        """The settings that govern a file."""
        return self._load(self._config or self._nearest(path.parent))

    def _nearest(self, folder: Path) -> Path | None:
        if folder in self._by_folder:
            return self._by_folder[folder]
        found: Path | None = None
        if (folder / OWN_FILE).is_file():
            found = folder / OWN_FILE
        elif _has_section(folder / PROJECT_FILE):
            found = folder / PROJECT_FILE
        elif folder.parent != folder:
            found = self._nearest(folder.parent)
        self._by_folder[folder] = found
        return found

    def _load(self, file: Path | None) -> ProjectSettings:
        known = self._loaded.get(file)
        if known is None:
            layers = (*_layers(file, _MOST_EXTENDS), *self._overrides)
            settings = load_settings(
                layers,
                self._catalog,
                load_profiles(),
                requires_python=_requires_python(file),
                version=self._version,
            )
            root = file.parent if file else self._folder
            known = ProjectSettings(root, file, settings)
            self._loaded[file] = known
        return known


def _layers(file: Path | None, depth: int) -> tuple[SettingsLayer, ...]:
    """The layer of a file, with what it extends below it."""
    if file is None or depth == 0:
        return ()
    text = _read(file)
    if text is None:
        return ()
    layer = SettingsLayer(file.name, path=str(file), text=text, pyproject=file.name == PROJECT_FILE)
    extended = _table(text, pyproject=layer.pyproject).get("extend")
    if not isinstance(extended, str):
        return (layer,)
    target = (file.parent / extended).resolve()
    if not target.is_file() or target == file:
        return (layer,)
    return (*_layers(target, depth - 1), layer)


def _read(file: Path) -> str | None:
    try:
        if file.stat().st_size > _LARGEST_SETTINGS:
            return None
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _table(text: str, *, pyproject: bool) -> Mapping[str, Any]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
    for key in ("tool", "houserules") if pyproject else ():
        inner = table.get(key)
        if not isinstance(inner, dict):
            return {}
        table = cast("dict[str, Any]", inner)
    return table


def _has_section(file: Path) -> bool:
    """Whether a ``pyproject.toml`` holds settings; one that does not parse but names us does."""
    text = _read(file) if file.is_file() else None
    if text is None or "houserules" not in text:
        return False
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return "[tool.houserules" in text
    return isinstance(tool, dict) and "houserules" in tool


def _requires_python(file: Path | None) -> str | None:
    """``requires-python`` of the nearest ``pyproject.toml`` at or above a settings file."""
    folder = file.parent if file else None
    while folder is not None:
        text = _read(folder / PROJECT_FILE)
        if text is not None:
            project = _table(text, pyproject=False).get("project")
            if not isinstance(project, dict):
                return None
            wanted = cast("dict[str, Any]", project).get("requires-python")
            return wanted if isinstance(wanted, str) else None
        folder = folder.parent if folder.parent != folder else None
    return None
