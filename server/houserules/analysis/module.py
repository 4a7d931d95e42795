"""What is known about a module beside its text: plain values, given by the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The part a file plays in an application, given by the globs of the settings."""

    MAIN = "main"
    ROUTER = "router"
    SERVICE = "service"
    STORE = "store"
    MODEL = "model"
    SCHEMA = "schema"
    ERROR = "error"
    DEPENDENCY = "dependency"
    CONFIG = "config"
    LOGGER = "logger"
    DATABASE = "database"
    SECURITY = "security"
    TEST = "test"
    CONFTEST = "conftest"
    MIGRATION = "migration"
    SCRIPT = "script"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ModuleInfo:
    """The surroundings of a module, a part of every cache key.

    Attributes:
        name: Dotted name as it would be imported, ``""`` where unknown.
        is_package: Whether the file is an ``__init__.py``.
        role: The role that the settings give the file.
        target_version: The oldest Python the project runs on, ``(3, 11)``.
        local_packages: First segments of modules that belong to the project.
        path: Relative to the root of the project, with ``/``; ``""`` where unknown.
    """

    name: str = ""
    is_package: bool = False
    role: Role = Role.OTHER
    target_version: tuple[int, int] = (3, 11)
    local_packages: frozenset[str] = frozenset()
    path: str = ""
