"""Settings of folders: finding the nearest file, reading layers, keeping what did not change."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from houserules.profiles import load_profiles
from houserules.settings.document import extended_path, has_settings
from houserules.settings.load import load_settings
from houserules.settings.model import RuleCatalog, Settings, SettingsLayer, SettingsProblem
from houserules.settings.toml_text import parse_toml
from houserules.workspace.file_stamps import FileStamps
from houserules.workspace.project_metadata import (
    LARGEST_SETTINGS,
    PROJECT_FILE,
    read_text,
    requires_python,
)
from houserules.workspace.ruff_files import RuffFiles
from houserules.workspace.ruff_opposition import opposition_notices

OWN_FILE = "houserules.toml"


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
        start, name = str(self.root).rstrip(os.sep) + os.sep, str(path)
        if name.startswith(start):
            # What `relative_to` says, for which files are asked again and again.
            return name[len(start) :].replace(os.sep, "/")
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
        ruff: RuffFiles | None = None,
    ) -> None:
        """Nothing is read until asked.

        Args:
            folder: The folder to fall back to where no settings file is in reach.
            catalog: The rules that settings may name.
            version: The version of the program, held against ``required-version``.
            overrides: Layers above the files: editor, command line.
            config: A settings file to use for everything.
            ruff: Ruff's settings files, forgotten together with these.
        """
        self._folder = folder
        self._catalog = catalog
        self._version = version
        self._overrides = overrides
        self._config = config
        self._ruff = ruff or RuffFiles()
        self._by_folder: dict[Path, Path | None] = {}
        self._loaded: dict[Path | None, ProjectSettings] = {}
        self._read: set[Path] = set()
        self._stamps = FileStamps()
        self._with_section: set[Path] = set()

    def forget(self) -> None:
        """Settings files may have changed: read them again when asked."""
        self._by_folder.clear()
        self._loaded.clear()
        self._read.clear()
        self._stamps.forget()
        self._ruff.forget()

    @property
    def files_with_settings(self) -> frozenset[Path]:
        """The ``pyproject.toml`` files that hold settings, or did before somebody typed in them."""
        return frozenset(self._with_section)

    def expect_settings(self, files: Iterable[Path]) -> None:
        """Take files for such that held settings, so that they count while they are broken."""
        self._with_section.update(files)

    def has_read(self, path: Path) -> bool:
        """Whether settings depend on a file, be it one that was looked for and is missing.

        Of a folder: whether they depend on a file in it.
        """
        path = path.resolve()
        in_folder = not path.suffix and any(path in read.parents for read in self._read)
        return path in self._read or in_folder or self._ruff.has_read(path)

    def changed(self) -> bool:
        """Whether files on disk are not any more what was read of them."""
        return self._stamps.changed() or self._ruff.changed()

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
            requires_python=requires_python(file),
            version=self._version,
        )
        return ProjectSettings(self._root_of(file), file, settings, layers)

    def _root_of(self, file: Path | None) -> Path:
        """The folder that globs are relative to; a file named by hand may stand elsewhere."""
        if file is None or (self._config and not self._folder.is_relative_to(file.parent)):
            return self._folder
        return file.parent

    def _nearest(self, folder: Path) -> Path | None:
        if folder in self._by_folder:
            return self._by_folder[folder]
        found: Path | None = None
        self._stamps.note(folder / OWN_FILE)
        self._stamps.note(folder / PROJECT_FILE)
        if (folder / OWN_FILE).is_file():
            found = folder / OWN_FILE
        elif self._has_section(folder / PROJECT_FILE):
            found = folder / PROJECT_FILE
        elif folder.parent != folder:
            found = self._nearest(folder.parent)
        self._by_folder[folder] = found
        return found

    def _has_section(self, file: Path) -> bool:
        text = read_text(file) if file.is_file() else None
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
            notices = opposition_notices(known, self._ruff.of_folder(known.root))
            if problems or notices:
                everything = (*problems, *known.settings.problems, *notices)
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
        self._stamps.note(file)
        text = read_text(file)
        if text is None:
            message = f"cannot be read, or is larger than {LARGEST_SETTINGS // 1024} KiB"
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
        self._stamps.note(target)
        wrong = _what_is_wrong(target, root, (*above, file))
        if wrong:
            message = f"`extend`: {wrong}: {written}"
            problems.append(SettingsProblem(str(file), *place, message, source=file.name))
            return (layer,)
        below = self._layers(target, root, (*above, file), problems)
        return (*(_seen_from(extended, file) for extended in below), layer)


def _seen_from(extended: SettingsLayer, file: Path) -> SettingsLayer:
    """The layer of an extended file, named as seen from ``file``, and its patterns' base.

    Patterns are relative to the file that they stand in, where that lies above the project; a file
    beside the project is shared by several, and its patterns are relative to each of them.
    """
    path, project = Path(extended.path or ""), file.parent.resolve()
    source = Path(os.path.relpath(path, project)).as_posix()
    if path.parent == project or not project.is_relative_to(path.parent):
        return replace(extended, source=source, base="")
    base = project.relative_to(path.parent).as_posix()
    return replace(extended, source=source, base=f"{base}/")


def _what_is_wrong(target: Path, root: Path, above: tuple[Path, ...]) -> str:
    if target in above:
        return "the file extends itself"
    if not target.is_relative_to(root.resolve()):
        return "the file is outside the workspace"
    if not target.is_file():
        return "there is no such file"
    if target.suffix != ".toml":
        return "only TOML files can be extended"
    if target.name == PROJECT_FILE and not has_settings(read_text(target) or ""):
        return "the file has no [tool.houserules]"
    return ""


def _is_toml(text: str) -> bool:
    try:
        parse_toml(text)
    except (ValueError, RecursionError):
        return False
    return True
