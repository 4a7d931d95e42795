"""Findings that the cache knows, shown before and while the analysis confirms them."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from houserules.host.service import Service

HINTS, MUTABLE, CONFIG = (
    "typing/optional-syntax",
    "style/mutable-argument-default",
    "pydantic/config-style",
)
SETTINGS = (
    f'[tool.houserules]\nprofile = "recommended"\nselect = ["{HINTS}", "{MUTABLE}", "{CONFIG}"]\n'
)
MODEL = "from pydantic import BaseModel\n\n\nclass Base(BaseModel):\n    pass\n"
HEAD = "from typing import Optional\n\nfrom app.base import Base\n\n\n"
ROW = "class Row(Base):\n    class Config:\n        orm_mode = True\n\n\n"
UNIT = "def _f{0}(a: Optional[int], b=[]) -> None:\n    print(a, b)\n\n\n"
UNITS = 40
TEXT = HEAD + ROW + "".join(map(UNIT.format, range(UNITS)))
FOUND = Counter({HINTS: UNITS, MUTABLE: UNITS, CONFIG: 1})

Files = dict[str, str]
FILES = {
    "pyproject.toml": SETTINGS,
    "app/__init__.py": "",
    "app/base.py": MODEL,
    "app/row.py": TEXT,
}


class Session:
    """A service in this process, and the blocks that a front would have of one document."""

    def __init__(self, folder: Path, **editor: Any) -> None:
        self.folder = folder
        self.service = Service()
        self.version = 0
        self.blocks: list[Any] = []
        self.reports: list[dict[str, Any]] = []
        self.take({"method": "configure", "params": {"folders": [str(folder)], "editor": editor}})

    def open(self, name: str = "app/row.py", text: str | None = None) -> None:
        self.version += 1
        path = self.folder / name
        self.text = path.read_text() if text is None else text
        self.blocks.clear()
        self.reports.clear()
        params = {"uri": "u", "path": str(path), "version": self.version, "text": self.text}
        self.take({"method": "open", "params": params})

    def edit(self, start: int, end: int, text: str) -> None:
        self.version += 1
        self.text = self.text[:start] + text + self.text[end:]
        params = {"uri": "u", "version": self.version, "edits": [[start, end, text]]}
        self.take({"method": "edit", "params": params})

    def close(self) -> None:
        self.take({"method": "close", "params": {"uri": "u"}})

    def ask(self, method: str, **params: Any) -> Any:
        message = {"id": 1, "method": method, "params": {"uri": "u", **params}}
        answer, *_ = self.service.handle(message)
        return answer.get("result", answer.get("error"))

    def step(self) -> bool:
        """One step of the service, a short rest where there is none to take."""
        sent = self.service.step(lambda: False)
        self._note(sent or ())
        if sent is None:
            time.sleep(0.01)
        return sent is not None

    def until(self, wanted: Callable[[], Any], seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not wanted():
            assert time.monotonic() < end, (self.reports, self.ask("status"))
            self.step()

    def first_report(self) -> dict[str, Any]:
        self.until(lambda: self.reports)
        return self.reports[0]

    def settle(self) -> None:
        """Work until the project is known and nothing is left to do."""
        self.until(lambda: (self.ask("status")["index"] or {}).get("state") != "building")
        self.until(lambda: not self.step())

    @property
    def found(self) -> Counter[str]:
        return Counter(f["rule"] for block in self.blocks for f in block[3])

    @property
    def from_cache(self) -> bool:
        return "shown_from_cache" in self.ask("debug")

    def row(self) -> Any:
        return row(self.folder.parent / "cache", self.folder / "app/row.py")

    def place(self, rule: str, nth: int = 0) -> dict[str, Any]:
        """What ``resolve_fix`` needs of a finding."""
        of_rule = [
            (index, block[2], found)
            for index, block in enumerate(self.blocks)
            for found in block[3]
            if found["rule"] == rule
        ]
        index, unit, found = of_rule[nth]
        return {"unit": unit, "index": index, "rule": rule, "nth": found["fix"]["nth"]}

    def take(self, message: dict[str, Any]) -> None:
        self._note(self.service.handle(message))

    def _note(self, messages: Any) -> None:
        for message in messages:
            if message["method"] == "report" and message["params"]["uri"] == "u":
                self.reports.append(message["params"])
                for start, removed, inserted in message["params"]["splices"]:
                    self.blocks[start : start + removed] = inserted


def row(cache: Path, path: Path) -> Any:
    """What the cache holds of a file."""
    database = cache / "cache.sqlite"
    if not database.is_file():
        return None
    with sqlite3.connect(database) as connection:
        query = "SELECT recipe, report FROM results WHERE path = ?"
        return connection.execute(query, (str(path),)).fetchone()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path / "cache"))
    return written(tmp_path / "p", FILES)


@pytest.fixture
def warm(folder: Path) -> Path:
    session = Session(folder)
    session.open()
    session.settle()
    assert (session.found, session.from_cache) == (FOUND, False)
    session.until(session.row)
    return folder


def written(folder: Path, files: Files) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def opened(folder: Path) -> Session:
    session = Session(folder)
    session.open()
    return session


def test_all_is_reported_at_once_and_not_again(warm: Path) -> None:
    session = opened(warm)
    first = session.first_report()
    assert (first["done"], session.found, session.from_cache) == (True, FOUND, True)
    session.settle()
    assert session.reports == [first]
    assert session.ask("debug")["units_analysed"] > UNITS


def test_reopened_in_the_same_session(warm: Path) -> None:
    session = opened(warm)
    session.settle()
    session.close()
    session.settle()
    session.open()
    assert session.first_report()["done"]
    assert (session.found, session.from_cache) == (FOUND, True)


def test_what_turns_out_to_be_otherwise_is_replaced_at_the_end(warm: Path) -> None:
    recipe, report = Session(warm).row()
    listing = json.loads(report)
    gone = listing["findings"].pop()
    listing["findings"][0]["message"] = "something else"
    with sqlite3.connect(warm.parent / "cache" / "cache.sqlite") as connection:
        values = (json.dumps(listing), recipe)
        connection.execute("UPDATE results SET report = ? WHERE recipe = ?", values)
    session = opened(warm)
    session.first_report()
    assert session.found == FOUND - Counter({gone["rule"]: 1})
    session.settle()
    assert session.found == FOUND
    assert [(r["done"], len(r["splices"])) for r in session.reports] == [(True, 1), (True, 2)]
    session.until(lambda: "something else" not in session.row()[1])


def test_an_edit_takes_nothing_away_from_other_units(warm: Path) -> None:
    session = opened(warm)
    session.first_report()
    session.step()
    session.edit(len(HEAD), len(HEAD), "def _new(a: Optional[int]) -> None:\n    print(a)\n\n\n")
    while (
        session.ask("debug").get("units_analysed", 0) <= UNITS or session.reports[-1]["version"] < 2
    ):
        session.step()
        assert session.found - Counter({HINTS: 1}) <= FOUND <= session.found
    session.settle()
    assert session.found == FOUND + Counter({HINTS: 1})
    starts = [sum(b[0] for b in session.blocks[:i]) for i in range(len(session.blocks))]
    for start, block in zip(starts, session.blocks, strict=True):
        for found in block[3]:
            first, last = (start + offset for offset in found["span"])
            assert session.text[first:last] in ("Optional[int]", "b", "Config"), found


@pytest.mark.parametrize(("rule", "nth"), [(HINTS, UNITS - 1), (HINTS, 0)])
def test_a_fix_is_worked_out_before_the_analysis_is_done(warm: Path, rule: str, nth: int) -> None:
    session = opened(warm)
    session.first_report()
    place = session.place(rule, nth)
    answer = session.ask("resolve_fix", **place)
    assert session.ask("debug")["units_analysed"] < UNITS
    assert len(session.reports) == 1
    session.settle()
    assert session.ask("resolve_fix", **place) == answer
    start = sum(block[0] for block in session.blocks[: place["index"]])
    assert all(start <= edit[0] for edit in answer["edits"]) or len(answer["edits"]) > 1


def test_a_fix_that_waits_for_the_project_is_refused_and_then_made(warm: Path) -> None:
    session = opened(warm)
    session.first_report()
    place = session.place(CONFIG)
    refusal = session.ask("resolve_fix", **place)
    assert refusal == {
        "code": "refused",
        "message": "files of the project are still being read; try again in a moment",
    }
    session.settle()
    assert session.ask("resolve_fix", **place)["edits"]


@pytest.mark.parametrize(
    "files",
    [
        {"app/base.py": "class Base:\n    pass\n"},
        {"app/row.py": TEXT.replace("b=[]", "b=()")},
        {"pyproject.toml": SETTINGS + 'severity = { "style" = "error" }\n'},
        {"pyproject.toml": SETTINGS.replace(HINTS, "typing/builtin-generics")},
        {"app/sub/__init__.py": "", "app/sub/new.py": "class Row:\n    pass\n"},
    ],
)
def test_what_it_rests_on_has_changed(warm: Path, files: Files) -> None:
    written(warm, files)
    session = opened(warm)
    session.settle()
    assert not session.from_cache
    fresh = opened(warm.parent / "p")
    fresh.settle()
    assert fresh.found == session.found


def test_another_document_with_unsaved_changes(warm: Path) -> None:
    session = Session(warm)
    params = {"uri": "v", "path": str(warm / "app/base.py"), "version": 1}
    text = "class Base:\n    pass\n"
    session.service.handle({"method": "open", "params": {**params, "text": text}})
    session.open()
    session.settle()
    assert not session.from_cache
    assert session.found == FOUND - Counter({CONFIG: 1})


def test_an_unsaved_text_is_not_kept(folder: Path) -> None:
    session = Session(folder)
    session.open(text=TEXT + "x = 1\n")
    session.settle()
    session.edit(0, 0, "# c\n")
    session.settle()
    time.sleep(0.7)
    session.settle()
    assert session.row() is None
    (folder / "app/row.py").write_text(session.text)
    session.take({"method": "files_changed", "params": {"paths": [str(folder / "app/row.py")]}})
    session.until(session.row)
    again = opened(folder)
    assert again.first_report()["done"]
    assert again.from_cache


def test_closed_before_it_was_kept(folder: Path) -> None:
    session = opened(folder)
    session.settle()
    session.until(session.row)
    before = session.row()
    session.edit(0, 0, "# c\n")
    session.until(lambda: session.reports[-1]["done"] and session.reports[-1]["version"] == 2)
    (folder / "app/row.py").write_text(session.text)
    session.close()
    session.until(lambda: session.row() != before)
    assert opened(folder).first_report()["done"]


@pytest.mark.parametrize(
    "text", ["def f(:\n    x = []\n", "# @generated\ndef f(x=[]):\n    pass\n"]
)
def test_what_could_not_be_looked_at_is_not_kept(folder: Path, text: str) -> None:
    written(folder, {"app/row.py": text})
    session = opened(folder)
    session.settle()
    session.settle()
    time.sleep(0.2)
    assert session.row() is None


def test_without_a_cache(warm: Path) -> None:
    before = Session(warm).row()
    written(warm, {"app/row.py": TEXT + "x = 1\n"})
    session = Session(warm, cache=False)
    session.open()
    session.settle()
    time.sleep(0.2)
    assert (session.found, session.from_cache, session.row()) == (FOUND, False, before)


@pytest.mark.parametrize("damage", [b"no database", None, "busy", "row"])
def test_a_cache_that_is_of_no_use_is_done_without(warm: Path, damage: bytes | str | None) -> None:
    database = warm.parent / "cache" / "cache.sqlite"
    holder: sqlite3.Connection | None = None
    if damage == "busy":
        holder = sqlite3.connect(database, isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
    elif damage == "row":
        with sqlite3.connect(database) as connection:
            connection.execute("""UPDATE results SET report = '{"findings": 3}'""")
    else:
        for file in database.parent.iterdir():
            file.unlink()
        if damage is None:
            database.mkdir()
        else:
            assert isinstance(damage, bytes)
            database.write_bytes(damage)
    session = opened(warm)
    session.settle()
    assert session.found == FOUND
    # Who writes keeps nobody from reading.
    assert session.from_cache is (damage == "busy")
    if holder is not None:
        holder.close()


def test_what_the_baseline_knows_is_a_hint(warm: Path) -> None:
    before = Session(warm).row()
    entry = {"file": "app/row.py", "scope": "_f3", "rule": MUTABLE, "code": "b", "count": 1}
    baseline = json.dumps({"version": 1, "findings": [entry]})
    settings = SETTINGS + 'baseline = "known.json"\n'
    written(warm, {"pyproject.toml": settings, "known.json": baseline})
    cold = opened(warm)
    cold.settle()
    assert (hints(cold), cold.from_cache, cold.found) == (1, False, FOUND)
    cold.until(lambda: cold.row() != before)
    again = opened(warm)
    again.first_report()
    assert (hints(again), again.from_cache, again.found) == (1, True, FOUND)
    again.settle()
    assert len(again.reports) == 1


def hints(session: Session) -> int:
    return sum(found["severity"] == 4 for block in session.blocks for found in block[3])
