"""The baseline in an editor session: known findings are hints, whatever is typed and in what order."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from houserules.host.service import Service

RULE = "typing/optional-syntax"
FILE = ".houserules-baseline.json"
SETTINGS = f'select = ["{RULE}"]\nbaseline = "{FILE}"\n'
HEAD = "from typing import Optional\n"
WARNING, HINT = 2, 4
EDITS = 120


def entry(scope: str, code: str, count: int, file: str = "app.py") -> dict[str, Any]:
    return {"file": file, "scope": scope, "rule": RULE, "code": code, "count": count}


class Session:
    """A service with one open document, and what its editor would show."""

    def __init__(self, folder: Path, *known: dict[str, Any]) -> None:
        self.folder = folder
        (folder / "houserules.toml").write_text(SETTINGS, encoding="utf-8")
        self.save(*known)
        self.service = Service()
        self.blocks: list[Any] = []
        self.problems: list[dict[str, Any]] = []
        self.version = 0
        self.sent = 0
        self._notify("configure", folders=[str(folder)], editor={})

    def save(self, *known: dict[str, Any]) -> Path:
        file = self.folder / FILE
        file.write_text(json.dumps({"version": 1, "findings": known}), encoding="utf-8")
        return file

    def open(self, text: str) -> list[int]:
        self._notify("close", uri="u")
        self.blocks.clear()
        self.version += 1
        self.text = text
        path = str(self.folder / "app.py")
        self._notify("open", uri="u", path=path, version=self.version, text=text)
        return self.settle()

    def edit(self, start: int, end: int, text: str) -> list[int]:
        self.version += 1
        self.text = self.text[:start] + text + self.text[end:]
        self._notify("edit", uri="u", version=self.version, edits=[[start, end, text]])
        return self.settle()

    def changed(self, *paths: Path) -> list[int]:
        self._notify("files_changed", paths=[str(path) for path in paths])
        return self.settle()

    def settle(self) -> list[int]:
        """Work to the end; the severities of the findings, in document order."""
        while (messages := self.service.step(lambda: False)) is not None:
            self._take(messages)
        return [f["severity"] for block in self.blocks for f in block[3]]

    def _notify(self, method: str, **params: Any) -> None:
        self._take(self.service.handle({"method": method, "params": params}))

    def _take(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            if message["method"] == "settings_report":
                self.problems = message["params"]["problems"]
            if message["method"] != "report":
                continue
            for start, removed, inserted in message["params"]["splices"]:
                self.sent += len(inserted)
                self.blocks[start : start + removed] = inserted


def test_known_findings_are_hints(tmp_path: Path) -> None:
    session = Session(tmp_path, entry("", "Optional[int]", 1))
    assert session.open(HEAD + "x: Optional[int]\ny: Optional[str]\n") == [HINT, WARNING]


def test_of_equal_ones_the_first_are_known(tmp_path: Path) -> None:
    session = Session(tmp_path, entry("", "Optional[int]", 2))
    assert session.open(HEAD + "x: Optional[int]\n") == [HINT]
    line = "y: Optional[int]\n"
    assert session.edit(len(HEAD), len(HEAD), line) == [HINT, HINT]
    assert session.edit(len(HEAD), len(HEAD), line) == [HINT, HINT, WARNING]
    assert session.edit(len(HEAD), len(HEAD) + len(line), "") == [HINT, HINT]
    assert session.edit(len(session.text), len(session.text), line) == [HINT, HINT, WARNING]


def test_the_scope_counts(tmp_path: Path) -> None:
    session = Session(tmp_path, entry("Shelf.find", "Optional[int]", 1))
    inside = "class Shelf:\n    def find(self, x: Optional[int]): ...\n"
    assert session.open(HEAD + inside) == [HINT]
    at = session.text.index("find")
    assert session.edit(at, at + 4, "seek") == [WARNING]
    assert session.edit(at, at + 4, "find") == [HINT]
    at = session.text.index("Shelf")
    assert session.edit(at, at + 5, "Board") == [WARNING]


def test_a_written_or_removed_file_counts_at_once(tmp_path: Path) -> None:
    session = Session(tmp_path)
    assert session.open(HEAD + "x: Optional[int]\n") == [WARNING]
    file = session.save(entry("", "Optional[int]", 1))
    assert session.changed(file) == [HINT]
    file.unlink()
    assert session.changed(tmp_path / "app.py") == [WARNING]
    assert "`houserules baseline` writes it" in session.problems[0]["message"]


def test_a_damaged_file_is_told_and_the_last_good_one_kept(tmp_path: Path) -> None:
    session = Session(tmp_path, entry("", "Optional[int]", 1))
    assert session.open(HEAD + "x: Optional[int]\n") == [HINT]
    (tmp_path / FILE).write_text("<<<<<<<", encoding="utf-8")
    assert session.changed(tmp_path / FILE) == [HINT]
    (problem,) = session.problems
    assert (problem["line"], problem["column"], problem["severity"]) == (1, 11, 1)
    assert "invalid JSON on line 1" in problem["message"]
    file = session.save()
    assert session.changed(file) == [WARNING]
    assert session.problems == []


def test_settings_beside_a_damaged_file_are_in_force(tmp_path: Path) -> None:
    session = Session(tmp_path)
    (tmp_path / FILE).write_text("", encoding="utf-8")
    assert session.open(HEAD + "x: Optional[int]\n") == [WARNING]
    assert session.changed(tmp_path / FILE) == [WARNING]
    (tmp_path / "houserules.toml").write_text(
        SETTINGS.replace("optional-syntax", "collection-generics")
    )
    assert session.changed(tmp_path / "houserules.toml") == []


def test_an_edit_reports_what_it_touched_and_no_more(tmp_path: Path) -> None:
    session = Session(tmp_path, entry("", "Optional[int]", 300), entry("", "Optional[str]", 1))
    lines = "".join(f"x{number}: Optional[int]\n" for number in range(300))
    session.open(HEAD + lines + "a: Optional[str]\nb: Optional[str]\n")
    session.sent = 0
    at = session.text.index("x7:")
    session.edit(at, at + 2, "y7")
    assert session.sent == 1
    session.sent = 0
    at = session.text.index("a: Optional[str]")
    assert session.edit(at, at + 16, "a: str | None")[-1:] == [HINT]
    assert session.sent == 2


SNIPPETS = (
    "x: Optional[int]\n",
    "def f(a: Optional[int]): ...\n",
    "class C:\n    x: Optional[int]\n    y: Optional[int]\n",
    "x = (\n",
    '"""\n',
    "\n",
    "# houserules: ignore-file[typing]\n",
)


@pytest.mark.parametrize("number", range(3))
def test_incremental_is_from_scratch(tmp_path: Path, number: int) -> None:
    seed = int(os.environ.get("HOUSERULES_SEED", random.randrange(2**32))) + number
    print(f"HOUSERULES_SEED={seed - number}")
    chance = random.Random(seed)
    known = (
        entry("", "Optional[int]", 2),
        entry("f", "Optional[int]", 1),
        entry("C", "Optional[int]", 3),
    )
    session = Session(tmp_path, *known)
    session.open(HEAD + "".join(chance.choices(SNIPPETS[:3], k=6)))
    for step in range(EDITS):
        lines = [0, *(i + 1 for i, c in enumerate(session.text) if c == "\n")]
        start = chance.choice(lines)
        end = (
            start if chance.random() < 0.6 else chance.choice([i for i in lines if i >= start][:3])
        )
        shown = session.edit(start, end, chance.choice(SNIPPETS) if chance.random() < 0.7 else "")
        if step % 10 == 0:
            fresh = Session(tmp_path, *known)
            assert shown == fresh.open(session.text), session.text
