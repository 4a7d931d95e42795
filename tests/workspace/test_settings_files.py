"""Finding settings files, extending others, and what is said when that goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from houserules.analysis.severity import Severity
from houserules.workspace.catalog import rule_catalog
from houserules.workspace.settings_files import ProjectSettings, SettingsFiles

RULE = "typing/optional-syntax"


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def project_of(folder: Path, file: str) -> ProjectSettings:
    return SettingsFiles(folder, rule_catalog(), "0.1.0").for_file(folder / file)


NEAREST = [
    pytest.param({}, None, id="none"),
    pytest.param({"houserules.toml": ""}, "houserules.toml", id="its own file"),
    pytest.param({"pyproject.toml": "[tool.houserules]\n"}, "pyproject.toml", id="pyproject"),
    pytest.param({"pyproject.toml": "[tool.ruff]\n"}, None, id="a pyproject of others"),
    pytest.param(
        {"houserules.toml": "", "pyproject.toml": "[tool.houserules]\n"},
        "houserules.toml",
        id="its own file wins",
    ),
    pytest.param(
        {"houserules.toml": "", "app/pyproject.toml": "[tool.houserules]\n"},
        "app/pyproject.toml",
        id="the nearest wins",
    ),
    pytest.param(
        {"pyproject.toml": "[tool.houserules\nprofile = 1"},
        "pyproject.toml",
        id="broken but meant for us",
    ),
]


@pytest.mark.parametrize(("files", "expected"), NEAREST)
def test_nearest(tmp_path: Path, files: dict[str, str], expected: str | None) -> None:
    project = project_of(written(tmp_path, files), "app/x.py")
    assert project.file == (tmp_path / expected if expected else None)


def test_extended_settings_are_below(tmp_path: Path) -> None:
    files = {
        "base.toml": f'profile = "recommended"\nignore = ["{RULE}"]\n',
        "app/houserules.toml": 'extend = "../base.toml"\nextend-select = ["docs/required"]\n',
    }
    settings = project_of(written(tmp_path, files), "app/x.py").settings
    assert [p for p in settings.problems if p.severity <= Severity.WARNING] == []
    assert RULE not in settings.rules
    assert "docs/required" in settings.rules


WRONG = [
    pytest.param({"houserules.toml": 'extend = "gone.toml"\n'}, "no such file", id="missing"),
    pytest.param(
        {"houserules.toml": 'extend = "houserules.toml"\n'}, "extends itself", id="itself"
    ),
    pytest.param(
        {"houserules.toml": 'extend = "b.toml"\n', "b.toml": 'extend = "houserules.toml"\n'},
        "extends itself",
        id="a circle",
    ),
    pytest.param(
        {"houserules.toml": 'extend = "x.py"\n', "x.py": ""}, "only TOML", id="not a TOML file"
    ),
    pytest.param({"houserules.toml": 'extend = "/etc/x.toml"\n'}, "outside", id="outside"),
    pytest.param({"houserules.toml": 'extend = "../../x.toml"\n'}, "outside", id="above"),
    pytest.param(
        {"houserules.toml": 'extend = "pyproject.toml"\n', "pyproject.toml": "[tool.ruff]\n"},
        "has no [tool.houserules]",
        id="a pyproject of others",
    ),
    pytest.param({"houserules.toml": "#" * (2 << 20)}, "larger than", id="huge"),
]


@pytest.mark.parametrize(("files", "expected"), WRONG)
def test_wrong_extend_is_named(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    problems = project_of(written(tmp_path, files), "x.py").settings.problems
    assert [p.message for p in problems if expected in p.message], problems


def test_requires_python_of_the_project_counts(tmp_path: Path) -> None:
    files = {"pyproject.toml": '[project]\nrequires-python = ">=3.12"\n', "houserules.toml": ""}
    assert project_of(written(tmp_path, files), "x.py").settings.target_version == (3, 12)


def test_patterns_of_an_extended_file_are_relative_to_it(tmp_path: Path) -> None:
    files = {
        ".git/HEAD": "",
        "pyproject.toml": '[tool.houserules]\nexclude = ["app/gen/"]\n'
        'roles = { router = ["app/web/*.py"] }\n',
        "app/houserules.toml": 'extend = "../pyproject.toml"\n',
    }
    project = project_of(written(tmp_path, files), "app/x.py")
    assert project.settings.problems == ()
    assert not project.settings.covers("gen/a.py")
    assert project.settings.role_of("web/a.py")[1] == "app/web/*.py"
    assert str(project.settings.origins["exclude",]) == "../pyproject.toml:2"


def test_patterns_of_a_shared_file_are_relative_to_the_project(tmp_path: Path) -> None:
    files = {
        ".git/HEAD": "",
        "shared/base.toml": 'exclude = ["gen/"]\n',
        "app/houserules.toml": 'extend = "../shared/base.toml"\n',
    }
    project = project_of(written(tmp_path, files), "app/x.py")
    assert not project.settings.covers("gen/a.py")
    assert str(project.settings.origins["exclude",]) == "../shared/base.toml:1"


ROOTS = [
    pytest.param("app/houserules.toml", "app", "app", id="in the working folder"),
    pytest.param("houserules.toml", "app", "", id="above it"),
    pytest.param("shared/houserules.toml", "app", "app", id="elsewhere"),
]


@pytest.mark.parametrize(("config", "folder", "expected"), ROOTS)
def test_root_of_a_file_named_by_hand(
    tmp_path: Path, config: str, folder: str, expected: str
) -> None:
    written(tmp_path, {config: ""})
    files = SettingsFiles(tmp_path / folder, rule_catalog(), "0.1.0", config=tmp_path / config)
    assert files.for_file(tmp_path / folder / "x.py").root == tmp_path / expected


def test_the_keys_of_its_own_file_stand_at_top_level(tmp_path: Path) -> None:
    files = {"houserules.toml": '[tool.houserules]\nselect = ["docs"]\n'}
    [problem] = project_of(written(tmp_path, files), "x.py").settings.problems
    assert problem.message == "unknown key `tool`: in houserules.toml the keys stand at top level"
