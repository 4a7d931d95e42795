"""Which files there are: walking folders under settings and ``.gitignore``.

Symbolic links to folders are not followed, and no folder is entered twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

MOST_FILES = 200_000
_SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "__pycache__", "node_modules", ".venv", "site-packages"}
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to check.

    Attributes:
        path: Absolute.
        display: How users know it: relative to the working folder where it is below, with ``/``.
    """

    path: Path
    display: str


def display_path(path: Path, folder: Path) -> str:
    """How a path is shown to somebody who works in ``folder``."""
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.as_posix()


def python_files(root: Path, wanted: Callable[[Path], bool]) -> Iterator[Path]:
    """The Python files below a folder that ``wanted`` and ``.gitignore`` leave in, sorted."""
    seen: set[tuple[int, int]] = set()
    yield from _walk(root, wanted, _ignores_above(root), seen)


def _walk(
    folder: Path,
    wanted: Callable[[Path], bool],
    ignores: Sequence[tuple[Path, GitIgnoreSpec]],
    seen: set[tuple[int, int]],
) -> Iterator[Path]:
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError:
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    own = _read_ignore(folder)
    here = (*ignores, (folder, own)) if own else ignores
    for entry in entries:
        path = folder / entry.name
        try:
            is_folder = entry.is_dir(follow_symlinks=False)
            is_file = not is_folder and entry.is_file()
        except OSError:
            continue
        if is_folder:
            skipped = entry.name in _SKIPPED_FOLDERS or _is_environment(path)
            if not skipped and not _ignored(path, here, folder=True):
                yield from _walk(path, wanted, here, seen)
        elif is_file and entry.name.endswith(".py") and wanted(path):
            if _ignored(path, here, folder=False):
                continue
            yield path


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists()


def _read_ignore(folder: Path) -> GitIgnoreSpec | None:
    try:
        text = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return GitIgnoreSpec.from_lines(text.splitlines())


def _ignores_above(root: Path) -> Sequence[tuple[Path, GitIgnoreSpec]]:
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


def _ignored(path: Path, ignores: Sequence[tuple[Path, GitIgnoreSpec]], *, folder: bool) -> bool:
    for base, spec in ignores:
        relative = path.relative_to(base).as_posix() + ("/" if folder else "")
        if spec.match_file(relative):
            return True
    return False
