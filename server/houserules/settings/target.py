"""The oldest Python that a project runs on."""

from __future__ import annotations

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

DEFAULT_TARGET = (3, 11)
KNOWN_TARGETS = tuple((3, minor) for minor in range(8, 16))


def target_name(target: tuple[int, int]) -> str:
    """``py311`` for ``(3, 11)``."""
    return f"py{target[0]}{target[1]}"


def target_named(name: str) -> tuple[int, int] | None:
    """``(3, 11)`` for ``py311``; ``None`` for a version that is not known."""
    return {target_name(target): target for target in KNOWN_TARGETS}.get(name)


def oldest_allowed(requires_python: str) -> tuple[int, int] | None:
    """The oldest known Python that a ``requires-python`` (PEP 621) admits."""
    try:
        specifiers = SpecifierSet(requires_python)
    except InvalidSpecifier:
        return None
    named = [
        Version(re.sub(r"\.\*$", "", specifier.version))
        for specifier in specifiers
        if specifier.operator != "==="
    ]
    for target in KNOWN_TARGETS:
        releases = [Version(f"3.{target[1]}"), Version(f"3.{target[1]}.99")]
        releases += [version for version in named if version.release[:2] == target]
        if any(release in specifiers for release in releases):
            return target
    return None
