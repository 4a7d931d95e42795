"""Which files that are not open settings ask for reports on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from houserules.host.documents import OpenDocuments
from houserules.workspace.files import TooManyFiles, python_files
from houserules.workspace.project_settings import EditorProjects


class WantedFiles:
    """Says which files they are, as settings and open documents are now."""

    def __init__(self, projects: EditorProjects, documents: OpenDocuments) -> None:
        self._projects = projects
        self._documents = documents

    def wants(self, path: Path) -> bool:
        """Whether a file is one of them."""
        return self._projects.shows_closed(path) and not self._documents.is_open(path)

    def roots(self) -> tuple[Path, ...]:
        """The folders to walk.

        Those of the workspace whose settings ask for it, and the projects of open documents in
        such folders.
        """
        folders = self._projects.folders
        found = [f for f in folders if self._projects.shows_closed(f / "any.py", covered=False)]
        for path in self._documents.paths():
            root = self._projects.root_of(path)
            inside = any(root.is_relative_to(folder) for folder in folders)
            if inside and self._projects.shows_closed(path, covered=False):
                found.append(root)
        roots: list[Path] = []
        for root in sorted(set(found), key=lambda r: len(r.parts)):
            if not any(root.is_relative_to(other) for other in roots):
                roots.append(root)
        return tuple(roots)

    def files(self, roots: Iterable[Path]) -> Iterator[Path]:
        """The files below some folders."""
        for root in roots:
            try:
                yield from python_files(root, self.wants)
            except TooManyFiles:
                # What was found so far is checked; nobody reads reports on so many files.
                continue
