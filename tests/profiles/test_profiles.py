"""The built-in profiles: complete, free of mistakes, in the order that roles need."""

from __future__ import annotations

from pathlib import Path

import pytest

from houserules.analysis.module import Role
from houserules.analysis.severity import Severity
from houserules.analysis.suppression import ALWAYS_ON
from houserules.profiles import NAMES, load_known_ids, load_profiles
from houserules.rules import RULES
from houserules.settings import sources
from houserules.settings.conventions import CONVENTIONS
from houserules.settings.load import load_settings
from houserules.settings.model import RuleCatalog, Settings, SettingsLayer
from houserules.settings.values import accepts

RULES_PER_PROFILE = {
    "api-structlog": 99,
    "typed-backend-loguru": 62,
    "layered-fastapi-classic": 169,
    "feature-store-service": 142,
    "server-repository-loguru": 90,
    "recommended": 92,
}
CATALOG = RuleCatalog(RULES, load_known_ids())


def settings_of(name: str) -> Settings:
    layer = SettingsLayer("houserules.toml", text=f'profile = "{name}"')
    return load_settings([layer], CATALOG, load_profiles())


def test_every_profile_is_listed() -> None:
    assert load_profiles().keys() == set(NAMES) == RULES_PER_PROFILE.keys()
    assert len(load_known_ids()) == 286


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_is_without_mistakes(name) -> None:
    settings = settings_of(name)
    assert settings.problems == ()
    profile = load_profiles()[name]
    brought = [rule for rule in settings.rules.values() if rule.brought_by == (name,)]
    assert len(brought) == len(profile.table["select"]) == RULES_PER_PROFILE[name]
    assert profile.table["select"] == sorted(set(profile.table["select"]))
    assert {rule.severity for rule in brought} <= {Severity.WARNING, Severity.HINT}
    assert profile.table["rules"].keys() <= set(profile.table["select"])
    assert profile.table.get("severity", {}).keys() <= set(profile.table["select"])
    assert len(profile.description) <= 120


@pytest.mark.parametrize("name", NAMES)
def test_migration_and_conftest_come_first(name) -> None:
    roles = [role for role, _ in settings_of(name).roles]
    assert roles[:2] == [Role.MIGRATION, Role.CONFTEST]
    assert Role.TEST in roles


@pytest.mark.parametrize("name", NAMES)
def test_the_text_speaks_of_the_project_alone(name) -> None:
    folder = Path(__file__).parents[2] / "server/houserules/profiles"
    text = (folder / f"{name}.toml").read_text(encoding="utf-8")
    assert "seed" not in text


ROLES = [
    ("api-structlog", "app/routers/users.py", Role.ROUTER),
    ("api-structlog", "core/config.py", Role.CONFIG),
    ("typed-backend-loguru", "src/backend/app-settings.py", Role.CONFIG),
    ("typed-backend-loguru", "src/backend/logging.py", Role.LOGGER),
    ("layered-fastapi-classic", "tests/conftest.py", Role.CONFTEST),
    ("layered-fastapi-classic", "app/repositories/users.py", Role.STORE),
    ("feature-store-service", "features/plans/types.py", Role.SCHEMA),
    ("feature-store-service", "alembic/versions/1.py", Role.MIGRATION),
    ("server-repository-loguru", "src/lib/db/repositories/chat.py", Role.STORE),
    ("server-repository-loguru", "src/lib/db/base.py", Role.DATABASE),
    ("recommended", "tests/routers/test_users.py", Role.TEST),
    ("recommended", "app/services/users.py", Role.SERVICE),
    ("recommended", "app/users.py", Role.OTHER),
]


@pytest.mark.parametrize(("name", "path", "role"), ROLES)
def test_roles(name, path, role) -> None:
    assert settings_of(name).role_of(path)[0] is role


def test_a_scoped_profile_leaves_other_files_alone() -> None:
    settings = settings_of("typed-backend-loguru")
    assert "typing/optional-syntax" in settings.rules_for("src/backend/a.py")
    assert "typing/optional-syntax" not in settings.rules_for("scripts/a.py")


def test_conventions_belong_to_known_rules() -> None:
    owners = {rule for convention in CONVENTIONS for rule, _ in convention.options}
    assert owners <= load_known_ids()
    keys = [convention.key for convention in CONVENTIONS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.key)
def test_the_owner_of_a_convention_understands_it(convention) -> None:
    if not convention.options:
        return
    owner, option = convention.options[0]
    types = CATALOG.option_types.get(owner)
    if types is None:
        return
    tables = [profile.table.get("conventions", {}) for profile in load_profiles().values()]
    values = [table[convention.key] for table in tables if convention.key in table]
    for value in (convention.default, *values):
        assert accepts(value, types[option]), (owner, option, value)


def test_every_implemented_rule_is_known() -> None:
    assert {rule.id for rule in RULES} - set(ALWAYS_ON) <= load_known_ids()


def test_the_rules_that_are_always_on() -> None:
    assert set(sources.ALWAYS_ON) == set(ALWAYS_ON)
