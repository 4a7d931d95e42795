"""The index of an editor session when files, settings and processes misbehave."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from test_host_project_index import FILES, PYPROJECT, SAID, Session

from houserules.analysis.state import Key
from houserules.host import gathering

# The gatherer as it is, but that processes die of files with certain names.
GATHERER = """
import os, sys
from pathlib import Path
from houserules.workspace.index import gatherer, project_gatherer, workers

facts = gatherer.Gatherer.facts

def deadly(self, path):
    if path.name.startswith("deadly"):
        os._exit(1)
    return facts(self, path)

gatherer.Gatherer.facts = deadly
workers.worker_command = lambda: (sys.executable, __file__, "worker")
(gatherer.main if "worker" in sys.argv else project_gatherer.main)()
"""
ROW = FILES["app/row.py"]


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path / "cache"))
    return Session(tmp_path / "project", FILES)


def changed(session: Session, *names: str) -> None:
    session.say("files_changed", {"paths": [str(session.folder / name) for name in names]})
    session.settle()


def state_of(session: Session, name: str = "app/row.py") -> Any:
    message = {"id": 1, "method": "status", "params": {"uri": name}}
    return session.service.handle(message)[0]["result"]["index"]


def said(session: Session, method: str) -> list[dict[str, Any]]:
    return [m["params"] for m in session.messages if m["method"] == method]


def use_gatherer(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    path = tmp_path / "gatherer.py"
    path.write_text(program)
    monkeypatch.setattr(gathering, "isolated_command", lambda _: (sys.executable, str(path)))
    return monkeypatch.undo


def test_a_deadly_file_is_named_and_left_out(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_gatherer(GATHERER, tmp_path, monkeypatch)
    session.write("app/deadly.py", "x = 1\n")
    session.open("app/row.py")
    session.settle()
    assert session.found("app/row.py") == SAID
    assert state_of(session)["state"] == "ready"
    assert [("deadly.py" in n["message"], n["level"]) for n in said(session, "notice")] == [
        (True, "warning")
    ]


def test_without_a_gatherer_rules_are_silent_and_it_is_said(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_gatherer("", tmp_path, monkeypatch)
    session.open("app/row.py")
    session.settle()
    assert session.found("app/row.py") == []
    assert state_of(session)["state"] == "failed"
    assert len(said(session, "notice")) == 1
    monkeypatch.setattr(gathering, "isolated_command", gathering_command)
    changed(session, "pyproject.toml")
    assert session.found("app/row.py") == SAID


gathering_command = gathering.isolated_command


def test_a_checkout_of_thousands_of_files(session: Session) -> None:
    session.open("app/row.py")
    session.settle()
    names = [f"app/m{n}.py" for n in range(5000)]
    session.write("app/new.py", "class New: ...\n")
    (session.folder / "app/base.py").unlink()
    changed(session, *names, "app/base.py", "app/new.py")
    assert session.found("app/row.py") == []
    index = session.projects[0].index
    assert "app/new.py" in index.paths()
    assert "app/base.py" not in index.paths()


@pytest.mark.parametrize("broken", ["[tool.houserules\nprofile=", '[tool.houserules]\nselect = "x'])
def test_settings_in_the_middle_of_being_typed(session: Session, broken: str) -> None:
    kept = PYPROJECT + 'exclude = ["app/out.py"]\n'
    session.write("app/out.py", "class Out: ...\n")
    session.write("pyproject.toml", kept)
    changed(session, "pyproject.toml")
    session.open("app/row.py")
    session.settle()
    index = session.projects[0].index
    session.write("pyproject.toml", broken)
    changed(session, "pyproject.toml")
    session.write("app/base.py", "class Base: ...\n")
    session.write("app/out.py", "class Out: ...\nclass More: ...\n")
    changed(session, "app/base.py", "app/out.py")
    assert session.found("app/row.py") == []
    assert session.projects[0].index is index
    assert "app/out.py" not in index.paths()
    session.write("app/base.py", FILES["app/base.py"])
    session.write("pyproject.toml", kept)
    changed(session, "pyproject.toml", "app/base.py")
    assert session.found("app/row.py") == SAID


def test_settings_of_rules_do_not_make_findings_flicker(session: Session) -> None:
    session.open("app/row.py")
    session.settle()
    session.write("pyproject.toml", PYPROJECT + 'ignore = ["naming"]\n')
    path = str(session.folder / "pyproject.toml")
    session.say("files_changed", {"paths": [path]})
    assert state_of(session)["state"] == "ready"
    session.settle()
    assert session.found("app/row.py") == SAID


def test_a_new_settings_file_below_takes_its_files_along(session: Session) -> None:
    session.write("app/sub/mine.py", "class Mine: ...\n")
    session.open("app/row.py")
    session.settle()
    assert "app/sub/mine.py" in session.projects[0].index.paths()
    session.write("app/sub/houserules.toml", 'profile = "recommended"\n')
    changed(session, "app/sub/houserules.toml")
    assert "app/sub/mine.py" not in session.projects[0].index.paths()
    (session.folder / "app/sub/houserules.toml").unlink()
    changed(session, "app/sub/houserules.toml")
    assert "app/sub/mine.py" in session.projects[0].index.paths()


def test_a_new_package_gives_its_files_other_names(session: Session) -> None:
    package = {
        "backend/shop/base.py": FILES["app/base.py"],
        "backend/shop/row.py": ROW.replace("app.base", "shop.base"),
    }
    for name, text in package.items():
        session.write(name, text)
    session.open("backend/shop/row.py")
    session.settle()
    assert session.found("backend/shop/row.py") == []
    session.write("backend/shop/__init__.py", "")
    changed(session, "backend/shop/__init__.py")
    assert session.found("backend/shop/row.py") == SAID
    (session.folder / "backend/shop/__init__.py").unlink()
    changed(session, "backend/shop/__init__.py")
    assert session.found("backend/shop/row.py") == []


def test_changes_that_nobody_tells_of_are_found_when_looked_for(session: Session) -> None:
    session.open("app/row.py")
    session.settle()
    session.write("app/base.py", "class Base: ...\nclass Longer: ...\n")
    (session.folder / "app/other.py").unlink()
    session.say("restate", {})
    session.settle()
    assert session.found("app/row.py") == []
    assert "app/other.py" not in session.projects[0].index.paths()


def test_an_open_document_counts_before_the_disk(session: Session) -> None:
    session.open("app/row.py")
    session.open("app/base.py")
    session.settle()
    (session.folder / "app/base.py").unlink()
    session.say("restate", {})
    changed(session, "app/base.py")
    assert session.found("app/row.py") == SAID
    session.say("close", {"uri": "app/base.py"})
    session.settle()
    assert session.found("app/row.py") == []


def test_progress_is_said_and_ends(session: Session) -> None:
    session.open("app/row.py")
    session.settle()
    progress = said(session, "progress")
    assert [p["ready"] for p in progress][-1:] == [True]
    assert not any(p["ready"] for p in progress[:-1])
    changed(session, "app/base.py")
    assert said(session, "progress") == progress


def test_typing_in_a_body_changes_no_key(session: Session) -> None:
    for name in ("app/row.py", "app/other.py"):
        session.open(name)
    session.settle()
    keys: list[Key] = []
    documents = session.service._documents  # pyright: ignore[reportPrivateUsage] - looked at from inside
    tell = documents.facts_changed

    def note(project: Any, changed: Iterable[Key]) -> None:
        keys.extend(changed)
        tell(project, set(changed))

    documents.facts_changed = note
    offset = FILES["app/other.py"].index("1")
    for character in "call(2) + 3":
        session.edit("app/other.py", offset, offset, character)
        session.settle()
    assert keys == []
    session.edit("app/other.py", 0, 0, "class New: ...\n")
    session.settle()
    assert keys


@pytest.mark.parametrize("folders", [200])
def test_every_folder_with_settings_is_a_project_of_its_own(
    folders: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path / "cache"))
    files: dict[str, str] = {}
    for n in range(folders):
        files[f"p{n}/houserules.toml"] = 'select = ["pydantic/config-style"]\n'
        base = FILES["app/base.py"] if n % 2 else "class Base: ...\n"
        files |= {f"p{n}/app/base.py": base, f"p{n}/app/row.py": ROW}
    session = Session(tmp_path / "project", files)
    for n in range(folders):
        session.open(f"p{n}/app/row.py")
    session.settle()
    found = {n: session.found(f"p{n}/app/row.py") for n in range(folders)}
    assert found == {n: SAID if n % 2 else [] for n in range(folders)}
    assert len(session.projects) == folders
    session.write("p3/app/base.py", "class Base: ...\n")
    changed(session, "p3/app/base.py")
    assert session.found("p3/app/row.py") == []
    assert session.found("p5/app/row.py") == SAID
