"""The service with real gatherers: rules that read other files, edits that reach other documents."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from houserules.host.service import Service

PYPROJECT = '[tool.houserules]\nprofile = "recommended"\nselect = ["pydantic/config-style"]\n'
FILES = {
    "pyproject.toml": PYPROJECT,
    "app/__init__.py": "",
    "app/base.py": "from pydantic import BaseModel\n\n\nclass Base(BaseModel):\n    pass\n",
    "app/row.py": (
        "from app.base import Base\n\n\n"
        "class Row(Base):\n"
        "    class Config:\n"
        "        orm_mode = True\n"
    ),
    "app/other.py": "def f():\n    return 1\n",
}


class Session:
    """A service in this process, fed like the host's loop feeds it."""

    def __init__(self, folder: Path, files: Mapping[str, str]) -> None:
        self.folder = folder
        for name, text in files.items():
            self.write(name, text)
        self.service = Service()
        self.version = 0
        self.reports: list[tuple[str, bool]] = []
        self.messages: list[dict[str, Any]] = []
        self.say("configure", {"folders": [str(folder)], "editor": {}})

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def say(self, method: str, params: dict[str, Any]) -> None:
        self._take(self.service.handle({"method": method, "params": params}))

    def open(self, name: str) -> None:
        text = (self.folder / name).read_text()
        self.version += 1
        params = {"uri": name, "path": str(self.folder / name), "version": self.version}
        self.say("open", {**params, "text": text})

    def edit(self, name: str, start: int, end: int, text: str) -> None:
        self.version += 1
        self.say("edit", {"uri": name, "version": self.version, "edits": [[start, end, text]]})

    def settle(self) -> None:
        """Work until the index is ready and nothing is left to do."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            sent = self.service.step(lambda: False)
            if sent is not None:
                self._take(sent)
            elif all(p.gatherer is None for p in self.projects):
                return
            else:
                time.sleep(0.005)
        raise AssertionError("the index was not ready in a minute")

    @property
    def projects(self) -> list[Any]:
        return list(self.service._indexes._by_root.values())  # pyright: ignore[reportPrivateUsage] - looked at from inside

    def found(self, name: str) -> list[str]:
        document = self.service._documents.get(name)  # pyright: ignore[reportPrivateUsage] - looked at from inside
        return [f.message for s in document.analysis.states for f, _ in s.reported]

    def severities(self, document: str, module: str) -> tuple[list[int], list[int]]:
        """Of the findings last told of a file that is not Python, and of an open one."""
        of_document: list[int] = []
        of_module: list[int] = []
        for message in self.messages:
            said = message["params"]
            if message["method"] == "project_report" and Path(said["path"]).name == document:
                of_document = [problem["severity"] for problem in said["problems"]]
            if message["method"] == "report" and said["uri"] == module:
                found = [f for splice in said["splices"] for b in splice[2] for f in b[3]]
                of_module = [f["severity"] for f in found] or of_module
        return of_document, of_module

    def analysed(self, name: str) -> int:
        document = self.service._documents.get(name)  # pyright: ignore[reportPrivateUsage] - looked at from inside
        return document.analysis.counters.as_dict().get("units_analysed", 0)

    def _take(self, messages: list[dict[str, Any]]) -> None:
        self.messages += messages
        self.reports += [(m["params"]["uri"], True) for m in messages if m["method"] == "report"]


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path / "cache"))
    return Session(tmp_path / "project", FILES)


SAID = ["`Row` is configured by an inner `class Config`"]


def test_other_files_are_read_when_the_index_is_ready(session: Session) -> None:
    session.open("app/row.py")
    session.settle()
    assert session.found("app/row.py") == SAID
    status = session.service.handle({"id": 1, "method": "status", "params": {"uri": "app/row.py"}})
    assert status[0]["result"]["index"] == {"state": "ready", "files": 4, "total": 4}


def test_an_edit_reaches_the_readers_in_other_documents(session: Session) -> None:
    for name in ("app/row.py", "app/base.py", "app/other.py"):
        session.open(name)
    session.settle()
    session.reports.clear()
    text = FILES["app/base.py"]
    start = text.index("(BaseModel)")
    session.edit("app/base.py", start, start + len("(BaseModel)"), "")
    session.settle()
    assert session.found("app/row.py") == []
    assert {uri for uri, _ in session.reports} == {"app/base.py", "app/row.py"}
    session.edit("app/base.py", start, start, "(BaseModel)")
    session.settle()
    assert session.found("app/row.py") == SAID


def test_typing_in_a_body_touches_no_other_document(session: Session) -> None:
    for name in ("app/row.py", "app/other.py", "app/base.py"):
        session.open(name)
    session.settle()
    before = {name: session.analysed(name) for name in ("app/row.py", "app/base.py")}
    session.reports.clear()
    offset = FILES["app/other.py"].index("1")
    for character in "2 + 3":
        session.edit("app/other.py", offset, offset, character)
        session.settle()
    assert {uri for uri, _ in session.reports} == {"app/other.py"}
    assert before == {name: session.analysed(name) for name in before}


def test_files_on_disk_change_under_the_index(session: Session) -> None:
    session.open("app/row.py")
    session.settle()
    session.write("app/base.py", "class Base:\n    pass\n")
    session.say("files_changed", {"paths": [str(session.folder / "app/base.py")]})
    session.settle()
    assert session.found("app/row.py") == []
    session.write("app/base.py", FILES["app/base.py"])
    session.say("files_changed", {"paths": [str(session.folder / "app/base.py")]})
    session.settle()
    assert session.found("app/row.py") == SAID
    (session.folder / "app/base.py").unlink()
    session.say("files_changed", {"paths": [str(session.folder / "app/base.py")]})
    session.settle()
    assert session.found("app/row.py") == []


def test_what_the_disk_holds_counts_again_when_a_document_is_closed(session: Session) -> None:
    session.open("app/row.py")
    session.open("app/base.py")
    session.settle()
    session.edit("app/base.py", 0, len(FILES["app/base.py"]), "class Base: ...\n")
    session.settle()
    assert session.found("app/row.py") == []
    session.say("close", {"uri": "app/base.py"})
    session.settle()
    assert session.found("app/row.py") == SAID


def test_broken_and_odd_files_are_no_trouble(session: Session) -> None:
    session.write("app/broken.py", "from app.base import Base\nclass Half(Base\n\n\ndef f(:\n")
    session.write("app/twice.py", "class T(Base): ...\nclass T(Base): ...\n")
    (session.folder / "app/binary.py").write_bytes(b"\x00\xff\xfe")
    (session.folder / "app/loop").symlink_to(session.folder / "app", target_is_directory=True)
    session.write("app/sub/pyproject.toml", '[tool.houserules]\nprofile = "recommended"\n')
    session.write("app/sub/mine.py", "x = 1\n")
    session.open("app/row.py")
    session.settle()
    assert session.found("app/row.py") == SAID
    assert [p for p in session.projects[0].index.paths() if "sub/" in p or "loop/" in p] == []


def test_changed_settings_begin_anew(session: Session) -> None:
    session.open("app/row.py")
    session.settle()
    session.write("pyproject.toml", PYPROJECT + 'exclude = ["app/base.py"]\n')
    session.say("files_changed", {"paths": [str(session.folder / "pyproject.toml")]})
    session.settle()
    assert session.found("app/row.py") == []


def test_project_rules_report_in_their_files(session: Session) -> None:
    session.write(
        "pyproject.toml", PYPROJECT.replace("pydantic/config-style", "config/env-example")
    )
    session.write(
        "app/config.py",
        "from pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    name: str\n",
    )
    session.write(".env.example", "NAME=\nOLD=\n")
    session.say("files_changed", {"paths": [str(session.folder / "pyproject.toml")]})
    session.open("app/config.py")
    session.settle()
    reports = [m["params"] for m in session.messages if m["method"] == "project_report"]
    assert [(Path(r["path"]).name, [q["line"] for q in r["problems"]]) for r in reports] == [
        (".env.example", [1])
    ]
    session.write(".env.example", "NAME=\n")
    session.say("files_changed", {"paths": [str(session.folder / ".env.example")]})
    session.settle()
    last = [m["params"] for m in session.messages if m["method"] == "project_report"][-1]
    assert last["problems"] == []


FOLDER_EVENTS = {
    "deleted": ("gone", ("app/models",), []),
    "renamed": ("app/tables", ("app/models", "app/tables"), []),
    "renamed above": ("gone", ("app/models", "elsewhere/nothing"), []),
}


@pytest.mark.parametrize("name", FOLDER_EVENTS)
def test_a_folder_reported_alone_takes_its_files_along(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path / "cache"))
    moved = {
        "app/models/__init__.py": "",
        "app/models/deep/base.py": FILES["app/base.py"],
        "app/row.py": FILES["app/row.py"].replace("app.base", "app.models.deep.base"),
    }
    session = Session(tmp_path / "project", {**FILES, **moved})
    session.open("app/row.py")
    session.settle()
    assert session.found("app/row.py") == SAID
    target, told, expected = FOLDER_EVENTS[name]
    (session.folder / "app/models").rename(session.folder / target)
    session.say("files_changed", {"paths": [str(session.folder / path) for path in told]})
    session.settle()
    assert session.found("app/row.py") == expected
    indexed = session.projects[0].index.paths()
    assert not [path for path in indexed if path.startswith("app/models")]
    assert ("app/tables/deep/base.py" in indexed) == (target == "app/tables")


def test_a_folder_that_comes_is_read(session: Session) -> None:
    session.open("app/row.py")
    session.settle()
    (session.folder / "app/base.py").rename(session.folder / "base.txt")
    session.say("files_changed", {"paths": [str(session.folder / "app/base.py")]})
    session.settle()
    assert session.found("app/row.py") == []
    session.write("app/base/__init__.py", FILES["app/base.py"])
    session.say("files_changed", {"paths": [str(session.folder / "app/base")]})
    session.settle()
    assert session.found("app/row.py") == SAID


def test_settings_in_a_folder_that_goes_are_forgotten(session: Session) -> None:
    session.write("sub/houserules.toml", 'select = ["docs"]\n')
    session.write("sub/row.py", FILES["app/row.py"])
    session.open("sub/row.py")
    session.settle()
    assert session.found("sub/row.py") != SAID
    (session.folder / "sub").rename(session.folder / "other")
    session.say("files_changed", {"paths": [str(session.folder / "sub")]})
    session.settle()
    assert session.found("sub/row.py") == SAID


def test_documents_and_project_files_follow_the_baseline_alone(session: Session) -> None:
    """What is known becomes a hint the moment the baseline says so, under any name of the file."""
    rule = "config/env-example"
    session.write(
        "pyproject.toml",
        f'[tool.houserules]\nselect = ["{rule}"]\nbaseline = "old.json"\n'
        f'severity = {{ "{rule}" = "error" }}\n',
    )
    session.write(
        "app/config.py",
        "from pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    name: str\n    port: int\n",
    )
    session.write(".env.example", "NAME=\nOLD=1\n")
    session.say("files_changed", {"paths": [str(session.folder / "pyproject.toml")]})
    session.open("app/config.py")
    session.settle()
    assert session.severities(".env.example", "app/config.py") == ([1], [1])
    known = [
        {"file": file, "scope": scope, "rule": rule, "code": code, "count": 1}
        for file, scope, code in (
            (".env.example", "", "OLD"),
            ("app/config.py", "Settings", "port"),
        )
    ]
    baseline = session.folder / "old.json"
    for text, expected in (({"version": 1, "findings": known}, [4]), (None, [1])):
        if text is None:
            baseline.unlink()
        else:
            baseline.write_text(json.dumps(text))
        session.say("files_changed", {"paths": [str(baseline)]})
        session.settle()
        assert session.severities(".env.example", "app/config.py") == (expected, expected)
