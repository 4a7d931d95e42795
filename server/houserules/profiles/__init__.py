"""The built-in profiles, read from the TOML files that stand beside this module.

A profile speaks the language of a settings file: ``select``, ``roles``, ``conventions``,
``severity`` and ``rules`` mean here what they mean there; ``description`` and ``files`` (the files
that the rules it brings apply to) are its own. What the words mean is not known here.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

RECOMMENDED = "recommended"
"""The profile of a project that chose none."""

NAMES = (
    RECOMMENDED,
    "api-structlog",
    "typed-backend-loguru",
    "layered-fastapi-classic",
    "feature-store-service",
    "server-repository-loguru",
)
"""The built-in profiles, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of conventions that a team can choose as a whole.

    Attributes:
        name: What settings call it.
        description: One sentence for lists and menus.
        files: Globs, relative to the settings file, of the files that its rules apply to.
        table: Its settings, spelled as in a settings file.
    """

    name: str
    description: str
    files: tuple[str, ...]
    table: Mapping[str, Any]


@functools.cache
def load_profiles() -> Mapping[str, Profile]:
    """The built-in profiles by name; the files are read once."""
    return MappingProxyType({name: _read(name) for name in NAMES})


@functools.cache
def load_known_ids() -> frozenset[str]:
    """Every rule id that settings may name, implemented in this version or planned."""
    return frozenset(_table("planned")["ids"])


def _read(name: str) -> Profile:
    table = _table(name)
    return Profile(
        name=name,
        description=table.pop("description"),
        files=tuple(table.pop("files")),
        table=MappingProxyType(table),
    )


def _table(stem: str) -> dict[str, Any]:
    text = resources.files(__name__).joinpath(f"{stem}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
