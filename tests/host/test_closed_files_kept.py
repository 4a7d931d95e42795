"""Files that are not open and the cache: what is kept of them is shown, what is found is kept."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from houserules.host import closed_files
from houserules.host.service import Service

RULES = ("typing/optional-syntax", "pydantic/config-style")
SETTINGS = f'select = ["{RULES[0]}", "{RULES[1]}"]\ndiagnostics = "workspace"\n'
BASE = "from pydantic import BaseModel\n\n\nclass Base(BaseModel):\n    pass\n"
ROW = (
    "from app.base import Base\n\n\nclass Row(Base):\n    class Config:\n        orm_mode = True\n"
)
BAD = "from typing import Optional\n\nx: Optional[int] = None\n"
FILES = {
    "houserules.toml": SETTINGS,
    "app/__init__.py": "",
    "app/base.py": BASE,
    "app/row.py": ROW,
    "app/bad.py": BAD,
    "app/other.py": "X = 1\n",
}
FOUND = {"app/bad.py": 1, "app/row.py": 1}
PLANTED = "planted"
TICK = 0.1


class Session:
    """A service in this process, and what it says of each file that is not open."""

    def __init__(self, folder: Path, **editor: Any) -> None:
        self.folder = folder
        self.service = Service()
        self.said: dict[str, list[str]] = {}
        self._take(
            self.service.handle(
                {"method": "configure", "params": {"folders": [str(folder)], "editor": editor}}
            )
        )
        self.settle()

    @property
    def found(self) -> dict[str, int]:
        return {name: len(said) for name, said in self.said.items() if said}

    @property
    def from_cache(self) -> set[str]:
        return {name for name, said in self.said.items() if PLANTED in said}

    def change(self, change: Mapping[str, str | None]) -> None:
        write(self.folder, change)
        paths = [str(self.folder / name) for name in change]
        self._take(self.service.handle({"method": "files_changed", "params": {"paths": paths}}))
        self.settle()

    def settle(self) -> None:
        quiet = time.monotonic()
        while time.monotonic() - quiet < closed_files.PAUSE_SECONDS + 0.3:
            sent = self.service.step(lambda: False)
            self._take(sent or [])
            if sent is None:
                time.sleep(0.01)
            else:
                quiet = time.monotonic()

    def _take(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            if message["method"] == "workspace_report":
                for file in message["params"]["files"]:
                    blocks = [b for _, _, inserted in file["splices"] for b in inserted]
                    name = Path(file["path"]).relative_to(self.folder).as_posix()
                    self.said[name] = [found["message"] for block in blocks for found in block[3]]


def write(folder: Path, change: Mapping[str, str | None]) -> None:
    for name, text in change.items():
        path = folder / name
        if text is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(closed_files, "PAUSE_SECONDS", 0.05)
    write(tmp_path / "p", FILES)
    time.sleep(TICK)
    return tmp_path / "p"


def rows(folder: Path) -> dict[str, dict[str, Any]]:
    """The kept results by the name of the file."""
    with sqlite3.connect(folder.parent / "cache" / "cache.sqlite") as database:
        found = database.execute("SELECT path, report FROM results").fetchall()
    database.close()
    return {Path(path).relative_to(folder).as_posix(): json.loads(text) for path, text in found}


def plant(folder: Path) -> None:
    """Let the kept results say what no analysis says: it shows what is taken from the cache."""
    with sqlite3.connect(folder.parent / "cache" / "cache.sqlite") as database:
        for name, listing in rows(folder).items():
            for finding in listing["findings"]:
                finding["message"] = PLANTED
            changed = (json.dumps(listing), str(folder / name))
            database.execute("UPDATE results SET report = ? WHERE path = ?", changed)
    database.close()


def by_session(folder: Path) -> None:
    assert Session(folder).found == FOUND
    until(lambda: len(rows(folder)) == sum(name.endswith(".py") for name in FILES))


def by_command(folder: Path) -> None:
    check(folder)


def check(folder: Path) -> dict[str, list[str]]:
    """What the command line finds."""
    command = [sys.executable, "-m", "houserules.cli.main", "check", "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found: dict[str, list[str]] = {}
    for finding in json.loads(done.stdout)["findings"]:
        found.setdefault(finding["file"], []).append(finding["message"])
    return found


def until(wanted: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not wanted():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("keep", [by_session, by_command])
def test_what_is_kept_is_shown(folder: Path, keep: Callable[[Path], None]) -> None:
    keep(folder)
    plant(folder)
    session = Session(folder)
    assert (session.found, session.from_cache) == (FOUND, set(FOUND))
    assert set(check(folder)) == set(FOUND)
    assert check(folder)["app/row.py"] == [PLANTED]


def test_without_a_cache_nothing_is_kept_or_shown(folder: Path) -> None:
    assert Session(folder, cache=False).found == FOUND
    by_session(folder)
    plant(folder)
    session = Session(folder, cache=False)
    assert (session.found, session.from_cache) == (FOUND, set())


@pytest.mark.parametrize(
    ("change", "found", "kept"),
    [
        ({"app/other.py": "def public() -> int:\n    return 1\n"}, FOUND, set(FOUND)),
        ({"app/new.py": BAD}, {**FOUND, "app/new.py": 1}, set(FOUND)),
        ({"app/base.py": "class Base: ...\n"}, {"app/bad.py": 1}, {"app/bad.py"}),
        ({"app/base.py": None}, {"app/bad.py": 1}, {"app/bad.py"}),
        ({"app/bad.py": BAD + BAD}, {**FOUND, "app/bad.py": 2}, {"app/row.py"}),
        ({"houserules.toml": SETTINGS.replace(RULES[0], RULES[1])}, {"app/row.py": 1}, set[str]()),
    ],
)
@pytest.mark.parametrize("running", [False, True])
def test_it_is_checked_again_if_what_it_rests_on_changes(
    folder: Path,
    change: Mapping[str, str | None],
    found: Mapping[str, int],
    kept: set[str],
    running: bool,
) -> None:
    by_session(folder)
    plant(folder)
    if running:
        session = Session(folder)
        assert session.from_cache == set(FOUND)
        session.change(change)
    else:
        write(folder, change)
        time.sleep(TICK)
        session = Session(folder)
    assert (session.found, session.from_cache) == (found, kept)
    plain = {name: len(messages) for name, messages in check(folder).items()}
    assert plain == found


def test_what_holds_for_other_facts_is_noted(folder: Path) -> None:
    by_session(folder)
    plant(folder)
    write(folder, {"app/other.py": "def public() -> int:\n    return 1\n"})
    time.sleep(TICK)
    before = projects(folder)
    assert Session(folder).from_cache == set(FOUND)
    until(lambda: projects(folder) != before)
    assert check(folder)["app/row.py"] == [PLANTED]


def projects(folder: Path) -> list[Any]:
    """Which facts the result that rests on another file is good for."""
    with sqlite3.connect(folder.parent / "cache" / "cache.sqlite") as database:
        path = str(folder / "app/row.py")
        found = database.execute("SELECT project FROM results WHERE path = ?", (path,)).fetchall()
    database.close()
    return found
