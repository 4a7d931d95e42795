"""What a project's ``pyproject.toml`` says beside settings, and reading such files with care."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from houserules.settings.toml_text import parse_toml

PROJECT_FILE = "pyproject.toml"
LARGEST_SETTINGS = 1024 * 1024
"""Bytes; a larger file is not read."""


def read_text(file: Path) -> str | None:
    """The text of a settings file; ``None`` when it cannot be read or is too large."""
    try:
        # A named pipe would be waited for without end.
        if not file.is_file() or file.stat().st_size > LARGEST_SETTINGS:
            return None
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return None


def requires_python(file: Path | None) -> str | None:
    """``requires-python`` of the nearest ``pyproject.toml`` at or above a settings file."""
    folder = file.parent if file else None
    while folder is not None:
        text = read_text(folder / PROJECT_FILE)
        if text is not None:
            try:
                project: Any = parse_toml(text).get("project")
            except (ValueError, RecursionError):
                return None
            if not isinstance(project, dict):
                return None
            wanted = cast("dict[str, Any]", project).get("requires-python")
            return wanted if isinstance(wanted, str) else None
        folder = folder.parent if folder.parent != folder else None
    return None
