"""What we read out of ruff's settings is what the real ruff does with them."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from ruff_program import enabled, known_codes, named_by_ruff, reported, written

from houserules.rules import RULES
from houserules.settings.ruff.names import NAMES
from houserules.settings.ruff.settings import RuffSettings
from houserules.workspace.ruff_files import RuffFiles

SEED = int(os.environ.get("HOUSERULES_SEED", random.randrange(1 << 30)))
BASE = "base/ruff.toml"


def lint(*lines: str) -> dict[str, str]:
    return {"ruff.toml": "\n".join(("[lint]", *lines)) + "\n"}


def on_top_of(base: str, *lines: str) -> dict[str, str]:
    head = f'extend = "{BASE}"'
    return {BASE: base, "ruff.toml": "\n".join((head, "[lint]", *lines)) + "\n"}


SELECTIONS: dict[str, dict[str, str]] = {
    "a linter": lint('select = ["UP"]'),
    "a prefix": lint('select = ["UP0", "D10"]'),
    "a code": lint('select = ["UP006"]'),
    "all": lint('select = ["ALL"]'),
    "all but some": lint('select = ["ALL"]', 'ignore = ["D", "UP00"]'),
    "letters that begin others": lint('select = ["F", "E", "D", "S", "I", "A", "B", "N"]'),
    "a linter of several letters": lint('select = ["PL"]', 'ignore = ["PLW0"]'),
    "a part of it": lint('select = ["PLC", "PLE01"]'),
    "two linters of one letter": lint('select = ["C", "T"]', 'ignore = ["C4"]'),
    "a former name": lint('select = ["TCH"]', 'ignore = ["TCH002"]'),
    "nothing": lint("select = []"),
    "the closer wins": lint('select = ["UP006", "D"]', 'ignore = ["UP", "D103"]'),
    "as close: ignored": lint('select = ["UP006", "D1"]', 'ignore = ["UP006", "D1"]'),
    "extend-select is in the same layer": lint(
        'select = ["E"]', 'extend-select = ["UP006"]', 'ignore = ["UP"]'
    ),
    "extend-ignore": lint('select = ["UP"]', 'extend-ignore = ["UP007"]'),
    "a convention": lint('select = ["D"]', 'pydocstyle.convention = "google"'),
    "another convention": lint('select = ["D"]', 'pydocstyle.convention = "numpy"'),
    "a third": lint('select = ["D"]', 'pydocstyle.convention = "pep257"'),
    "over a convention": lint('select = ["D", "D107"]', 'pydocstyle.convention = "numpy"'),
    "not over it": lint('select = ["D10"]', 'pydocstyle.convention = "numpy"'),
    "codes that exclude each other": lint('select = ["D203", "D211", "D212", "D213"]'),
    "preview": lint('select = ["ALL"]', "preview = true"),
    "preview, at the top": {"ruff.toml": 'preview = true\n[lint]\nselect = ["E", "FURB"]\n'},
    "preview by full name only": lint(
        'select = ["E", "E111"]', "preview = true", "explicit-preview-rules = true"
    ),
    "preview codes without preview": lint('select = ["E111", "E2"]'),
    "before there was a lint table": {"ruff.toml": 'select = ["UP"]\nignore = ["UP006"]\n'},
    "both tables": {"ruff.toml": 'select = ["UP"]\n[lint]\nselect = ["D"]\n'},
    "in a pyproject": {"pyproject.toml": '[tool.ruff.lint]\nselect = ["UP"]\n'},
    "a hidden file first": {
        ".ruff.toml": 'lint.select = ["UP"]\n',
        "ruff.toml": 'lint.select = ["D"]\n',
        "pyproject.toml": '[tool.ruff]\nlint.select = ["E"]\n',
    },
    "then the visible one": {
        "ruff.toml": 'lint.select = ["D"]\n',
        "pyproject.toml": '[tool.ruff]\nlint.select = ["E"]\n',
    },
    "the nearest": {
        "ruff.toml": 'lint.select = ["D"]\n',
        "app/pyproject.toml": '[tool.ruff]\nlint.select = ["E"]\n',
    },
    "a pyproject of others": {
        "ruff.toml": 'lint.select = ["D"]\n',
        "app/pyproject.toml": '[project]\nname = "x"\nversion = "1"\n',
    },
    "extended": on_top_of('lint.select = ["UP"]\n', 'extend-select = ["D"]', 'ignore = ["UP006"]'),
    "extended and replaced": on_top_of('lint.select = ["UP"]\n', 'select = ["D"]'),
    "ignores below do not reach above": on_top_of(
        '[lint]\nselect = ["UP"]\nignore = ["UP006"]\n', 'select = ["UP"]'
    ),
    "ignores handed on": on_top_of(
        '[lint]\nselect = []\nignore = ["UP006", "D1"]\n', 'select = ["UP", "D103"]'
    ),
    "a convention below": on_top_of('lint.pydocstyle.convention = "google"\n', 'select = ["D"]'),
    "an override below": on_top_of(
        '[lint]\nselect = ["D107"]\npydocstyle.convention = "numpy"\n', 'extend-select = ["D1"]'
    ),
    "preview below": on_top_of("preview = true\n", 'select = ["E1"]'),
}


def ours(folder: Path, file: str) -> RuffSettings:
    settings = RuffFiles().of_folder((folder / file).parent)
    assert settings is not None
    return settings


def selected(settings: RuffSettings) -> set[str]:
    return {c for c, preview in known_codes().items() if settings.selected(c, preview=preview)}


@pytest.mark.parametrize("name", SELECTIONS)
def test_selected_codes(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path, {"app/x.py": "", **SELECTIONS[name]})
    assert selected(ours(folder, "app/x.py")) == enabled(folder, "app/x.py") & known_codes().keys()


PREVIEW = "preview = true"
NAMED: dict[str, dict[str, str]] = {
    "a name": lint('select = ["bare-except", "B"]', PREVIEW),
    "a name is as close as its code": lint(
        'select = ["B006", "bare-except"]', 'ignore = ["mutable-argument-default", "E"]', PREVIEW
    ),
    "a name is closer than a prefix": lint(
        'select = ["undocumented-public-method"]', 'ignore = ["D10"]', PREVIEW
    ),
    "a category": lint('select = ["suspicious"]', PREVIEW),
    "a linter is closer than a category": lint(
        'select = ["suspicious", "D"]', 'ignore = ["B", "pedantic"]', PREVIEW
    ),
    "a category is closer than all": lint('select = ["ALL"]', 'ignore = ["pedantic"]', PREVIEW),
    "all is wider than a category": lint('select = ["style"]', 'ignore = ["ALL"]', PREVIEW),
    "over a convention": lint(
        'select = ["D1", "undocumented-public-init"]', PREVIEW, 'pydocstyle.convention = "numpy"'
    ),
    "preview at the top": {"ruff.toml": 'preview = true\nlint.select = ["invalid-module-name"]\n'},
    "extended": on_top_of(
        'lint.select = ["pedantic"]\n', 'extend-select = ["bare-except"]', PREVIEW
    ),
    "a word that is no name": lint('select = ["E"]', 'extend-select = ["no-rule"]', PREVIEW),
}


@pytest.mark.parametrize("name", NAMED)
def test_selected_by_name(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path, {"app/x.py": "", **NAMED[name]})
    assert selected(ours(folder, "app/x.py")) & NAMES.keys() == (
        enabled(folder, "app/x.py") & NAMES.keys()
    )


def test_names_are_those_of_ruff_for_every_code_of_ours() -> None:
    codes = {same.code for rule in RULES for same in rule.same_as_ruff}
    assert dict(NAMES) == {code: named_by_ruff()[code] for code in codes}


@pytest.mark.parametrize("number", range(12))
def test_random_selections(number: int, tmp_path: Path) -> None:
    chance = random.Random(SEED + number)
    print(f"HOUSERULES_SEED={SEED}")
    codes = sorted(code for code, preview in known_codes().items() if not preview)

    def words() -> str:
        drawn = [chance.choice(codes) for _ in range(chance.randrange(6))]
        letters = [word.rstrip("0123456789") for word in drawn]
        cut = [
            word[: chance.randint(len(linter), len(word))]
            for word, linter in zip(drawn, letters, strict=True)
        ]
        return str(cut + ["ALL"] * (chance.random() < 0.2))

    def layer() -> str:
        keys = ["select"] * (chance.random() < 0.7) + ["extend-select", "ignore", "extend-ignore"]
        return "".join(f"lint.{key} = {words()}\n" for key in keys)

    files = {BASE: 'required-version = ">=0.16"\n' + layer(), "x.py": ""}
    files["ruff.toml"] = f'extend = "{BASE}"\n' + layer()
    folder = written(tmp_path, files)
    assert selected(ours(folder, "x.py")) == enabled(folder, "x.py") & known_codes().keys(), files


def test_defaults_of_newer_versions(tmp_path: Path) -> None:
    folder = written(tmp_path, {"ruff.toml": 'required-version = ">=0.16"\n', "x.py": ""})
    assert selected(ours(folder, "x.py")) == enabled(folder, "x.py") & known_codes().keys()


@pytest.mark.parametrize(
    ("version", "in_newer", "in_older"),
    [
        (None, False, True),
        (">=0.4", False, True),
        ("0.12.1", False, True),
        ("==0.17.*", True, False),
        (">0.15.99", True, False),
        ("nonsense", False, True),
    ],
)
def test_defaults_by_required_version(
    version: str | None, in_newer: bool, in_older: bool, tmp_path: Path
) -> None:
    text = "" if version is None else f'required-version = "{version}"\n'
    settings = ours(written(tmp_path, {"ruff.toml": text}), "x.py")
    # E741 is in the older defaults alone, B006 in the newer ones.
    assert (settings.selected("B006") is not None) is in_newer
    assert (settings.selected("E741") is not None) is in_older


TREE = (
    "a.py",
    "app/a.py",
    "app/deep/er/a.py",
    "app/deep/test_b.py",
    "app/b_test.py",
    "build/gen.py",
    "dist/c.py",
    "tests/test_b.py",
    "tests/data/x.py",
    "tests/data/y.pyi",
)
UNUSED = "import os\n"
PER_FILE: dict[str, dict[str, str]] = {
    "a name": lint('per-file-ignores = { "a.py" = ["F"] }'),
    "a folder": lint('per-file-ignores = { "tests/**" = ["F401"] }'),
    "a star crosses folders": lint('per-file-ignores = { "app/*.py" = ["ALL"] }'),
    "folders that may be none": lint('per-file-ignores = { "**/test_*.py" = ["F4"] }'),
    "folders inside": lint('per-file-ignores = { "app/**/a.py" = ["F401"] }'),
    "braces": lint('per-file-ignores = { "{app,tests}/**/*.py" = ["F401"] }'),
    "braces and classes": lint('per-file-ignores = { "[ab]*.{py,pyi}" = ["F401"] }'),
    "all others": lint('per-file-ignores = { "!app/**" = ["F401"] }'),
    "another code": lint('per-file-ignores = { "tests/**" = ["E", "F8"] }'),
    "extended ones add": on_top_of(
        '[lint.extend-per-file-ignores]\n"../tests/**" = ["F401"]\n',
        'per-file-ignores = { "app/*.py" = ["F401"] }',
    ),
    "the nearest replace": on_top_of(
        '[lint.per-file-ignores]\n"../tests/**" = ["F401"]\n',
        'per-file-ignores = { "app/*.py" = ["F401"] }',
    ),
    "exclude replaces": {"ruff.toml": 'exclude = ["tests"]\n'},
    "extend-exclude adds": {"ruff.toml": 'extend-exclude = ["tests/data", "a.py"]\n'},
    "exclude by path": {"ruff.toml": 'exclude = ["app/deep", "tests/*.py"]\n'},
    "lint.exclude": {"ruff.toml": 'lint.exclude = ["*_test.py", "app/deep/**"]\n'},
    "include": {"ruff.toml": 'include = ["app/**/*.py", "a.py"]\n'},
    "extend-include": {"ruff.toml": 'include = ["app/*"]\nextend-include = ["*.pyi"]\n'},
    "exclude below": on_top_of('extend-exclude = ["../app"]\n'),
    "a nested file": {
        "ruff.toml": 'lint.per-file-ignores = { "*.py" = ["F401"] }\n',
        "app/ruff.toml": 'lint.per-file-ignores = { "deep/**" = ["F401"] }\n',
    },
}


def checked_by_us(folder: Path) -> set[tuple[str, str]]:
    ruff_files = RuffFiles()
    found: set[tuple[str, str]] = set()
    for name in TREE:
        path = folder / name
        settings = ruff_files.of_folder(path.parent)
        assert settings is not None
        wanted = settings.checks(path.as_posix()) and settings.selected("F401")
        if wanted and not settings.ignores_in(path.as_posix(), "F401"):
            found.add((name, "F401"))
    return found


@pytest.mark.parametrize("name", PER_FILE)
def test_files(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path, {**dict.fromkeys(TREE, UNUSED), **PER_FILE[name]})
    said = reported(folder)
    assert said
    assert checked_by_us(folder) == said


@pytest.mark.parametrize("selector", ["unused-import", "correctness", "bare-except"])
def test_files_by_name(selector: str, tmp_path: Path) -> None:
    ignored = lint(
        'select = ["F821"]', PREVIEW, f'per-file-ignores = {{ "a.py" = ["{selector}"] }}'
    )
    folder = written(tmp_path, {**dict.fromkeys(TREE, "undefined\n"), **ignored})
    settings = RuffFiles().of_folder(folder)
    assert settings is not None
    names = [name for name in TREE if settings.checks((folder / name).as_posix())]
    found = {n for n in names if not settings.ignores_in((folder / n).as_posix(), "F821")}
    assert found == {name for name, _ in reported(folder)}


OLD = "from typing import Optional\n\nx: Optional[int] = None\n"
TARGETS: dict[str, tuple[str, dict[str, str]]] = {
    "newer": ("py39", {"app/**": "py310"}),
    "older": ("py312", {"tests/**": "py39"}),
    "by name": ("py312", {"a.py": "py38"}),
    "all others": ("py312", {"!a.py": "py39"}),
    "two that do not overlap": ("py39", {"a.py": "py311", "tests/*": "py310"}),
    "none": ("py39", {}),
}


@pytest.mark.parametrize("name", TARGETS)
def test_targets_of_files(name: str, tmp_path: Path) -> None:
    target, table = TARGETS[name]
    pairs = ", ".join(f'"{glob}" = "{version}"' for glob, version in table.items())
    text = f"per-file-target-version = {{ {pairs} }}\n" if table else ""
    tree = [name for name in TREE if name.endswith(".py")]
    text = f'target-version = "{target}"\n{text}lint.select = ["UP045"]\n'
    folder = written(tmp_path, {**dict.fromkeys(tree, OLD), "ruff.toml": text})
    settings = RuffFiles().of_folder(folder)
    assert settings is not None
    checked = [name for name in tree if settings.checks((folder / name).as_posix())]
    found = {n for n in checked if settings.target_of((folder / n).as_posix()) >= (3, 10)}
    assert found == {name for name, _ in reported(folder)}


USER_WIDE = {
    "alone": ({}, "ruff.toml", 'lint.select = ["UP"]\n'),
    "a hidden file": ({}, ".ruff.toml", 'lint.select = ["UP"]\n'),
    "a pyproject": ({}, "pyproject.toml", '[tool.ruff]\nlint.select = ["UP"]\n'),
    "patterns are seen from the working folder": (
        {},
        "ruff.toml",
        'lint.select = ["F"]\nexclude = ["app"]\nlint.per-file-ignores = { "tests/*" = ["F"] }\n',
    ),
    "the project has its own": (lint('select = ["D"]'), "ruff.toml", 'lint.select = ["UP"]\n'),
}


@pytest.mark.parametrize("name", USER_WIDE)
def test_settings_of_the_user(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, file, text = USER_WIDE[name]
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    written(tmp_path / "home/ruff", {file: text})
    folder = written(tmp_path / "project", {**dict.fromkeys(TREE, UNUSED), **project})
    settings = RuffFiles(lambda: folder).of_folder(folder)
    assert settings is not None
    assert selected(settings) == enabled(folder, "a.py") & known_codes().keys()
    checked = [n for n in TREE if settings.checks((folder / n).as_posix())]
    found = {
        n
        for n in checked
        if settings.selected("F401") and not settings.ignores_in((folder / n).as_posix(), "F401")
    }
    assert found == {name for name, code in reported(folder) if code == "F401"}


def test_settings_of_the_user_count_only_where_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    written(tmp_path / "home/ruff", {"ruff.toml": 'lint.select = ["UP"]\n'})
    folder = written(tmp_path / "project", {"x.py": ""})
    assert RuffFiles().of_folder(folder) is None
