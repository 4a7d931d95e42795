"""A small catalog of rules and profiles, and the one way in which these tests load settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from houserules.analysis.rule import Rule, rule
from houserules.settings.load import load_settings
from houserules.settings.model import RuleCatalog, Settings, SettingsLayer


@dataclass(frozen=True)
class StyleOptions:
    """Options as rules declare them."""

    style: Literal["pep604", "typing"] = "pep604"


@dataclass(frozen=True)
class RequiredOptions:
    """One field of every type that options may have."""

    targets: tuple[Literal["function", "class"], ...] = ("function",)
    public_only: bool = True
    min_statements: int = 0
    ratio: float = 0.5
    names: Mapping[str, str] = field(default_factory=dict)
    pattern: str | None = None


def _silent(*_: object) -> Iterator[Any]:
    return iter(())


def _rule(rule_id: str, **more: Any) -> Rule:
    return rule(id=rule_id, message="m", why="w", **more)(_silent)


RULES = (
    _rule("typing/optional-syntax", options=StyleOptions, renamed_from=("typing/optional",)),
    _rule("docs/required", options=RequiredOptions),
    _rule("docs/examples", severity="hint"),
)
CATALOG = RuleCatalog(
    RULES,
    frozenset({"typing/optional-syntax", "typing/union-syntax", "http/timeout", "http/retry"}),
)


@dataclass(frozen=True)
class TinyProfile:
    """A profile as settings see it."""

    name: str
    files: tuple[str, ...]
    table: Mapping[str, Any]


PROFILES = {
    "recommended": TinyProfile(
        "recommended",
        ("**/*.py",),
        {
            "select": ["typing/optional-syntax", "http/timeout", "docs/examples"],
            "roles": {"test": ["tests/**"], "router": ["**/routers/**"]},
            "conventions": {"optional-style": "pep604"},
        },
    ),
    "classic": TinyProfile(
        "classic",
        ("src/**/*.py",),
        {
            "select": ["typing/optional-syntax", "docs/required"],
            "roles": {"router": ["src/api/**"]},
            "conventions": {"optional-style": "typing"},
            "severity": {"docs/required": "hint"},
            "rules": {"docs/required": {"targets": ["class"]}},
        },
    ),
}

Load = Callable[..., Settings]


@pytest.fixture
def load() -> Load:
    """``load(text, *tables, pyproject=False, **more)``: a file, then layers above it."""

    def load(text: str | None, *tables: Mapping[str, Any], pyproject: bool = False, **more: Any):
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
