"""Facts and results between runs: the same findings with, without and behind a damaged cache."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

SELECT = 'select = ["pydantic/config-style", "style/mutable-argument-default"]\n'
PROJECT = {
    "pyproject.toml": f'[tool.houserules]\nprofile = "recommended"\n{SELECT}',
    "app/__init__.py": "",
    "app/base.py": "from pydantic import BaseModel\n\n\nclass Base(BaseModel):\n    pass\n",
    "app/row.py": (
        "from app.base import Base\n\n\n"
        "class Row(Base):\n    class Config:\n        orm_mode = True\n"
    ),
    "app/other.py": "def f(x=[]):\n    return x\n",
}


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def run(folder: Path, cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "houserules.cli.main", *arguments],
        cwd=folder,
        env={**os.environ, "HOUSERULES_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def found(folder: Path, cache: Path, *arguments: str) -> list[tuple[str, str]]:
    done = run(folder, cache, "check", "--format", "json", *arguments)
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["errors"] == []
    return [(f["file"], f["rule"]) for f in report["findings"]]


BOTH = [
    ("app/other.py", "style/mutable-argument-default"),
    ("app/row.py", "pydantic/config-style"),
]


def test_every_run_says_the_same(tmp_path: Path) -> None:
    folder, cache = written(tmp_path / "p", PROJECT), tmp_path / "cache"
    for arguments in ((), (), ("--no-cache",), ("--jobs", "2"), ("--verify",), ("app/row.py",)):
        wanted = BOTH[1:] if arguments == ("app/row.py",) else BOTH
        assert found(folder, cache, *arguments) == wanted


def test_what_changed_is_checked_again_wherever_it_matters(tmp_path: Path) -> None:
    folder, cache = written(tmp_path / "p", PROJECT), tmp_path / "cache"
    assert found(folder, cache) == BOTH
    written(folder, {"app/base.py": "class Base:\n    pass\n"})
    assert found(folder, cache) == BOTH[:1]
    written(folder, {"app/base.py": PROJECT["app/base.py"]})
    assert found(folder, cache) == BOTH
    (folder / "app/base.py").unlink()
    assert found(folder, cache) == BOTH[:1]
    written(folder, {"app/base.py": PROJECT["app/base.py"], "app/other.py": "x = 1\n"})
    assert found(folder, cache) == BOTH[1:]


def test_settings_and_options_of_the_command_line_are_part_of_the_recipe(tmp_path: Path) -> None:
    folder, cache = written(tmp_path / "p", PROJECT), tmp_path / "cache"
    assert found(folder, cache) == BOTH
    assert found(folder, cache, "--select", "pydantic/config-style") == BOTH[1:]
    assert found(folder, cache, "--ignore", "pydantic") == BOTH[:1]
    settings = PROJECT["pyproject.toml"] + 'severity = { "style" = "error" }\n'
    written(folder, {"pyproject.toml": settings})
    done = run(folder, cache, "check", "--format", "json", "--fail-on", "error")
    assert done.returncode == 1


@pytest.mark.parametrize("damage", [b"", b"not a database" * 500, None])
def test_a_damaged_cache_is_done_without(tmp_path: Path, damage: bytes | None) -> None:
    folder, cache = written(tmp_path / "p", PROJECT), tmp_path / "cache"
    assert found(folder, cache) == BOTH
    database = cache / "cache.sqlite"
    for file in cache.iterdir():
        file.unlink()
    if damage is None:
        database.mkdir()
    else:
        database.write_bytes(damage)
    assert found(folder, cache) == BOTH
    assert found(folder, cache) == BOTH


@pytest.mark.parametrize("report", ["", "true 1", "[", "[]", "null"])
def test_a_damaged_row_is_done_without(tmp_path: Path, report: str) -> None:
    folder, cache = written(tmp_path / "p", PROJECT), tmp_path / "cache"
    assert found(folder, cache) == BOTH
    with sqlite3.connect(cache / "cache.sqlite") as connection:
        connection.execute("UPDATE results SET report = ?", (report,))
    assert found(folder, cache) == BOTH
    assert found(folder, cache) == BOTH


def test_two_runs_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    folder, cache = written(tmp_path / "p", PROJECT), tmp_path / "cache"
    command = [sys.executable, "-m", "houserules.cli.main", "check", "--format", "json"]
    environment = {**os.environ, "HOUSERULES_CACHE_DIR": str(cache)}
    running = [
        subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in running:
        out, _ = process.communicate(timeout=120)
        assert [(f["file"], f["rule"]) for f in json.loads(out)["findings"]] == BOTH


def test_the_cache_is_removed_on_request(tmp_path: Path) -> None:
    folder, cache = written(tmp_path / "p", PROJECT), tmp_path / "cache"
    assert found(folder, cache) == BOTH
    assert run(folder, cache, "cache", "clean").stdout.startswith("Removed ")
    assert list(cache.iterdir()) == []
    assert run(folder, cache, "cache", "clean").stdout == "There was nothing to remove.\n"


def test_two_hundred_folders_are_projects_of_their_own(tmp_path: Path) -> None:
    files = {"pyproject.toml": PROJECT["pyproject.toml"]}
    for number in range(200):
        folder = f"services/s{number:03}"
        files[f"{folder}/pyproject.toml"] = PROJECT["pyproject.toml"]
        base = "BaseModel" if number % 2 else "object"
        head = "from pydantic import BaseModel\n\n\n" if number % 2 else ""
        files[f"{folder}/app/base.py"] = f"{head}class Base({base}):\n    pass\n"
        files[f"{folder}/app/row.py"] = PROJECT["app/row.py"]
    folder = written(tmp_path / "p", files)
    wanted = [
        (f"services/s{n:03}/app/row.py", "pydantic/config-style") for n in range(200) if n % 2
    ]
    assert found(folder, tmp_path / "cache") == wanted
    assert found(folder, tmp_path / "cache") == wanted
