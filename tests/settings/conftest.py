"""The one way in which these tests load settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from small_catalog import CATALOG, PROFILES, TinyProfile

from houserules.settings.load import load_settings
from houserules.settings.model import RuleCatalog, Settings, SettingsLayer

Load = Callable[..., Settings]


@pytest.fixture
def load() -> Load:
    """``load(text, *tables, pyproject=False, **more)``: a file, then layers above it."""

    def load(
        text: str | None, *tables: Mapping[str, Any], pyproject: bool = False, **more: Any
    ) -> Settings:
        layers: list[SettingsLayer] = []
        if text is not None:
            name = "pyproject.toml" if pyproject else "houserules.toml"
            layers.append(SettingsLayer(name, f"/p/{name}", text, pyproject=pyproject))
        layers += [SettingsLayer("command line", table=table) for table in tables]
        return load_settings(layers, CATALOG, PROFILES, **more)

    return load


_MARK = re.compile(r"^[# ] *(\^+) (.*)$|^(\^+) (.*)$")


@pytest.fixture
def marked() -> Callable[[str], tuple[str, list[tuple[int, int, int, str]]]]:
    """TOML and the problems drawn below its lines: ``# ^^^ message``.

    A mark that starts in the first column has no ``#``; it is made a comment here.
    """

    def marked(drawn: str) -> tuple[str, list[tuple[int, int, int, str]]]:
        lines: list[str] = []
        found: list[tuple[int, int, int, str]] = []
        target = 0
        for number, line in enumerate(drawn.split("\n")):
            mark = _MARK.match(line)
            if mark is None:
                target = number
            elif mark.group(1):
                found.append((target, *mark.span(1), mark.group(2)))
            else:
                found.append((target, *mark.span(3), mark.group(4)))
            lines.append("#" + line if line.startswith("^") else line)
        return "\n".join(lines), found

    return marked


@pytest.fixture
def catalog() -> RuleCatalog:
    """The rules that these tests know."""
    return CATALOG


@pytest.fixture
def profiles() -> Mapping[str, TinyProfile]:
    """The profiles that these tests know."""
    return PROFILES
