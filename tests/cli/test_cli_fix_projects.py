"""``houserules fix --unsafe`` and ``--skeletons`` over several files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SETTINGS = """select = ["config/no-environ", "project/feature-package", "typing/optional-syntax"]
"""
FILES = {
    "houserules.toml": SETTINGS,
    "app/__init__.py": "",
    "app/config.py": (
        "from pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    name: str\n\n\n"
        "def get_settings() -> Settings:\n    return Settings()\n"
    ),
    "app/main.py": (
        "import os\nfrom typing import Optional\n\n\n"
        "def where(a: Optional[int]) -> str:\n"
        '    return os.environ["HOST"] + os.environ["PORT"]\n'
    ),
    ".env.example": "NAME=\n",
}
MAIN = (
    "from app.config import get_settings\n\n\n"
    "def where(a: int | None) -> str:\n"
    "    return get_settings().host + get_settings().port\n"
)
FEATURE = {f"app/plans/{name}.py": "" for name in ("__init__", "models", "store", "types")}


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory, monkeypatch) -> None:
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


def held(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_one_fix_after_the_other(project, run) -> None:
    folder = project(FILES)
    done = run("fix", "--unsafe")
    assert (done.code, done.err) == (0, "")
    assert (folder / "app/main.py").read_text() == MAIN
    assert "    name: str\n    host: str\n    port: str\n" in (folder / "app/config.py").read_text()
    assert (folder / ".env.example").read_text() == "NAME=\nHOST=\nPORT=\n"
    assert "3 fixed in 3 of 3 files." in done.out
    assert run("fix", "--unsafe", "--diff").code == 0


def test_nothing_of_it_without_being_asked(project, run) -> None:
    folder = project(FILES)
    done = run("fix")
    assert done.code == 1
    assert "os.environ" in (folder / "app/main.py").read_text()
    assert (folder / ".env.example").read_text() == "NAME=\n"


def test_skeletons_make_files(project, run) -> None:
    folder = project({**FILES, **FEATURE})
    assert run("fix", "--skeletons").code == 1
    assert "class PlansService" in (folder / "app/plans/service.py").read_text()
    assert "os.environ" in (folder / "app/main.py").read_text()


@pytest.mark.parametrize("flags", [("--unsafe",), ("--skeletons",), ("--unsafe", "--skeletons")])
def test_the_diff_comes_to_the_same(flags, project, run) -> None:
    folder = project({**FILES, **FEATURE})
    before = held(folder)
    diff = run("fix", *flags, "--diff")
    assert diff.code == 1
    assert held(folder) == before
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    command = ["git", "apply", "-p0", "-"]
    subprocess.run(command, cwd=folder, input=diff.out_bytes, check=True)
    shown = held(folder)
    project(before)
    for name in shown.keys() - before.keys():
        (folder / name).unlink()
    run("fix", *flags)
    assert held(folder) == shown


def test_only_findings_of_the_named_files(project, run) -> None:
    folder = project({**FILES, "app/other.py": 'import os\n\nx = os.environ["X"]\n'})
    run("fix", "--unsafe", "app/main.py")
    assert "get_settings" in (folder / "app/main.py").read_text()
    assert "os.environ" in (folder / "app/other.py").read_text()


def test_never_outside_the_working_folder(project, run, monkeypatch) -> None:
    folder = project(FILES)
    monkeypatch.chdir(folder / "app")
    done = run("fix", "--unsafe")
    assert done.code == 1
    assert (folder / ".env.example").read_text() == "NAME=\n"
    assert "os.environ" in (folder / "app/main.py").read_text()
    assert "main.py: config/no-environ is not fixed: .env.example is outside" in done.err


def test_a_generated_file_is_left(project, run) -> None:
    config = "# @generated\n" + FILES["app/config.py"]
    folder = project({**FILES, "app/config.py": config})
    run("fix", "--unsafe")
    assert (folder / "app/config.py").read_text() == config


def test_a_file_that_may_not_be_written_stops_the_fix(project, run) -> None:
    folder = project(FILES)
    (folder / ".env.example").chmod(0o444)
    done = run("fix", "--unsafe")
    assert done.code == 2
    assert "read-only" in done.out
    assert "    host: str" not in (folder / "app/config.py").read_text()


def test_a_broken_file_is_left_and_named(project, run) -> None:
    broken = FILES["app/main.py"] + "def f(:\n"
    folder = project({**FILES, "app/main.py": broken})
    done = run("fix", "--unsafe")
    assert done.code == 2
    assert (folder / "app/main.py").read_text() == broken


RENAMES = {
    "houserules.toml": 'select = ["naming"]\n',
    "app/__init__.py": "",
    "app/loadUsers.py": "def loadUser():\n    return loadUser\n\n\n"
    "class Users:\n    def readAll(self):\n        return self.readAll\n",
    "app/main.py": "from app import loadUsers\nfrom app.loadUsers import Users, loadUser\n\n"
    "loadUser()\nUsers().readAll()\nloadUsers.loadUser()\n",
    "Procfile": "web: python -m app.loadUsers\n",
}
RENAMED = {
    "houserules.toml": 'select = ["naming"]\n',
    "app/__init__.py": "",
    "app/load_users.py": "def load_user():\n    return load_user\n\n\n"
    "class Users:\n    def read_all(self):\n        return self.read_all\n",
    "app/main.py": "from app import load_users\nfrom app.load_users import Users, load_user\n\n"
    "load_user()\nUsers().read_all()\nload_users.load_user()\n",
    "Procfile": "web: python -m app.load_users\n",
}


def test_names_change_in_their_own_file_and_in_others(project, run) -> None:
    folder = project(RENAMES)
    done = run("fix", "--unsafe")
    assert (done.code, done.err) == (0, "")
    assert held(folder) == RENAMED
