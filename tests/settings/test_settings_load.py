"""Layers on top of each other: what is active, how loud, with which options, from where."""

from __future__ import annotations

import pickle

import pytest

from houserules.analysis.module import Role

ACTIVE = {
    "nothing": (None, (), "typing/optional-syntax http/timeout docs/examples"),
    "a profile": ('profile = "classic"', (), "typing/optional-syntax docs/required"),
    "two profiles": (
        'profile = ["recommended", "classic"]',
        (),
        "typing/optional-syntax http/timeout docs/examples docs/required",
    ),
    "select replaces": (
        'profile = "classic"\nselect = ["http"]',
        (),
        "http/timeout http/retry",
    ),
    "select without a profile": ('select = ["typing/union-syntax"]', (), "typing/union-syntax"),
    "extend-select and ignore add": (
        'extend-select = ["docs/required"]\nignore = ["http"]',
        (),
        "typing/optional-syntax docs/examples docs/required",
    ),
    "id over area": (
        'select = ["docs"]\nignore = ["docs/examples"]',
        (),
        "docs/required",
    ),
    "area over all": ('select = ["docs"]\nignore = ["all"]', (), "docs/required docs/examples"),
    "a tie is ignored": ('select = ["docs"]\nignore = ["docs"]', (), ""),
    "id over area, the other way round": (
        'ignore = ["http"]\nextend-select = ["http/retry"]',
        (),
        "typing/optional-syntax docs/examples http/retry",
    ),
    "a later layer wins over a more specific one": (
        'ignore = ["http/timeout"]',
        ({"extend-select": ["http"]},),
        "typing/optional-syntax docs/examples http/timeout http/retry",
    ),
    "the command line's select": (
        'profile = "classic"',
        ({"select": ["docs/examples"]},),
        "docs/examples",
    ),
    "the command line's profile": (
        'profile = "classic"',
        ({"profile": "recommended"},),
        "typing/optional-syntax http/timeout docs/examples",
    ),
}
SUPPRESSIONS = {"suppressions/unused-ignore", "suppressions/unknown-rule"}


@pytest.mark.parametrize("name", ACTIVE)
def test_active_rules(name, load) -> None:
    text, tables, expected = ACTIVE[name]
    settings = load(text, *tables)
    assert set(settings.rules) - SUPPRESSIONS == set(expected.split())


def test_suppression_rules_survive_select_and_can_be_ignored(load) -> None:
    assert set(load('select = ["docs"]').rules) >= SUPPRESSIONS
    assert not set(load('ignore = ["suppressions"]').rules) & SUPPRESSIONS


SEVERITY = {
    "the rule's own": ('select = ["docs/examples"]', "docs/examples", "hint", False),
    "planned rules warn": ('select = ["http/retry"]', "http/retry", "warning", False),
    "the profile's is no wish of the user": (
        'profile = "classic"',
        "docs/required",
        "hint",
        False,
    ),
    "by id": ('severity = { "docs/examples" = "error" }', "docs/examples", "error", True),
    "by area": ('severity = { docs = "error" }', "docs/examples", "error", False),
    "by all": ('severity = { all = "information" }', "http/timeout", "information", False),
    "id over area": (
        'severity = { docs = "error", "docs/examples" = "information" }',
        "docs/examples",
        "information",
        True,
    ),
    "the file over the profile": (
        'profile = "classic"\nseverity = { all = "error" }',
        "docs/required",
        "error",
        False,
    ),
}


@pytest.mark.parametrize("name", SEVERITY)
def test_severity(name, load) -> None:
    text, rule, severity, by_id = SEVERITY[name]
    setting = load(text).rules[rule]
    assert (setting.severity.label, setting.by_id) == (severity, by_id)


def test_a_profile_covers_only_its_files(load) -> None:
    settings = load('profile = ["recommended", "classic"]')
    inside, outside = settings.rules_for("src/a.py"), settings.rules_for("tools/a.py")
    assert "docs/required" in inside
    assert "docs/required" not in outside
    assert inside["typing/optional-syntax"].brought_by == ("recommended", "classic")
    assert inside["typing/optional-syntax"].options == {"style": "typing"}
    assert outside["typing/optional-syntax"].options == {"style": "pep604"}
    assert settings.conventions_for("src/a.py")["optional-style"] == "typing"
    assert settings.conventions_for("tools/a.py")["optional-style"] == "pep604"


def test_a_selected_rule_is_not_held_to_the_profiles_files(load) -> None:
    settings = load('profile = "classic"\nextend-select = ["docs/required"]')
    setting = settings.rules_for("tools/a.py")["docs/required"]
    assert setting.brought_by == ()
    assert setting.options == {"targets": ("class",)}


def test_per_file_ignores(load) -> None:
    settings = load(
        'per-file-ignores = { "tests/**" = ["docs", "http/timeout"], "gen/*.py" = ["all"] }'
    )
    assert set(settings.rules_for("tests/unit/a.py")) - SUPPRESSIONS == {"typing/optional-syntax"}
    assert not settings.rules_for("gen/a.py")
    assert "docs/examples" in settings.rules_for("gen/deep/a.py")


