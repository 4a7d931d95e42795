"""The files of a project as fixes over several files read them: Python and others, as they are now.

``workspace.project_sources`` analyses what is read here; ``workspace.write`` writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from houserules.analysis.extractor import Extractor, closure
from houserules.analysis.finding import Fix
from houserules.workspace.project_fixing import ProjectFixed
from houserules.workspace.source import (
    SourceText,
    UnreadableSource,
    decode_source,
    is_generated,
    read_source,
)


def read_project_file(path: Path) -> SourceText:
    """The text of a project file.

    Python is decoded as PEP 263 says, everything else as UTF-8: what would not survive being
    written back is not read.

    Raises:
        UnreadableSource: When it cannot be read, or not as text.
    """
    return decode_project_file(path, read_source(path))


def decode_project_file(path: Path, data: bytes) -> SourceText:
    """The text of a project file that holds these bytes; see ``read_project_file``.

    Raises:
        UnreadableSource: If they are not UTF-8.
    """
    if path.suffix == ".py":
        return decode_source(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource("cannot be decoded as utf-8") from error
    return SourceText(text, "utf-8", len(text.encode()) != len(data))


def text_at(path: Path) -> str | None:
    """The text of a project file, ``None`` where it cannot be read."""
    try:
        return read_project_file(path).text
    except UnreadableSource:
        return None


def tables_of(fix: Fix) -> tuple[Extractor[Any], ...]:
    """The tables that a fix reads of the files that it reaches."""
    return tuple(e for e in closure(fix.transform.requires) if e.contribute)


def obstacle(root: Path, fixed: ProjectFixed, folders: Iterable[Path]) -> str | None:
    """Why a fix must not be made here, in words; ``None`` where nothing stands in its way.

    Args:
        root: The root of the project.
        fixed: The fix.
        folders: Where files may be changed, links followed.
    """
    for change in fixed.changed:
        if is_generated(change.before, Path(change.path).name):
            return f"{change.path} is generated: change what generates it"
    inside = [folder.resolve() for folder in folders]
    for relative in _touched(fixed):
        real = (root / relative).resolve()
        if not any(real.is_relative_to(folder) for folder in inside):
            return f"{relative} is outside {_said(folders)}"
    return None


def _touched(fixed: ProjectFixed) -> tuple[str, ...]:
    """Every relative path that a fix edits, creates, or moves a file from or to."""
    edited = [change.path for change in fixed.changed]
    created = [new.path for new in fixed.created]
    moved = [path for r in fixed.renamed for path in (r.path, r.new_path)]
    return tuple(dict.fromkeys((*edited, *created, *moved)))


def _said(folders: Iterable[Path]) -> str:
    return " and ".join(map(str, folders)) or "the workspace: no folder is open"
