"""The order of layers, and the order within one, for everything that settings decide."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from small_catalog import CATALOG, TinyProfile

from houserules.settings.load import load_settings
from houserules.settings.model import Settings, SettingsLayer

LAYERS = ("profile one", "profile two", "extended", "file", "editor", "command line")
"""Above the defaults, the lowest first."""

KINDS: dict[str, tuple[tuple[dict[str, Any], Any], tuple[dict[str, Any], Any]]] = {
    "severity": (
        ({"severity": {"docs/required": "error"}}, "error"),
        ({"severity": {"docs/required": "hint"}}, "hint"),
    ),
    "option": (
        ({"rules": {"docs/required": {"min_statements": 3}}}, 3),
        ({"rules": {"docs/required": {"min_statements": 5}}}, 5),
    ),
    "convention": (
        ({"conventions": {"union-style": "typing"}}, "typing"),
        ({"conventions": {"union-style": "consistent"}}, "consistent"),
    ),
    "role": (
        ({"roles": {"router": ["app/*.py"]}}, "router"),
        ({"roles": {"service": ["app/*.py"]}}, "service"),
    ),
}
PLAIN: dict[str, tuple[tuple[dict[str, Any], Any], tuple[dict[str, Any], Any]]] = {
    "target": (
        ({"target-version": "py312"}, (3, 12)),
        ({"target-version": "py313"}, (3, 13)),
    ),
    "include": (({"include": ["app/"]}, True), ({"include": ["web/"]}, False)),
    "exclude": (({"exclude": ["app/"]}, False), ({"exclude": ["web/"]}, True)),
    "diagnostics": (
        ({"diagnostics": "workspace"}, "workspace"),
        ({"diagnostics": "open-files"}, "open-files"),
    ),
    "defer-to-ruff": (({"defer-to-ruff": False}, False), ({"defer-to-ruff": True}, True)),
    "baseline": (({"baseline": "a.json"}, "a.json"), ({"baseline": "b.json"}, "b.json")),
}
ANY: dict[str, Any] = {**KINDS, **PLAIN}


def settings_of(tables: dict[str, dict[str, Any]]) -> Settings:
    profiles = {
        name.split()[1]: TinyProfile(
            name.split()[1], ("**",), {"select": ["docs"], **tables.get(name, {})}
        )
        for name in LAYERS[:2]
    }
    layers = [SettingsLayer(name, table=tables.get(name, {})) for name in LAYERS[2:]]
    layers.insert(0, SettingsLayer("choice", table={"profile": ["one", "two"]}))
    return load_settings(layers, CATALOG, profiles)


def outcome(kind: str, settings: Settings) -> Any:
    match kind:
        case "severity":
            return settings.rules["docs/required"].severity.label
        case "option":
            return settings.rules["docs/required"].options["min_statements"]
        case "convention":
            return settings.conventions["union-style"]
        case "role":
            return settings.role_of("app/x.py")[0].value
        case "target":
            return settings.target_version
        case "include" | "exclude":
            return settings.covers("app/x.py")
        case _:
            return getattr(settings, kind.replace("-", "_"))


@pytest.mark.parametrize("kind", ANY)
def test_the_higher_layer_wins(kind: str) -> None:
    names = LAYERS if kind in KINDS else LAYERS[2:]
    for low, high in itertools.combinations(names, 2):
        for (below, _), (above, expected) in (ANY[kind], ANY[kind][::-1]):
            settings = settings_of({low: below, high: above})
            assert outcome(kind, settings) == expected, (low, high)


@pytest.mark.parametrize("kind", ANY)
def test_every_layer_wins_over_the_defaults(kind: str) -> None:
    for name in LAYERS if kind in KINDS else LAYERS[2:]:
        for table, expected in ANY[kind]:
            assert outcome(kind, settings_of({name: table})) == expected, name


def active(tables: dict[str, dict[str, Any]]) -> set[str]:
    return {rule for rule in settings_of(tables).rules if not rule.startswith("suppressions/")}


BEFORE = {"docs/required", "docs/examples"}


@pytest.mark.parametrize("name", LAYERS[2:])
def test_select_replaces_and_the_others_add_in_each_layer(name: str) -> None:
    assert active({name: {"select": ["http/retry"]}}) == {"http/retry"}
    assert active({name: {"extend-select": ["http/retry"]}}) == {*BEFORE, "http/retry"}
    assert active({name: {"ignore": ["docs/examples"]}}) == {"docs/required"}


@pytest.mark.parametrize(("low", "high"), list(itertools.combinations(LAYERS[2:], 2)))
def test_a_higher_layer_decides_anew_whatever_is_more_specific(low: str, high: str) -> None:
    assert active({low: {"ignore": ["docs/required"]}, high: {"extend-select": ["docs"]}}) == BEFORE
    assert active({low: {"extend-select": ["http/retry"]}, high: {"ignore": ["http"]}}) == BEFORE
    assert active({low: {"extend-select": ["http"]}, high: {"select": ["docs"]}}) == BEFORE
    assert active({low: {"select": ["http"]}, high: {"ignore": ["http/retry"]}}) == {"http/timeout"}


SPECIFIC = {"all": 0, "docs": 1, "docs/required": 2}


@pytest.mark.parametrize(("on", "off"), list(itertools.product(SPECIFIC, SPECIFIC)))
@pytest.mark.parametrize("key", ["select", "extend-select"])
def test_within_a_layer_the_more_specific_wins(key: str, on: str, off: str) -> None:
    found = active({"file": {key: [on], "ignore": [off]}})
    assert ("docs/required" in found) is (SPECIFIC[on] > SPECIFIC[off])


@pytest.mark.parametrize(("near", "far"), list(itertools.combinations(reversed(SPECIFIC), 2)))
def test_within_a_layer_the_more_specific_severity_wins(near: str, far: str) -> None:
    settings = settings_of({"file": {"severity": {near: "error", far: "hint"}}})
    assert settings.rules["docs/required"].severity.label == "error"


SCOPED = TinyProfile(
    "scoped",
    ("src/**",),
    {
        "select": ["docs/required"],
        "severity": {"docs": "hint"},
        "roles": {"service": ["**/services/**"]},
        "conventions": {"union-style": "typing"},
        "rules": {"docs/required": {"min_statements": 7}},
    },
)
SCOPES: dict[str, tuple[dict[str, Any], str, bool]] = {
    "what it brings, inside": ({}, "src/a.py", True),
    "what it brings, outside": ({}, "tools/a.py", False),
    "selected by the user as well": ({"extend-select": ["docs"]}, "tools/a.py", True),
    "by all": ({"extend-select": ["all"]}, "tools/a.py", True),
    "selected instead": ({"select": ["docs/required"]}, "tools/a.py", True),
    "ignored": ({"ignore": ["docs"]}, "src/a.py", False),
}


@pytest.mark.parametrize("name", SCOPES)
def test_the_scope_of_a_profile_limits_only_the_rules_that_it_brings(name: str) -> None:
    table, path, expected = SCOPES[name]
    layers = [SettingsLayer("file", table={"profile": "scoped", **table})]
    settings = load_settings(layers, CATALOG, {"scoped": SCOPED})
    found = settings.rules_for(path)
    assert ("docs/required" in found) is expected
    assert settings.conventions_for(path)["union-style"] == "typing"
    assert settings.role_of("lib/services/a.py")[0].value == "service"
    if expected:
        assert found["docs/required"].options == {"min_statements": 7}
        assert found["docs/required"].severity.label == "hint"


BASES: dict[str, tuple[str, str, dict[str, bool]]] = {
    "exclude of a folder above": (
        'exclude = ["app/gen/", "/tools/"]',
        "app/",
        {"gen/a.py": False, "app/gen/a.py": True, "tools/a.py": True},
    ),
    "exclude beside": ('exclude = ["gen/"]', "", {"gen/a.py": False, "a.py": True}),
    "include of a folder above": (
        'include = ["app/src/**/*.py"]',
        "app/",
        {"src/a.py": True, "src/b/a.py": True, "a.py": False},
    ),
    "a pattern without a folder": ('exclude = ["gen"]', "app/", {"x/gen/a.py": False}),
}


@pytest.mark.parametrize("name", BASES)
def test_patterns_are_relative_to_the_file_that_they_stand_in(name: str) -> None:
    text, base, expected = BASES[name]
    layers = [
        SettingsLayer("../houserules.toml", text=text, base=base),
        SettingsLayer("houserules.toml", text=""),
    ]
    settings = load_settings(layers, CATALOG, {"recommended": SCOPED})
    assert {path: settings.covers(path) for path in expected} == expected


def test_roles_and_ignores_have_the_base_of_their_file() -> None:
    above = 'roles = { store = ["app/db/*.py"] }\nper-file-ignores = { "app/db/*.py" = ["docs"] }'
    own = 'roles = { router = ["app/db/*.py"] }\nextend-select = ["docs"]'
    layers = [
        SettingsLayer("../houserules.toml", text=above, base="app/"),
        SettingsLayer("houserules.toml", text=own),
    ]
    settings = load_settings(layers, CATALOG, {"recommended": SCOPED})
    assert settings.role_of("db/x.py") == (settings.roles[1][0], "app/db/*.py")
    assert settings.role_of("app/db/x.py")[0].value == "router"
    assert "docs/examples" not in settings.rules_for("db/x.py")
    assert "docs/examples" in settings.rules_for("app/db/x.py")
