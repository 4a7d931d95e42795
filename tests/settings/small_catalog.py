"""A small catalog of rules and profiles that the tests of settings know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from houserules.analysis.rule import Demand, Rule, rule
from houserules.settings.model import RuleCatalog


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


@dataclass(frozen=True)
class BannedOptions:
    """Names that conventions may demand."""

    banned: tuple[str, ...] = ("Optional", "List")


def _silent(*_: object) -> Iterator[Any]:
    return iter(())


def _rule(rule_id: str, **more: Any) -> Rule:
    return rule(id=rule_id, message="m", why="w", **more)(_silent)


RULES = (
    _rule("typing/optional-syntax", options=StyleOptions, renamed_from=("typing/optional",)),
    _rule(
        "typing/legacy-typing-import",
        options=BannedOptions,
        demands=(Demand("banned", "optional-style", "typing", frozenset({"Optional"})),),
    ),
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
