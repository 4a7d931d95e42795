"""Facts of projects on disk: what is kept, what is read again, what bad files and caches do."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from houserules import __version__
from houserules.workspace.cache.database import FILE_NAME, Database
from houserules.workspace.catalog import rule_catalog
from houserules.workspace.index.gatherer import Gatherer
from houserules.workspace.index.project_gatherer import Request
from houserules.workspace.index.projects import FileOnDisk, ProjectFactsOnDisk
from houserules.workspace.project import Workspace
from houserules.workspace.settings_files import SettingsFiles

FILES = {
    "houserules.toml": "",
    "app/__init__.py": "",
    "app/base.py": "class Base: ...\n",
    "app/models.py": "from app.base import Base\nclass User(Base): ...\n",
    "nested/houserules.toml": "",
    "nested/mine.py": "class Mine: ...\n",
}

ROUTES = """\
import os
from fastapi import APIRouter, Depends
from app.base import Base as Other

router = APIRouter(prefix="/users")
DATABASE = os.environ["DATABASE"]


@router.get("/{name}")
async def read(name: str, other: Other = Depends(Other)) -> Other:
    return other
"""


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "project", FILES)
    return tmp_path / "project"


def read(folder: Path) -> dict[str, FileOnDisk]:
    settings = SettingsFiles(folder, rule_catalog(), __version__)
    project = settings.for_file(folder / "any.py")
    database = Database(folder.parent / FILE_NAME)
    facts = ProjectFactsOnDisk(settings.for_file, database)
    files = facts.read_files(project, facts.listing(project), complete=True)
    found = {file.relative: file for file in files}
    database.close()
    return found


def fresh(files: Mapping[str, FileOnDisk]) -> set[str]:
    return {name for name, file in files.items() if file.fresh}


def classes(file: FileOnDisk) -> list[str]:
    return sorted((file.facts or {}).get("classes", {}))


def test_only_what_changed_is_read_again(folder: Path) -> None:
    first = read(folder)
    assert fresh(first) == {"app/__init__.py", "app/base.py", "app/models.py"}
    again = read(folder)
    assert fresh(again) == set()
    assert {n: f.facts for n, f in again.items()} == {n: f.facts for n, f in first.items()}
    write(folder, {"app/base.py": "class Base: ...\nclass Other: ...\n"})
    (folder / "app/models.py").unlink()
    changed = read(folder)
    assert fresh(changed) == {"app/base.py"}
    assert classes(changed["app/base.py"]) == ["Base", "Other"]
    assert "app/models.py" not in changed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"class Good: ...\ndef f(:\nclass Also(Good): ...\n", ["Also", "Good"]),
        (b"class Good: ...\nclass Half(Good\n", ["Good"]),
        (b"\xff\xfe\x00", []),
        (b"# @generated\nclass Made: ...\n", []),
        (b"class Large: ...\n" + b"#" * (2 << 20), []),
        (b"# -*- coding: latin-1 -*-\nclass Latin: ...\n", ["Latin"]),
    ],
)
def test_odd_files_give_what_they_can(folder: Path, text: bytes, found: list[str]) -> None:
    write(folder, {"app/odd.py": text})
    assert classes(read(folder)["app/odd.py"])[-len(found) :] == found or not found
    assert bool(classes(read(folder)["app/odd.py"])) == bool(found)


def test_a_file_may_go_after_it_was_listed(folder: Path) -> None:
    settings = SettingsFiles(folder, rule_catalog(), __version__)
    project = settings.for_file(folder / "any.py")
    facts = ProjectFactsOnDisk(settings.for_file, None)
    listing = facts.listing(project)
    (folder / "app/base.py").unlink()
    (folder / "app/models.py").unlink()
    (folder / "app/models.py").mkdir()
    found = {file.relative: file.facts for file in facts.read_files(project, listing)}
    assert "app/base.py" not in found
    assert found["app/models.py"] is None


def test_links_lead_nowhere(folder: Path) -> None:
    (folder / "app/loop").symlink_to(folder, target_is_directory=True)
    (folder / "app/self.py").symlink_to(folder / "app/self.py")
    assert set(read(folder)) == {"app/__init__.py", "app/base.py", "app/models.py"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_unicode(folder: Path) -> None:
    os.mkdir(os.fsencode(folder) + b"/caf\xe9")
    with open(os.fsencode(folder) + b"/caf\xe9/x.py", "wb") as file:
        file.write(b"class X: ...\n")
    for _ in range(2):
        assert [classes(f) for n, f in read(folder).items() if n.endswith("/x.py")] == [["X"]]


def damage_whole(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def damage_middle(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        [[page]] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'facts'")
        [[size]] = connection.execute("PRAGMA page_size")
    connection.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(data)


def damage_rows(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE facts SET facts = '{\"classes\": '")
    connection.close()


@pytest.mark.parametrize("damage", [damage_whole, damage_middle, damage_rows])
def test_a_damaged_cache_is_made_anew(folder: Path, damage: object) -> None:
    first = read(folder)
    assert callable(damage)
    damage(folder.parent / FILE_NAME)
    again = read(folder)
    assert {n: f.facts for n, f in again.items()} == {n: f.facts for n, f in first.items()}
    assert fresh(again) == set(first)
    assert fresh(read(folder)) == set()


def test_a_busy_or_unwritable_cache_is_done_without(folder: Path) -> None:
    first = read(folder)
    holder = sqlite3.connect(folder.parent / FILE_NAME, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    write(folder, {"app/base.py": "class Changed: ...\n"})
    assert classes(read(folder)["app/base.py"]) == ["Changed"]
    holder.execute("ROLLBACK")
    holder.close()
    assert set(read(folder)) == set(first)
    (folder.parent / "file").write_text("")
    assert not Database(folder.parent / "file" / FILE_NAME).usable


def test_two_processes_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = folder.parent / "cache"
    write(folder, {f"app/m{n}.py": f"class C{n}: ...\n" for n in range(100)})
    request = Request(
        str(folder), str(folder / "houserules.toml"), (), (), str(folder), editor={}, jobs=1
    )
    command = (sys.executable, "-P", "-m", "houserules.workspace.index.project_gatherer")
    processes = [
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOUSERULES_CACHE_DIR": str(cache)},
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(request.to_json() + "\n")
        process.stdin.flush()
    answers = [process.communicate()[0].splitlines() for process in processes]
    assert sorted(answers[0]) == sorted(answers[1])
    assert len(answers[0]) == 103 + len(("total", "done"))
    with sqlite3.connect(cache / FILE_NAME) as connection:
        assert connection.execute("SELECT count(*) FROM facts").fetchall() == [(103,)]
    connection.close()


def test_a_check_gives_the_facts_that_gathering_gives(folder: Path) -> None:
    write(folder, {"app/routes.py": ROUTES, "app/broken.py": "class Half(Base\nx = 1\n"})
    workspace = Workspace(folder)
    for name in ("app/base.py", "app/models.py", "app/routes.py", "app/broken.py"):
        started = workspace.start_check(folder / name)
        assert started.facts == Gatherer().facts(folder / name)
        assert started.facts
