"""The product as it ships, front and real host, through one working day of an editor."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_editor import PRODUCT, Editor, insertion
from test_lsp_code_actions import LAZY, applied, hover, pick, resolve, run, titles
from test_lsp_diagnostics import PULL
from test_lsp_lifecycle import host_pid

RULE = "typing/optional-syntax"
URI = "file:///w/a.py"
TEXT = "'😀'\nfrom typing import Optional\n\n\ndef f(x: Optional[int]) -> None:\n    return None\n"


@pytest.fixture
def editor() -> Iterator[Editor]:
    with Editor(PRODUCT) as editor:
        editor.initialize(LAZY, initializationOptions={"select": [RULE]})
        yield editor


def test_report_explain_fix(editor: Editor) -> None:
    editor.open(URI, TEXT)
    [diagnostic] = found(editor, 1)
    assert (diagnostic["code"], diagnostic["range"]["start"]["line"]) == (RULE, 4)
    assert hover(editor, URI, (4, 10))["contents"]["value"]

    actions = editor.actions(URI, (4, 10))
    assert f"Explain `{RULE}`" in titles(actions)
    edit = resolve(editor, actions[0])["edit"]
    assert "def f(x: int | None) -> None:" in applied(TEXT, edit)
    [fix_all] = editor.actions(URI, (0, 0), only=["source.fixAll"])
    fixed = applied(TEXT, resolve(editor, fix_all)["edit"])
    assert "Optional" not in fixed

    editor.change(URI, 2, {"text": fixed})
    assert editor.published(2)["diagnostics"] == []
    assert editor.exit() == 0


def test_ignored_on_the_line(editor: Editor) -> None:
    editor.open(URI, TEXT)
    found(editor, 1)
    ignore = pick(editor.actions(URI, (4, 10)), f"Ignore `{RULE}` on this line")
    editor.change(URI, 2, {"text": applied(TEXT, resolve(editor, ignore)["edit"])})
    assert editor.published(2)["diagnostics"] == []


def test_typing_in_a_broken_file(editor: Editor) -> None:
    editor.open(URI, TEXT)
    found(editor, 1)
    for version, character in enumerate("def g(", start=2):
        editor.change(URI, version, insertion(2, version - 2, character))
        [diagnostic] = found(editor, version)
        assert diagnostic["code"] == RULE


def test_killed_host_comes_back(editor: Editor) -> None:
    editor.open(URI, TEXT)
    found(editor, 1)
    os.kill(host_pid(editor), signal.SIGKILL)
    editor.change(URI, 2, insertion(0, 0, "\n"))
    [diagnostic] = found(editor, 2)
    assert diagnostic["range"]["start"]["line"] == 5
    assert run(editor, "status", URI)["host_restarts"] == 1


def test_settings_files_decide_and_are_watched(tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    settings = tmp_path / "houserules.toml"
    with Editor(PRODUCT) as editor:
        editor.initialize(rootUri=tmp_path.as_uri())
        editor.open(uri, TEXT)
        assert editor.published(1)["diagnostics"] == []
        tell(editor, settings, f'select = ["{RULE}"]\n')
        assert len(editor.published()["diagnostics"]) == 1
        tell(editor, settings, f'select = ["{RULE}"]\nselct = 1\n')
        problem = editor.published()
        assert problem["uri"] == settings.as_uri()
        assert problem["diagnostics"][0]["range"]["start"]["line"] == 1


def test_changed_settings_are_pulled_again() -> None:
    with Editor(PRODUCT) as editor:
        editor.initialize(PULL, initializationOptions={"select": ["suppressions"]})
        editor.open(URI, TEXT)
        document = {"textDocument": {"uri": URI}}
        assert editor.request("textDocument/diagnostic", document)["items"] == []
        editor.notify(
            "workspace/didChangeConfiguration", {"settings": {"houserules": {"select": [RULE]}}}
        )
        editor.notification("workspace/diagnostic/refresh")
        assert len(editor.request("textDocument/diagnostic", document)["items"]) == 1


def test_burst_of_edits_is_published_a_few_times() -> None:
    text = TEXT + "def g() -> None:\n    return None\n\n" * 1_600
    with Editor(PRODUCT) as editor:
        editor.initialize(initializationOptions={"select": [RULE]})
        editor.open(URI, text)
        editor.published(1)
        for version in range(2, 1_002):
            editor.change(URI, version, insertion(5, 4, "x"))
        start = time.monotonic()
        editor.published(1_001)
        assert time.monotonic() - start < 3
        publishes = [m for m in editor.seen if m.get("method", "").endswith("publishDiagnostics")]
        assert len(publishes) <= 10


def found(editor: Editor, version: int) -> list[Any]:
    """The first findings that are published for a version; a slow host first says it has none."""
    while True:
        diagnostics = editor.published(version)["diagnostics"]
        if diagnostics:
            return diagnostics


def tell(editor: Editor, path: Path, text: str) -> None:
    """Write a file and say that it changed."""
    path.write_text(text, "utf-8")
    changes: list[dict[str, Any]] = [{"uri": path.as_uri(), "type": 2}]
    editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})
