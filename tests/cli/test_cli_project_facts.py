"""`check` with rules that read other files: whichever are named, however many processes work."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

SETTINGS = 'select = ["pydantic/config-style"]\n'
BASE = "from pydantic import BaseModel\n\n\nclass Base(BaseModel):\n    pass\n"
ROW = (
    "from app.base import Base\n\n\nclass Row(Base):\n    class Config:\n        orm_mode = True\n"
)
FILES = {
    "houserules.toml": SETTINGS,
    "app/__init__.py": "",
    "app/base.py": BASE,
    "app/row.py": ROW,
    "app/broken.py": "class Half(Base\ndef f(:\n",
}


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(folder))
    return folder


def found(run: Callable[..., Run], *arguments: str, stdin: bytes = b"") -> list[str]:
    result = run("check", "--format", "json", *arguments, stdin=stdin)
    return sorted(
        f["file"] for f in json.loads(result.out)["findings"] if f["rule"].startswith("pydantic")
    )


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("app/row.py",),
        ("app/row.py", "--no-cache"),
        ("--jobs", "2"),
        ("--jobs", "2", "--no-cache"),
        ("--verify",),
    ],
)
def test_other_files_are_read_also_where_they_are_not_named(
    project: Callable[..., Path], run: Callable[..., Run], arguments: tuple[str, ...]
) -> None:
    project(FILES)
    assert found(run, *arguments) == ["app/row.py"]
    assert found(run, *arguments) == ["app/row.py"]


def test_what_changed_in_another_file_counts(
    project: Callable[..., Path], run: Callable[..., Run]
) -> None:
    folder = project(FILES)
    assert found(run) == ["app/row.py"]
    (folder / "app/base.py").write_text("class Base: ...\n")
    assert found(run) == []
    (folder / "app/base.py").write_text(BASE)
    assert found(run) == ["app/row.py"]
    (folder / "app/base.py").unlink()
    assert found(run) == []


def test_the_text_on_stdin_reads_the_files_around_it(
    project: Callable[..., Path], run: Callable[..., Run]
) -> None:
    project({**FILES, "app/row.py": ""})
    stdin = ("-", "--stdin-filename", "app/row.py")
    assert found(run, *stdin, stdin=ROW.encode()) == ["app/row.py"]
    assert found(run, *stdin, stdin=ROW.replace("app.base", "app.none").encode()) == []


@pytest.mark.parametrize("content", [b"no database", b""])
def test_a_damaged_cache_is_no_trouble(
    content: bytes, cache: Path, project: Callable[..., Path], run: Callable[..., Run]
) -> None:
    project(FILES)
    assert found(run) == ["app/row.py"]
    for file in cache.iterdir():
        file.write_bytes(content)
    assert found(run) == ["app/row.py"]
    assert run("cache", "clean").code == 0
    assert list(cache.iterdir()) == []
    assert found(run, "--no-cache") == ["app/row.py"]
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_folder_with_settings_is_a_project_of_its_own(
    jobs: str, project: Callable[..., Path], run: Callable[..., Run]
) -> None:
    files: dict[str, str] = {}
    for n in range(200):
        base = BASE if n % 2 else "class Base: ...\n"
        files |= {f"p{n}/houserules.toml": SETTINGS, f"p{n}/app/base.py": base}
        files[f"p{n}/app/row.py"] = ROW
    project(files)
    assert found(run, "--jobs", jobs) == sorted(f"p{n}/app/row.py" for n in range(1, 200, 2))
