"""What the project depends on, as its own files declare it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from houserules.analysis.project import document_fact, everywhere

_FILES = ("/pyproject.toml", "/requirements*.txt", "/requirements/*.txt")
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_RUNS = re.compile(r"[-_.]+")


def _read(text: str) -> Iterator[tuple[str, bool]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        # A list of requirements, or a file that is being written.
        names = [_name(line) for line in text.splitlines()]
    else:
        names = list(_in_project_file(document))
    for name in dict.fromkeys(names):
        if name:
            yield name, True


def _in_project_file(document: dict[str, Any]) -> Iterator[str]:
    project = _table(document, "project")
    lists: list[object] = [project.get("dependencies")]
    lists += _table(project, "optional-dependencies").values()
    lists += _table(document, "dependency-groups").values()
    for entries in lists:
        if isinstance(entries, list):
            yield from (_name(e) for e in entries if isinstance(e, str))  # pyright: ignore[reportUnknownVariableType] - what TOML holds
    poetry = _table(_table(document, "tool"), "poetry")
    yield from (_name(name) for name in _table(poetry, "dependencies"))
    for group in _table(poetry, "group").values():
        if isinstance(group, dict):
            yield from (_name(name) for name in _table(group, "dependencies"))  # pyright: ignore[reportUnknownArgumentType] - what TOML holds


def _table(holder: dict[str, Any], key: str) -> dict[str, Any]:
    found = holder.get(key)
    return found if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType] - what TOML holds


def _name(requirement: str) -> str:
    found = _NAME.match(requirement)
    return _RUNS.sub("-", found[1]).lower() if found else ""


DECLARED_PACKAGES = document_fact("declared-packages", _FILES, _read, bool)
"""Normalised name of a distribution → whether a file of the project asks for it."""
PACKAGE_DECLARATIONS = everywhere(DECLARED_PACKAGES)
"""The same by name, over all files of the project."""
