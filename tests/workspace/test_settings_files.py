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
    pytest.param({"houserules.toml": "#" * (2 << 20)}, "larger than", id="huge"),
]


@pytest.mark.parametrize(("files", "expected"), WRONG)
def test_wrong_extend_is_named(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    problems = project_of(written(tmp_path, files), "x.py").settings.problems
    assert [p.message for p in problems if expected in p.message], problems


def test_requires_python_of_the_project_counts(tmp_path: Path) -> None:
    files = {"pyproject.toml": '[project]\nrequires-python = ">=3.12"\n', "houserules.toml": ""}
    assert project_of(written(tmp_path, files), "x.py").settings.target_version == (3, 12)
