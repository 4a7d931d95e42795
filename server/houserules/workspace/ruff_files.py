"""Ruff's settings files on disk: the nearest one upward, and those that it extends."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from houserules.settings.ruff.layer import RuffLayer, read_ruff
from houserules.settings.ruff.settings import RuffSettings
from houserules.workspace.file_stamps import FileStamps
from houserules.workspace.project_metadata import PROJECT_FILE, read_text, requires_python

OWN_FILES = (".ruff.toml", "ruff.toml")
"""In the order in which ruff prefers them, before a ``pyproject.toml`` with ``[tool.ruff]``."""

_MOST_EXTENDED = 20


class RuffFiles:
    """Finds and reads ruff's settings; the owner says when files may have changed."""

    def __init__(self, user_wide_for: Callable[[], Path] | None = None) -> None:
        """Nothing is read until asked.

        Args:
            user_wide_for: Has ruff's settings of the user count where a project has none, as ruff
                itself does; gives the folder that their patterns are relative to. Not given where
                the outcome must not depend on whose machine it is.
        """
        self._user_wide_for = user_wide_for
        self._by_folder: dict[Path, RuffSettings | None] = {}
        self._read: set[Path] = set()
        self._stamps = FileStamps()

    def forget(self) -> None:
        """Files may have changed: read them again when asked."""
        self._by_folder.clear()
        self._read.clear()
        self._stamps.forget()

    def has_read(self, path: Path) -> bool:
        """Whether ruff's settings depend on a file, be it one that is extended and missing."""
        return path.name in OWN_FILES or path in self._read

    def changed(self) -> bool:
        """Whether files on disk are not any more what was read of them."""
        return self._stamps.changed()

    def of_folder(self, folder: Path) -> RuffSettings | None:
        """The settings that ruff takes for the files of a folder, ``None`` without any."""
        if folder not in self._by_folder:
            self._by_folder[folder] = self._found_in(folder)
        return self._by_folder[folder]

    def _found_in(self, folder: Path) -> RuffSettings | None:
        for name in (*OWN_FILES, PROJECT_FILE):
            file = folder / name
            self._stamps.note(file)
            if not file.is_file():
                continue
            layers = self._layers(file)
            if layers:
                return RuffSettings(layers, requires_python(file))
            if name != PROJECT_FILE:
                # Ruff would take this file and fail.
                return None
        return self.of_folder(folder.parent) if folder.parent != folder else self._user_wide()

    def _user_wide(self) -> RuffSettings | None:
        if self._user_wide_for is None:
            return None
        for name in (*OWN_FILES, PROJECT_FILE):
            file = user_folder() / name
            self._stamps.note(file)
            if file.is_file():
                home = self._user_wide_for().as_posix()
                layers = tuple(replace(layer, folder=home) for layer in self._layers(file))
                return RuffSettings(layers) if layers else None
        return None

    def _layers(self, file: Path) -> tuple[RuffLayer, ...]:
        """A file on top of what it extends; nothing where any of them cannot be read."""
        layers: list[RuffLayer] = []
        following: Path | None = file
        while following is not None:
            self._read.add(following)
            self._stamps.note(following)
            text = read_text(following)
            layer = None
            if text is not None and len(layers) < _MOST_EXTENDED:
                pyproject = following.name == PROJECT_FILE
                layer = read_ruff(text, following.as_posix(), pyproject=pyproject)
            if layer is None:
                return ()
            layers.insert(0, layer)
            following = _extended(following, layer)
        return tuple(layers)


def user_folder() -> Path:
    """Where ruff's settings of the user are."""
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "ruff"
    named = Path(os.environ.get("XDG_CONFIG_HOME") or "")
    return (named if named.is_absolute() else Path.home() / ".config") / "ruff"


def _extended(file: Path, layer: RuffLayer) -> Path | None:
    written = layer.value(("extend",))
    if not isinstance(written, str):
        return None
    home = written == "~" or written.startswith("~/")
    target = Path(written).expanduser() if home else file.parent / written
    return Path(posixpath.normpath(target.as_posix()))
