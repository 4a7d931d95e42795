"""Which files there are: walking folders under settings and ``.gitignore``.

Symbolic links are not followed, as in git, and no folder is entered twice. Only regular files are
opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

DEEPEST = 200
"""Folders nested deeper below the one that is walked are left alone."""

_SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "__pycache__", "node_modules", ".venv", "site-packages"}
)

# ``[z-a]`` gets as far as the compiler of regular expressions.
_NO_PATTERN = (ValueError, re.error)

_Ignores = Sequence[tuple[Path, GitIgnoreSpec]]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to check.

    Attributes:
        path: Absolute.
        display: How users know it: relative to the working folder where it is below, with ``/``.
    """

    path: Path
    display: str


def matches_any(patterns: Sequence[str], relative_path: str) -> bool:
    """Whether gitignore patterns match a path."""
    return GitIgnoreSpec.from_lines(patterns).match_file(relative_path)


def display_path(path: Path, folder: Path) -> str:
    """How a path is shown to somebody who works in ``folder``."""
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.as_posix()


def python_files(root: Path, wanted: Callable[[Path], bool]) -> Iterator[Path]:
    """The Python files below a folder that ``wanted`` and ``.gitignore`` leave in, sorted."""
    seen: set[tuple[int, int]] = set()
    waiting: list[_Folder | Path] = [_Folder(root, _ignores_above(root), 0)]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Path):
            yield found
        else:
            # What was pushed last comes next: the walk stays sorted and depth first.
            waiting.extend(reversed(_entries(found, wanted, seen)))


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to enter, with the ignore files above it, outermost first."""

    path: Path
    ignores: _Ignores
    depth: int


def _entries(
    folder: _Folder, wanted: Callable[[Path], bool], seen: set[tuple[int, int]]
) -> list[_Folder | Path]:
    """The folders to enter and the files that are in, by name."""
    try:
        status = folder.path.stat()
        entries = sorted(os.scandir(folder.path), key=lambda e: e.name)
    except OSError:
        return []
    if (status.st_dev, status.st_ino) in seen:
        return []
    seen.add((status.st_dev, status.st_ino))
    own = _read_ignore(folder.path)
    ignores = (*folder.ignores, (folder.path, own)) if own else folder.ignores
    found: list[_Folder | Path] = []
    for entry in entries:
        path = folder.path / entry.name
        try:
            is_folder = entry.is_dir(follow_symlinks=False)
            is_file = not is_folder and entry.is_file(follow_symlinks=False)
        except OSError:
            continue
        if is_folder:
            skipped = entry.name in _SKIPPED_FOLDERS or folder.depth == DEEPEST
            if not (skipped or _is_environment(path) or _ignored(path, ignores, folder=True)):
                found.append(_Folder(path, ignores, folder.depth + 1))
        elif is_file and _is_in(path, wanted, ignores):
            found.append(path)
    return found


def _is_in(path: Path, wanted: Callable[[Path], bool], ignores: _Ignores) -> bool:
    return path.suffix == ".py" and wanted(path) and not _ignored(path, ignores, folder=False)


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists()


def _read_ignore(folder: Path) -> GitIgnoreSpec | None:
    file = folder / ".gitignore"
    try:
        if not file.is_file():
            return None
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    try:
        return GitIgnoreSpec.from_lines(lines)
    except _NO_PATTERN:
        return GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines((line,))
    except _NO_PATTERN:
        return False
    return True


def _ignores_above(root: Path) -> _Ignores:
    """The ``.gitignore`` files between a folder and the root of its repository."""
    found: list[tuple[Path, GitIgnoreSpec]] = []
    if (root / ".git").exists():
        return ()
    for folder in root.parents:
        spec = _read_ignore(folder)
        if spec:
            found.append((folder, spec))
        if (folder / ".git").exists():
            return tuple(reversed(found))
    return ()


def _ignored(path: Path, ignores: _Ignores, *, folder: bool) -> bool:
    """Whether a path is out: the deepest ignore file that decides on it has the word, as in git."""
    for base, spec in reversed(ignores):
        relative = path.relative_to(base).as_posix() + ("/" if folder else "")
        decision = spec.check_file(relative).include
        if decision is not None:
            return decision
    return False
