"""Whether ``.gitignore`` files leave a single file out, as a walk of its project would.

What a walk passes over stays out when it is opened in an editor, too. Folders are remembered.
"""

from __future__ import annotations

from pathlib import Path

from houserules.workspace.file_stamps import FileStamps
from houserules.workspace.files import IGNORE_FILE, Ignores, ignores_above, is_ignored, read_ignore

_Folder = tuple[bool, Ignores]
"""Whether a folder is left out, and the ignore files in force for what it holds."""


class IgnoreFiles:
    """Reads each ignore file once; the owner says when files may have changed."""

    def __init__(self) -> None:
        self._folders: dict[tuple[Path, Path], _Folder] = {}
        self._stamps = FileStamps()

    def leave_out(self, path: Path, root: Path) -> bool:
        """Whether a file below the root of a project is left out; others are not."""
        if not path.is_relative_to(root) or path == root:
            return False
        left_out, ignores = self._folder(path.parent, root)
        return left_out or is_ignored(path, ignores, folder=False)

    def forget(self) -> None:
        """Files may have changed: read them again when asked."""
        self._folders.clear()
        self._stamps.forget()

    def changed(self) -> bool:
        """Whether a file that was read, or looked for, is another now."""
        return self._stamps.changed()

    def _folder(self, folder: Path, root: Path) -> _Folder:
        known = self._folders.get((folder, root))
        if known is None:
            known = self._folders[folder, root] = self._read(folder, root)
        return known

    def _read(self, folder: Path, root: Path) -> _Folder:
        if folder == root:
            ignores = ignores_above(root)
        else:
            left_out, ignores = self._folder(folder.parent, root)
            if left_out or is_ignored(folder, ignores, folder=True):
                return True, ()
        self._stamps.note(folder / IGNORE_FILE)
        own = read_ignore(folder)
        return False, (*ignores, (folder, own)) if own else ignores
