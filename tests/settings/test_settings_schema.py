"""The shipped schema is up to date and says the same as the reader."""

from __future__ import annotations

from houserules.cli.schema import COMMAND, schema_text, shipped_schema
from houserules.settings.conventions import CONVENTIONS
from houserules.settings.keys import KEYS
from houserules.settings.schema import settings_schema
from houserules.settings.values import accepts


def test_the_shipped_schema_is_up_to_date():
    shipped = shipped_schema().read_text(encoding="utf-8")
    assert shipped == schema_text(), f"the settings schema is stale; run `{COMMAND}`"


def test_every_key_is_described(catalog, profiles):
    schema = settings_schema(catalog, profiles)
    assert schema["properties"].keys() == {key.name for key in KEYS}
    assert all(value["description"] for value in schema["properties"].values())
    conventions = schema["properties"]["conventions"]["properties"]
    assert conventions.keys() == {convention.key for convention in CONVENTIONS}


def test_options_follow_the_rule(catalog, profiles):
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


def test_defaults_of_conventions_are_values_they_accept():
    for convention in CONVENTIONS:
        assert accepts(convention.default, convention.wanted), convention.key
