"""Under which dotted names the files of a project can be imported."""

from __future__ import annotations

from collections.abc import Container

_SOURCES = "src"


def module_name(relative_path: str) -> str:
    """The dotted name of a file below the root of its project; ``src`` is no part of it."""
    parts = relative_path.removesuffix(".py").split("/")
    if parts[0] == _SOURCES:
        parts = parts[1:]
    if parts and parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts)


def other_names(relative_path: str, packages: Container[str]) -> tuple[str, ...]:
    """Further dotted names of a file: the one below the folder that holds its topmost package.

    Args:
        relative_path: The file, relative to the root of the project.
        packages: The relative folders that hold an ``__init__.py``.
    """
    folders = relative_path.split("/")[:-1]
    if not folders or "/".join(folders) not in packages:
        return ()
    top = len(folders)
    while top > 1 and "/".join(folders[: top - 1]) in packages:
        top -= 1
    name = module_name(relative_path.split("/", top - 1)[-1]) if top > 1 else ""
    return (name,) if name and name != module_name(relative_path) else ()
