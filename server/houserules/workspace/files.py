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
MOST_FILES = 200_000
"""Python files in one walk."""
MOST_ENTRIES = 5_000_000
"""Files and folders looked at in one walk, whatever they are."""
IGNORE_FILE = ".gitignore"
_LARGEST_IGNORE = 1024 * 1024

_SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "__pycache__", "node_modules", ".venv", "site-packages"}
)

# ``[z-a]`` gets as far as the compiler of regular expressions.
_NO_PATTERN = (ValueError, re.error)

Ignores = Sequence[tuple[Path, GitIgnoreSpec]]
"""Ignore files with the folders they are in, outermost first."""


class TooManyFiles(Exception):
    """A walk was given up: nobody asked for so many files. Says how many, where, what to do."""


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


def python_files(
    root: Path, wanted: Callable[[Path], bool], also: Callable[[str], bool] = lambda name: False
) -> Iterator[Path]:
    """The Python files below a folder that ``wanted`` and ``.gitignore`` leave in, sorted.

    Files that have a name for which ``also`` holds are yielded like them.

    Raises:
        TooManyFiles: When there are more than ``MOST_FILES``, or ``MOST_ENTRIES`` of any kind.
    """
    walk = _Walk(root, wanted, also)
    waiting: list[_Folder | Path] = [_Folder(root, ignores_above(root), 0)]
    count = 0
    while waiting:
        found = waiting.pop()
        if isinstance(found, Path):
            count += 1
            if count > MOST_FILES:
                raise walk.too_many(f"{MOST_FILES} Python files")
            yield found
        else:
            # What was pushed last comes next: the walk stays sorted and depth first.
            waiting.extend(reversed(_entries(found, walk)))


class _Walk:
    """A walk from a root: what is wanted, which folders were entered, how much was looked at."""

    def __init__(
        self, root: Path, wanted: Callable[[Path], bool], also: Callable[[str], bool]
    ) -> None:
        self.wanted = wanted
        self.also = also
        self._root = root
        self._entered: set[tuple[int, int]] = set()
        self._entries = 0

    def enters(self, status: os.stat_result) -> bool:
        """Whether a folder is entered for the first time."""
        place = (status.st_dev, status.st_ino)
        fresh = place not in self._entered
        self._entered.add(place)
        return fresh

    def looked_at(self, entries: int) -> None:
        """Count entries of a folder."""
        self._entries += entries
        if self._entries > MOST_ENTRIES:
            raise self.too_many(f"{MOST_ENTRIES} files and folders")

    def too_many(self, what: str) -> TooManyFiles:
        """What to raise."""
        return TooManyFiles(f"more than {what} in {self._root}: name folders, or exclude some")


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to enter, with the ignore files above it, outermost first."""

    path: Path
    ignores: Ignores
    depth: int


def _entries(folder: _Folder, walk: _Walk) -> list[_Folder | Path]:
    """The folders to enter and the files that are in, by name."""
    try:
        status = folder.path.stat()
        entries = sorted(os.scandir(folder.path), key=lambda e: e.name)
    except OSError:
        return []
    if not walk.enters(status):
        return []
    walk.looked_at(len(entries))
    own = read_ignore(folder.path)
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
            if not (skipped or _is_environment(path) or is_ignored(path, ignores, folder=True)):
                found.append(_Folder(path, ignores, folder.depth + 1))
        elif is_file and _is_in(path, walk, ignores):
            found.append(path)
    return found


def _is_in(path: Path, walk: _Walk, ignores: Ignores) -> bool:
    named = walk.also(path.name) or path.suffix == ".py"
    return named and walk.wanted(path) and not is_ignored(path, ignores, folder=False)


def in_environment(path: Path, root: Path) -> bool:
    """Whether a file is in a virtual environment below a folder, whatever that is called."""
    return any(_is_environment(f) for f in path.parents if f != root and f.is_relative_to(root))


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists()


def read_ignore(folder: Path) -> GitIgnoreSpec | None:
    """The patterns of a folder's ignore file, ``None`` where there is none."""
    file = folder / IGNORE_FILE
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST_IGNORE:
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


def ignores_above(root: Path) -> Ignores:
    """The ``.gitignore`` files between a folder and the root of its repository."""
    found: list[tuple[Path, GitIgnoreSpec]] = []
    if (root / ".git").exists():
        return ()
    for folder in root.parents:
        spec = read_ignore(folder)
        if spec:
            found.append((folder, spec))
        if (folder / ".git").exists():
            return tuple(reversed(found))
    return ()


def is_ignored(path: Path, ignores: Ignores, *, folder: bool) -> bool:
    """Whether a path is out: the deepest ignore file that decides on it has the word, as in git."""
    for base, spec in reversed(ignores):
        relative = path.relative_to(base).as_posix() + ("/" if folder else "")
        decision = spec.check_file(relative).include
        if decision is not None:
            return decision
    return False
