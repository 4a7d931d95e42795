"""What the runs of the fixer share about one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from houserules.cli.report import Trouble

if TYPE_CHECKING:
    from houserules.workspace.file_report import FixReport
    from houserules.workspace.project import Workspace


def write_root(workspace: Workspace, path: Path) -> Path:
    """The folder that writes stay in: the working folder, or that of a file named outside it."""
    inside = path.parent.resolve().is_relative_to(workspace.folder.resolve())
    return workspace.folder if inside else path.parent


def errors_of(fixed: FixReport, file: str) -> tuple[Trouble, ...]:
    """What went wrong while fixing and while checking what is left, each once."""
    found = dict.fromkeys((*fixed.errors, *fixed.remaining.errors))
    return tuple(Trouble(file, error.line, error.message) for error in found)


def not_written(error: OSError) -> str:
    """Why a file is as it was."""
    return f"not written: {error.strerror or error}"
