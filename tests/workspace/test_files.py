"""Which files a walk finds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from houserules.workspace import files
from houserules.workspace.ignore_files import IgnoreFiles
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


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_linked_files_are_not_found(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "x.py"
    outside.write_text("", encoding="utf-8")
    (project / "app" / "link.py").symlink_to(outside)
    (project / "app" / "twice.py").symlink_to(project / "app" / "a.py")
    assert found(project, "app") == ["app/a.py", "app/deep/b.py"]


@pytest.mark.parametrize("line", ["!", "[z-a]", "\\", "foo\\"])
def test_a_pattern_that_is_none_is_passed_over(project: Path, line: str) -> None:
    (project / "app" / ".gitignore").write_text(f"{line}\nsecret.py\n", encoding="utf-8")
    assert found(project, "app") == ["app/a.py", "app/deep/b.py"]


@pytest.mark.skipif(not hasattr(os, "fchdir"), reason="the folders are made from inside")
def test_folders_nested_very_deeply(project: Path) -> None:
    before = os.open(".", os.O_RDONLY)
    os.chdir(project / "app" / "deep")
    try:
        for _ in range(1_500):
            os.mkdir("d")
            os.chdir("d")
        assert found(project, str(project / "app")) == ["app/a.py", "app/deep/b.py"]
    finally:
        # Removing them is more than a recursive remover of temporary folders can do.
        for _ in range(1_500):
            os.chdir("..")
            os.rmdir("d")
        os.fchdir(before)
        os.close(before)


NEGATED = [
    pytest.param({".gitignore": "*.py\n", "app/.gitignore": "!a.py\n"}, ["app/a.py"], id="below"),
    pytest.param({".gitignore": "!a.py\n", "app/.gitignore": "*.py\n"}, [], id="above"),
    pytest.param(
        {".gitignore": "deep/\n", "app/deep/.gitignore": "!b.py\n"},
        ["app/a.py", "app/secret.py"],
        id="in a folder that is out",
    ),
]


@pytest.mark.parametrize(("files", "expected"), NEGATED)
def test_the_deepest_ignore_file_decides(
    project: Path, files: dict[str, str], expected: list[str]
) -> None:
    (project / "app" / ".gitignore").unlink()
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    assert found(project, "app") == expected


@pytest.mark.parametrize("files", [{}, *(case.values[0] for case in NEGATED)])
def test_a_single_file_is_left_out_as_by_a_walk(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    walked = set(found(project, "."))
    ignores = IgnoreFiles()
    names = ("app/a.py", "app/deep/b.py", "app/secret.py", "build/c.py")
    for root in (project, project / "app"):
        inside = [n for n in names if (project / n).is_relative_to(root)]
        left_out = {n for n in inside if ignores.leave_out(project / n, root)}
        assert left_out == set(inside) - walked
    assert not ignores.leave_out(project.parent / "x.py", project)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
def test_named_pipes_are_never_opened(project: Path) -> None:
    for name in ("app/p.py", "app/deep/.gitignore", "app/pyproject.toml"):
        os.mkfifo(project / name)
    assert found(project, "app") == ["app/a.py", "app/deep/b.py"]
    workspace = Workspace(project)
    for errors in (
        workspace.check_file(project / "app" / "p.py").errors,
        workspace.fix_file(project / "app" / "p.py").errors,
    ):
        assert [e.message for e in errors] == ["cannot be read: not a regular file"]


@pytest.mark.parametrize(("cap", "said"), [("MOST_FILES", "Python files"), ("MOST_ENTRIES", "and")])
def test_a_walk_without_end_is_given_up(
    project: Path, monkeypatch: pytest.MonkeyPatch, cap: str, said: str
) -> None:
    monkeypatch.setattr(files, cap, 2)
    assert found(project, "app/deep") == ["app/deep/b.py"]
    (project / "app" / "deep" / "c.py").touch()
    (project / "app" / "deep" / "d.py").touch()
    with pytest.raises(files.TooManyFiles, match=f"more than 2 .*{said}.*: name folders"):
        found(project, "app/deep")


def test_a_huge_ignore_file_is_left_alone(project: Path) -> None:
    (project / "app" / ".gitignore").write_text("secret.py\n#" + "x" * (1 << 20), encoding="utf-8")
    assert "app/secret.py" in found(project, "app")
