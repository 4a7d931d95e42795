"""The shipped schema is up to date and says the same as the reader."""

from __future__ import annotations

import json
import tomllib

import pytest
from json_schema import is_valid

from houserules.cli.schema import COMMAND, schema_text, shipped_schema
from houserules.profiles import load_profiles
from houserules.settings.conventions import CONVENTIONS
from houserules.settings.keys import KEYS
from houserules.settings.load import load_settings
from houserules.settings.model import SettingsLayer
from houserules.settings.schema import settings_schema
from houserules.settings.values import accepts
from houserules.workspace.catalog import rule_catalog


def test_the_shipped_schema_is_up_to_date() -> None:
    shipped = shipped_schema().read_text(encoding="utf-8")
    assert shipped == schema_text(), f"the settings schema is stale; run `{COMMAND}`"


def test_every_key_is_described(catalog, profiles) -> None:
    schema = settings_schema(catalog, profiles)
    assert schema["properties"].keys() == {key.name for key in KEYS}
    assert all(value["description"] for value in schema["properties"].values())
    conventions = schema["properties"]["conventions"]["properties"]
    assert conventions.keys() == {convention.key for convention in CONVENTIONS}


def test_options_follow_the_rule(catalog, profiles) -> None:
    rules = settings_schema(catalog, profiles)["properties"]["rules"]["properties"]
    options = rules["docs/required"]["properties"]
    assert options["targets"] == {
        "type": "array",
        "items": {"type": "string", "enum": ["function", "class"]},
        "default": ["function"],
    }
    assert options["pattern"] == {"type": "string", "default": None}
    assert rules["docs/required"]["additionalProperties"] is False
    assert rules["http/timeout"] == {"type": "object"}


def test_defaults_of_conventions_are_values_they_accept() -> None:
    for convention in CONVENTIONS:
        assert accepts(convention.default, convention.wanted), convention.key


GOOD = {
    "nothing": "",
    "a profile": 'profile = "recommended"',
    "profiles": 'profile = ["recommended", "api-structlog"]',
    "selections": 'select = ["all"]\nextend-select = ["docs"]\nignore = ["typing/optional-syntax"]',
    "severity": 'severity = { all = "hint", docs = "error", "docs/required" = "information" }',
    "target": 'target-version = "py313"',
    "files": 'include = ["src/"]\nexclude = []\nper-file-ignores = { "tests/**" = ["docs"] }',
    "roles": 'roles = { router = ["**/routes/**"], conftest = ["**/conftest.py"] }',
    "conventions": "conventions.optional-style = 'typing'\nconventions.sdk-clients = ['x.*']",
    "one or several": "conventions.docstring-style = ['google', 'numpy']",
    "options": '[rules."docs/required"]\ntargets = ["class"]\npublic_only = false\nmin_statements = 3',
    "the rest": 'defer-to-ruff = false\ndiagnostics = "workspace"\nbaseline = "b.json"\n'
    'required-version = ">=0.1"\nextend = "../pyproject.toml"',
}
BAD = {
    "an unknown key": 'profil = "recommended"',
    "an unknown profile": 'profile = "recomended"',
    "an unknown profile among others": 'profile = ["recommended", "x"]',
    "a profile of a wrong type": "profile = 3",
    "an unknown rule": 'select = ["typing/optional-sintax"]',
    "an unknown area": 'ignore = ["tiping"]',
    "one word": 'select = "docs"',
    "an unknown severity": 'severity = { docs = "warn" }',
    "severity of an unknown rule": 'severity = { doc = "error" }',
    "an unknown target": 'target-version = "py3.12"',
    "a wrong item": 'include = ["src", 3]',
    "a table for an array": "exclude = { a = 1 }",
    "an unknown rule per file": 'per-file-ignores = { "a.py" = ["doc"] }',
    "an unknown role": 'roles = { routers = ["a"] }',
    "one glob": 'roles = { router = "a" }',
    "an unknown convention": 'conventions.optional_style = "typing"',
    "an unknown value of one": 'conventions.optional-style = "pep605"',
    "options of an area": "rules.docs.public_only = true",
    "an unknown option": 'rules."docs/required".publick_only = true',
    "an option of a wrong type": 'rules."docs/required".public_only = "yes"',
    "an unknown value of an option": 'rules."docs/required".targets = ["klass"]',
    "true for a number": 'rules."docs/required".min_statements = true',
    "a string for true": 'defer-to-ruff = "yes"',
    "unknown diagnostics": 'diagnostics = "all"',
}


@pytest.mark.parametrize("name", [*GOOD, *BAD])
def test_the_shipped_schema_says_what_the_reader_says(name) -> None:
    text = GOOD.get(name) or BAD.get(name) or ""
    schema = json.loads(shipped_schema().read_text(encoding="utf-8"))
    assert is_valid(tomllib.loads(text), schema, schema) is (name in GOOD)
    layer = SettingsLayer("houserules.toml", text=text)
    problems = load_settings([layer], rule_catalog(), load_profiles()).problems
    errors = [problem for problem in problems if problem.severity.label == "error"]
    assert (not errors) is (name in GOOD)
