"""Changes of several files, made on disk one fix at a time, or kept in memory to be shown.

Several files are not one transaction. Within a fix, new files come first, then contents, then new
names, each file whole or not at all: after a death in the middle no file is half, and none is
missing. When a disk refuses, what the fix did so far is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from houserules.workspace.new_files import create_file, move_file
from houserules.workspace.project_files import decode_project_file
from houserules.workspace.project_fixing import FileChange, ProjectFixed
from houserules.workspace.source import UnreadableSource, read_source
from houserules.workspace.write import replace_file


class NotApplied(Exception):
    """A fix over several files could not be made; says why. All files are as they were."""


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file before and after; ``old`` is ``None`` for a new one."""

    old: Path | None
    new: Path
    before: str
    after: str


class Changeset:
    """The files as they are with all changes so far."""

    def __init__(self, *, dry: bool) -> None:
        """With ``dry`` nothing is written."""
        self._dry = dry
        self._contents: dict[Path, bytes | None] = {}
        self._origins: dict[Path, Path | None] = {}
        self._touched: dict[Path, None] = {}

    def read(self, path: Path) -> bytes | None:
        """What a file holds; ``None`` where there is none, or it cannot be read."""
        if path in self._contents:
            return self._contents[path]
        try:
            return read_source(path)
        except UnreadableSource:
            return None

    def text(self, path: Path) -> str | None:
        """The text of a file; ``None`` where there is none, or it cannot be read as text."""
        data = self.read(path)
        if data is None:
            return None
        try:
            return decode_project_file(path, data).text
        except UnreadableSource:
            return None

    def exists(self, path: Path) -> bool:
        """Whether there is a file or folder."""
        if path in self._contents:
            return self._contents[path] is not None
        return path.exists() or any(path in p.parents for p in self._contents)

    def place_of(self, path: Path) -> Path:
        """Where a file is now that was at a path in the beginning."""
        for new, old in self._origins.items():
            if old == path:
                return new
        return path

    def origin_of(self, path: Path) -> Path:
        """Where a file was in the beginning; a new one is where it is."""
        return self._origins.get(path) or path

    def take_touched(self) -> tuple[Path, ...]:
        """The paths that hold something else than at the last call."""
        touched = tuple(self._touched)
        self._touched.clear()
        return touched

    def replace(self, path: Path, before: bytes, after: bytes, root: Path) -> None:
        """Give one file other contents.

        Raises:
            OSError: As ``workspace.write.replace_file`` does.
        """
        if self._dry:
            self._contents[path] = after
            self._origins.setdefault(path, path)
        else:
            replace_file(path, before, after, root=root)
        self._touched[path] = None

    def apply(self, root: Path, fixed: ProjectFixed, within: Path) -> None:
        """Make a fix over several files; its paths are below ``root``, all of them in ``within``.

        Raises:
            NotApplied: When it cannot be made.
        """
        edits = [(root / c.path, *self._bytes(root, c)) for c in fixed.changed]
        undo: list[Callable[[], None]] = []
        try:
            for new in fixed.created:
                self._create(root / new.path, new.text.encode(), undo)
            for path, before, after in edits:
                self.replace(path, before, after, within)
                undo.append(lambda p=path, b=before, a=after: self.replace(p, a, b, within))
            for renamed in fixed.renamed:
                self._move(root / renamed.path, root / renamed.new_path, undo)
        except (OSError, UnicodeEncodeError) as error:
            reason = f"not written: {getattr(error, 'strerror', None) or error}"
            raise NotApplied(_undone(undo) or reason) from error

    def changes(self) -> Iterator[ChangedFile]:
        """What is kept in memory, against the disk: by path."""
        for new in sorted(self._origins):
            old, data = self._origins[new], self._contents.get(new)
            if data is None:
                continue
            after = decode_project_file(new, data).text
            before = "" if old is None else decode_project_file(old, read_source(old)).text
            if old != new or before != after:
                yield ChangedFile(old, new, before, after)

    def _bytes(self, root: Path, change: FileChange) -> tuple[bytes, bytes]:
        data = self.read(root / change.path)
        if data is None:
            raise NotApplied(f"{change.path} cannot be read")
        source = decode_project_file(root / change.path, data)
        if source.text != change.before:
            raise NotApplied(f"{change.path} changed meanwhile")
        try:
            return data, source.encode(change.after)
        except UnicodeEncodeError as error:
            reason = f"what {change.path} would hold cannot be encoded as {source.encoding}"
            raise NotApplied(reason) from error

    def _create(self, path: Path, data: bytes, undo: list[Callable[[], None]]) -> None:
        if self._dry:
            self._contents[path] = data
            self._origins[path] = None
        else:
            create_file(path, data)
            undo.append(path.unlink)
        self._touched[path] = None

    def _move(self, path: Path, new_path: Path, undo: list[Callable[[], None]]) -> None:
        if self._dry:
            self._contents[new_path] = self.read(path)
            self._contents[path] = None
            self._origins[new_path] = self._origins.pop(path, path)
        else:
            move_file(path, new_path)
            self._origins[new_path] = self._origins.pop(path, path)
            undo.append(lambda: self._move(new_path, path, []))
        self._touched |= {path: None, new_path: None}


def _undone(undo: list[Callable[[], None]]) -> str | None:
    """Undo what was done, last first; what could not be undone, in words."""
    for step in reversed(undo):
        try:
            step()
        except OSError as error:
            name = getattr(error, "filename", None)
            return f"not written, and not all put back: {name or 'a file'}: {error.strerror}"
    return None