ROLES = {
    "a profile's": (None, "tests/test_a.py", Role.TEST, "tests/**"),
    "a profile's, deeper": (None, "app/routers/a.py", Role.ROUTER, "**/routers/**"),
    "no role": (None, "app/x.py", Role.OTHER, None),
    "globs are anchored": (None, "app/tests/a.py", Role.OTHER, None),
    "the file's come first": (
        'roles = { script = ["tests/tools/**"] }',
        "tests/tools/a.py",
        Role.SCRIPT,
        "tests/tools/**",
    ),
    "the file replaces a role": (
        'roles = { router = ["web/*.py"] }',
        "app/routers/a.py",
        Role.OTHER,
        None,
    ),
    "in the order of the file": (
        'roles = { service = ["app/**"], store = ["app/store.py"] }',
        "app/store.py",
        Role.SERVICE,
        "app/**",
    ),
    "select without a profile takes those of recommended": (
        'select = ["docs"]',
        "app/routers/a.py",
        Role.ROUTER,
        "**/routers/**",
    ),
    "another profile": ('profile = "classic"', "src/api/a.py", Role.ROUTER, "src/api/**"),
    "another profile has no tests": ('profile = "classic"', "tests/a.py", Role.OTHER, None),
}


@pytest.mark.parametrize("name", ROLES)
def test_roles(name, load) -> None:
    text, path, role, glob = ROLES[name]
    assert load(text).role_of(path) == (role, glob)


CONVENTIONS = {
    "the default": ('select = ["docs"]', "pep604", {}),
    "the profile's, for its owner too": ('profile = "classic"', "typing", {"style": "typing"}),
    "the file over the profile": (
        'profile = "classic"\nconventions.optional-style = "pep604"',
        "pep604",
        {"style": "pep604"},
    ),
    "the owner's option where the key is not set": (
        'select = ["typing"]\nrules."typing/optional-syntax".style = "typing"',
        "typing",
        {"style": "typing"},
    ),
    "both in one file: the key for others, the option for its rule": (
        'conventions.optional-style = "pep604"\nrules."typing/optional-syntax".style = "typing"',
        "pep604",
        {"style": "typing"},
    ),
    "a later option over an earlier key": (
        'profile = "recommended"\nrules."typing/optional-syntax".style = "typing"',
        "typing",
        {"style": "typing"},
    ),
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_conventions(name, load) -> None:
    text, value, options = CONVENTIONS[name]
    settings = load(text)
    assert settings.conventions["optional-style"] == value
    rule = settings.rules.get("typing/optional-syntax")
    assert rule is None or rule.options == options


TARGETS = {
    "the default": (None, None, (3, 11)),
    "of the project": (None, ">=3.12", (3, 12)),
    "with an upper bound": (None, ">=3.10,<4", (3, 10)),
    "above a micro version": (None, ">=3.12.4", (3, 12)),
    "exactly one": (None, "==3.13.*", (3, 13)),
    "one release": (None, "==3.13.2", (3, 13)),
    "compatible": (None, "~=3.12", (3, 12)),
    "older than all known": (None, ">=3.6", (3, 8)),
    "not a specifier": (None, "three", (3, 11)),
    "the key wins": ('target-version = "py313"', ">=3.9", (3, 13)),
}


@pytest.mark.parametrize("name", TARGETS)
def test_target_version(name, load) -> None:
    text, requires, target = TARGETS[name]
    assert load(text, requires_python=requires).target_version == target


def test_pyproject_gives_its_own_target(load) -> None:
    text = '[project]\nrequires-python = ">=3.13"\n[tool.houserules]\nselect = ["docs"]'
    settings = load(text, pyproject=True)
    assert settings.target_version == (3, 13)
    assert str(settings.origins["target-version",]) == "requires-python"


COVERS = {
    "python": (None, "a/b.py", True),
    "other": (None, "a/b.txt", False),
    "environments": (None, "a/.venv/lib/b.py", False),
    "site-packages": (None, "x/site-packages/y.py", False),
    "generated": (None, "a/x_pb2.py", False),
    "include": ('include = ["src/"]', "tests/a.py", False),
    "inside include": ('include = ["src/"]', "src/deep/a.py", True),
    "exclude": ('exclude = ["legacy"]', "a/legacy/b.py", False),
    "taken back": ('exclude = ["legacy/*", "!legacy/new.py"]', "legacy/new.py", True),
}


@pytest.mark.parametrize("name", COVERS)
def test_covers(name, load) -> None:
    text, path, covered = COVERS[name]
    assert load(text).covers(path) is covered


def test_options_have_the_types_of_the_rule(load) -> None:
    settings = load(
        'select = ["docs"]\n[rules."docs/required"]\n'
        'targets = ["class"]\nratio = 1\nnames = { a = "b" }\npattern = "x"\n'
    )
    options = settings.rules["docs/required"].options
    assert options == {"targets": ("class",), "ratio": 1.0, "names": {"a": "b"}, "pattern": "x"}
    assert type(options["ratio"]) is float


def test_origins(load) -> None:
    settings = load(
        'profile = "classic"\n\n[rules."docs/required"]\npublic_only = false\n',
        {"ignore": ["docs/examples"]},
    )
    origins = {".".join(map(str, path)): str(origin) for path, origin in settings.origins.items()}
    assert origins["profile"] == "houserules.toml:1"
    assert origins["rules.docs/required.public_only"] == "houserules.toml:4"
    assert origins["rules.docs/required.targets"] == "profile classic"
    assert origins["conventions.optional-style"] == "profile classic"
    assert origins["conventions.union-style"] == "default"
    assert origins["roles.router"] == "profile classic"
    assert str(settings.rules["docs/required"].origin) == "profile classic"


def test_an_extended_file_lies_below_the_file(load) -> None:
    settings = load('select = ["docs"]', {"ignore": ["docs/examples"]})
    assert set(settings.rules) - SUPPRESSIONS == {"docs/required"}


def test_settings_travel_between_processes(load) -> None:
    settings = load('profile = "classic"\nrules."docs/required".names = { a = "b" }')
    again = pickle.loads(pickle.dumps(settings.rules["docs/required"].options))
    assert again == settings.rules["docs/required"].options
