"""The cache between server processes and the command line, over the real server."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from fake_editor import PRODUCT, Editor, insertion
from test_lsp_code_actions import LAZY, URI, applied, resolve, run
from test_lsp_diagnostics import PULL

HINTS, CONFIG = "typing/optional-syntax", "pydantic/config-style"
SETTINGS = f'[tool.houserules]\nprofile = "recommended"\nselect = ["{HINTS}", "{CONFIG}"]\n'
MODEL = "from pydantic import BaseModel\n\n\nclass Base(BaseModel):\n    pass\n"
HEAD = "from typing import Optional\n\nfrom app.base import Base\n\n\n"
ROW = "class Row(Base):\n    class Config:\n        orm_mode = True\n\n\n"
UNIT = "def _f{0}(a: Optional[int]) -> None:\n    print(a)\n\n\n"
UNITS = 150
TEXT = HEAD + ROW + "".join(map(UNIT.format, range(UNITS)))
ALL = UNITS + 1
FILES = {
    "pyproject.toml": SETTINGS,
    "app/__init__.py": "",
    "app/base.py": MODEL,
    "app/row.py": TEXT,
}


class Place:
    """A project and a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cache = folder / "p", folder / "cache"
        self.file = self.folder / "app/row.py"
        self.uri = self.file.as_uri()
        self.write(FILES)

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def editor(self, capabilities: Any = None, **options: Any) -> Editor:
        editor = Editor(PRODUCT, env={**os.environ, "HOUSERULES_CACHE_DIR": str(self.cache)})
        editor.initialize(capabilities, rootUri=self.folder.as_uri(), initializationOptions=options)
        return editor

    def open(self, editor: Editor) -> None:
        editor.open(self.uri, self.file.read_text())

    def published(self, editor: Editor) -> list[Any]:
        return editor.wait_for(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"]["uri"] == self.uri
            )
        )["params"]["diagnostics"]

    def until_found(self, editor: Editor, count: int) -> list[Any]:
        while len(found := self.published(editor)) != count:
            pass
        return found

    def row(self) -> Any:
        database = self.cache / "cache.sqlite"
        if not database.is_file():
            return None
        with sqlite3.connect(database) as connection:
            query = "SELECT * FROM results WHERE path = ?"
            return connection.execute(query, (str(self.file),)).fetchone()

    def until_kept(self, editor: Editor, before: Any = None) -> Any:
        end = time.monotonic() + 60
        while (row := self.row()) == before:
            assert time.monotonic() < end, editor.errors
            time.sleep(0.05)
        return row

    def warm(self) -> None:
        with self.editor() as editor:
            self.open(editor)
            self.until_found(editor, ALL)
            self.until_kept(editor)

    def check(self) -> list[tuple[str, int]]:
        done = subprocess.run(
            [sys.executable, "-m", "houserules.cli.main", "check", "--format", "json", "."],
            cwd=self.folder,
            env={**os.environ, "HOUSERULES_CACHE_DIR": str(self.cache)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return [(f["rule"], f["line"]) for f in json.loads(done.stdout)["findings"]]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def from_cache(editor: Editor, uri: str) -> bool:
    return "shown_from_cache" in run(editor, "debug", uri)


def test_reopened_in_another_process_everything_is_published_at_once(place: Place) -> None:
    place.warm()
    with place.editor(LAZY) as editor:
        place.open(editor)
        first = place.published(editor)
        assert len(first) == ALL
        assert from_cache(editor, place.uri)
        # A fix of what nobody has analysed in this process yet, perhaps.
        action = editor.actions(place.uri, (len(TEXT.splitlines()) - 4, 15))[0]
        edit = json.dumps(resolve(editor, action)["edit"]).replace(place.uri, URI)
        text = applied(TEXT, json.loads(edit))
        assert f"def _f{UNITS - 1}(a: int | None)" in text
        assert text.count("Optional[") == UNITS - 1
        # What comes behind is the same, so nothing is said.
        editor.quiet(1.0)
        assert not [m for m in editor.seen if m.get("method", "").endswith("publishDiagnostics")]
        editor.change(place.uri, 2, insertion(0, 0, "\n"))
        moved = place.published(editor)
        assert [d["range"]["start"]["line"] - 1 for d in moved] == [
            d["range"]["start"]["line"] for d in first
        ]


def test_a_client_that_pulls_gets_everything_at_once(place: Place) -> None:
    place.warm()
    with place.editor(PULL) as editor:
        place.open(editor)
        answer = editor.request("textDocument/diagnostic", {"textDocument": {"uri": place.uri}})
        assert len(answer["items"]) == ALL
        editor.quiet(1.0)
        again = editor.request(
            "textDocument/diagnostic",
            {"textDocument": {"uri": place.uri}, "previousResultId": answer["resultId"]},
        )
        assert again["kind"] == "unchanged"


def test_what_the_command_line_checked_is_warm_in_the_editor(place: Place) -> None:
    assert len(place.check()) == ALL
    with place.editor() as editor:
        place.open(editor)
        assert len(place.published(editor)) == ALL
        assert from_cache(editor, place.uri)


def test_what_the_editor_checked_is_warm_on_the_command_line(place: Place) -> None:
    place.warm()
    kept = place.row()
    # Were it not taken, this message would not be said.
    said = "said by nobody but the cache"
    with sqlite3.connect(place.cache / "cache.sqlite") as connection:
        report = kept[-1].replace("is configured by", said)
        connection.execute("UPDATE results SET report = ? WHERE path = ?", (report, kept[0]))
    done = subprocess.run(
        [sys.executable, "-m", "houserules.cli.main", "check", "app/row.py"],
        cwd=place.folder,
        env={**os.environ, "HOUSERULES_CACHE_DIR": str(place.cache)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert said in done.stdout


def test_both_keep_the_same(place: Place) -> None:
    place.warm()
    by_editor = place.row()
    with sqlite3.connect(place.cache / "cache.sqlite") as connection:
        connection.execute("DELETE FROM results")
    assert len(place.check()) == ALL
    assert place.row() == by_editor


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({"pyproject.toml": SETTINGS.replace(HINTS, "typing/builtin-generics")}, 1),
        ({"app/row.py": TEXT + UNIT.format("_new")}, ALL + 1),
        ({"app/base.py": "class Base:\n    pass\n"}, UNITS),
    ],
)
def test_nothing_stale_is_shown(place: Place, files: dict[str, str], count: int) -> None:
    place.warm()
    place.write(files)
    with place.editor() as editor:
        place.open(editor)
        place.until_found(editor, count)
        assert not from_cache(editor, place.uri)
        editor.quiet(1.0)
        published = [m for m in editor.seen if m.get("method", "").endswith("publishDiagnostics")]
        assert all(len(m["params"]["diagnostics"]) == count for m in published)


def test_a_baseline_makes_hints(place: Place) -> None:
    place.warm()
    entry = {
        "file": "app/row.py",
        "scope": "_f3",
        "rule": HINTS,
        "code": "Optional[int]",
        "count": 1,
    }
    known = json.dumps({"version": 1, "findings": [entry]})
    place.write({"pyproject.toml": SETTINGS + 'baseline = "known.json"\n', "known.json": known})
    for warm in (False, True):
        before = place.row()
        with place.editor() as editor:
            place.open(editor)
            found = place.published(editor) if warm else place.until_found(editor, ALL)
            assert [d["severity"] == 4 for d in found].count(True) == 1
            assert from_cache(editor, place.uri) is warm
            if not warm:
                place.until_kept(editor, before)
    assert len(place.check()) == UNITS


def test_a_broken_cache_is_done_without(place: Place) -> None:
    place.cache.mkdir()
    (place.cache / "cache.sqlite").mkdir()
    with place.editor() as editor:
        place.open(editor)
        place.until_found(editor, ALL)
        assert editor.exit() == 0


def test_without_a_cache(place: Place) -> None:
    place.warm()
    with place.editor(cache=False) as editor:
        place.open(editor)
        place.until_found(editor, ALL)
        assert not from_cache(editor, place.uri)
