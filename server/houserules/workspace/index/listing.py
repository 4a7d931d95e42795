"""Which files a project has, and under which names they can be imported.

A project is a folder with its settings, without the folders below it that have their own.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from pathlib import Path

from houserules.analysis.project import ProjectModule
from houserules.workspace.files import TooManyFiles, python_files
from houserules.workspace.index.vocabulary import may_be_document
from houserules.workspace.module_names import module_name, other_names
from houserules.workspace.settings_files import ProjectSettings

_LARGEST_DOCUMENT = 1 << 20


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a project.

    Attributes:
        modules: Its Python files by relative path.
        documents: Its other files that may hold facts, by relative path.
    """

    modules: dict[str, Path]
    documents: dict[str, Path]


def list_project(
    project: ProjectSettings, settings_of: Callable[[Path], ProjectSettings]
) -> Listing:
    """Walk a project; ``settings_of`` says which settings govern a file."""
    modules: dict[str, Path] = {}
    documents: dict[str, Path] = {}

    def wanted(path: Path) -> bool:
        found = settings_of(path)
        if (found.root, found.file) != (project.root, project.file):
            return False
        relative = project.relative(path)
        if path.suffix != ".py":
            documents[relative] = path
            return False
        return project.settings.covers(relative)

    try:
        for path in python_files(project.root, wanted, may_be_document):
            modules[project.relative(path)] = path
    except TooManyFiles:
        # What is known of a part of a project proves nothing about the rest.
        return Listing({}, {})
    return Listing(modules, documents)


def described(
    project: ProjectSettings, relative: str, packages: Container[str]
) -> tuple[ProjectModule, tuple[str, ...]]:
    """A Python file as an index takes it: the module, and its other names."""
    role, _ = project.settings.role_of(relative)
    is_package = relative.rpartition("/")[2] == "__init__.py"
    module = ProjectModule(module_name(relative), relative, is_package, role)
    return module, other_names(relative, packages)


def packages_of(relative_paths: Iterable[str]) -> set[str]:
    """The relative folders that hold an ``__init__.py``."""
    return {p.rpartition("/")[0] for p in relative_paths if p.rpartition("/")[2] == "__init__.py"}


def packages_above(root: Path, relative: str) -> set[str]:
    """The folders above a file, up to the root of its project, that hold an ``__init__.py``."""
    folders = relative.split("/")[:-1]
    above = ("/".join(folders[:length]) for length in range(len(folders), 0, -1))
    return {folder for folder in above if (root / folder / "__init__.py").is_file()}


def read_document(path: Path) -> str | None:
    """The text of a project file that is not Python; ``None`` where it cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_DOCUMENT:
            return None
        # Line breaks stay as they are: spans count them.
        return path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError:
        return None
