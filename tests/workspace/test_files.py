"""Which files a walk finds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from houserules.workspace.project import Workspace

FILES = {
    "app/a.py": "",
    "app/deep/b.py": "",
    "app/notes.txt": "",
    "app/api_pb2.py": "",
    "app/secret.py": "",
    "app/.gitignore": "secret.py\n",
    ".gitignore": "build/\n",
    "build/c.py": "",
    ".venv/lib/d.py": "",
    "env/pyvenv.cfg": "",
    "env/e.py": "",
    "node_modules/f.py": "",
    "legacy/g.py": "",
    "houserules.toml": 'profile = "recommended"\nexclude = ["legacy/"]\n',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def found(project: Path, *paths: str) -> list[str]:
    return [f.display for f in Workspace(project).files([Path(p) for p in paths])]


def test_a_folder(project: Path) -> None:
    assert found(project, ".") == ["app/a.py", "app/deep/b.py"]


def test_below_a_folder_the_ignores_above_count(project: Path) -> None:
    assert found(project, "app/deep", "build") == ["app/deep/b.py"]


def test_named_files_are_always_in(project: Path) -> None:
    assert found(project, "legacy/g.py", "app/secret.py", "legacy/g.py") == [
        "legacy/g.py",
        "app/secret.py",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_linked_folders_are_not_entered(project: Path) -> None:
    (project / "app" / "loop").symlink_to(project / "app", target_is_directory=True)
    assert found(project, "app") == ["app/a.py", "app/deep/b.py"]
