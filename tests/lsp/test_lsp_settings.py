"""Settings from the editor and changes of files, as the host hears of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from fake_editor import Editor

from houserules.lsp.configuration import editor_settings
from houserules.lsp.documents import Documents
from houserules.lsp.watching import FileChanges

URI = "file:///w/a.py"

SHAPES: list[tuple[object, dict[str, Any], list[str]]] = [
    (None, {}, []),
    ({"profile": "strict", "select": ["a"]}, {"profile": "strict", "select": ["a"]}, []),
    (
        {"profile": ["a", "b"], "severity": {"a/b": "hint"}},
        {"profile": ["a", "b"], "severity": {"a/b": "hint"}},
        [],
    ),
    ({"profile": "", "select": [], "ignore": None, "severity": {}}, {}, []),
    (
        {"profile": 3, "select": "a", "ignore": [1], "severity": {"a": 1}},
        {},
        ["profile", "select", "ignore", "severity"],
    ),
    ({"unknown": 1}, {}, []),
]


@pytest.mark.parametrize(("section", "expected", "wrong"), SHAPES)
def test_shape(section: object, expected: dict[str, Any], wrong: list[str]) -> None:
    settings, names = editor_settings(section)
    assert {name: value for name, value in settings.items() if value is not None} == expected
    assert names == wrong


def status(editor: Editor) -> Any:
    command = f"houserules.{editor.process.pid}.status"
    return editor.request("workspace/executeCommand", {"command": command})


def wait_for_status(editor: Editor, wanted: Callable[[Any], bool]) -> Any:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        result = status(editor)
        if result.get("configured") and wanted(result):
            return result
        time.sleep(0.02)
    raise AssertionError(result)


def test_options_of_initialize_count_when_the_client_cannot_be_asked() -> None:
    with Editor() as editor:
        editor.initialize(initializationOptions={"houserules": {"profile": "strict"}})
        [configured] = wait_for_status(editor, lambda s: s["configured"])["configured"]
        assert configured["editor"]["profile"] == "strict"
        assert configured["explicit"] is True
        # Settings of others change nothing.
        editor.notify("workspace/didChangeConfiguration", {"settings": {}})
        editor.notify("workspace/didChangeConfiguration", {"settings": {"houserules": {}}})
        result = wait_for_status(editor, lambda s: len(s["configured"]) == 2)
        assert result["configured"][1]["explicit"] is False


def test_client_is_asked_and_asked_again() -> None:
    with Editor() as editor:
        section = {"profile": "strict"}
        editor.answers["workspace/configuration"] = lambda params: [section]
        editor.initialize({"workspace": {"configuration": True}})
        wait_for_status(editor, lambda s: s["configured"][-1]["editor"]["profile"] == "strict")
        section["profile"] = "recommended"
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        wait_for_status(editor, lambda s: s["configured"][-1]["editor"]["profile"] == "recommended")


def test_options_of_initialize_fill_what_the_client_leaves_open() -> None:
    with Editor() as editor:
        section = {"profile": None, "select": ["docs"]}
        editor.answers["workspace/configuration"] = lambda params: [section]
        editor.initialize(
            {"workspace": {"configuration": True}}, initializationOptions={"profile": "strict"}
        )
        [configured] = wait_for_status(editor, lambda s: s["configured"])["configured"]
        assert (configured["editor"]["profile"], configured["editor"]["select"]) == (
            "strict",
            ["docs"],
        )


def test_client_that_does_not_answer_costs_a_second() -> None:
    with Editor() as editor:
        editor.send(
            {
                "jsonrpc": "2.0",
                "id": 0,
                "method": "initialize",
                "params": {"capabilities": {"workspace": {"configuration": True}}},
            }
        )
        editor.notify("initialized", {})
        editor.open(URI, "bad\n")
        editor.answers["workspace/configuration"] = lambda params: time.sleep(1.2)
        assert editor.published(1)["diagnostics"]


def test_folders_come_and_go() -> None:
    with Editor() as editor:
        folders = [{"uri": "file:///one", "name": "one"}, {"uri": "file:///two", "name": "two"}]
        editor.initialize(workspaceFolders=folders)
        event = {"added": [{"uri": "file:///three", "name": ""}], "removed": folders[:1]}
        wait_for_status(editor, lambda s: s["configured"][0]["folders"] == ["/one", "/two"])
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        wait_for_status(editor, lambda s: s["configured"][-1]["folders"] == ["/two", "/three"])


def test_watchers_are_registered_where_they_can_be() -> None:
    registered: list[str] = []
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    with Editor() as editor:
        editor.answers["client/registerCapability"] = lambda params: registered.extend(
            watcher["globPattern"]
            for registration in params["registrations"]
            for watcher in registration["registerOptions"]["watchers"]
        )
        editor.initialize(watching)
        wait_for_status(editor, lambda s: bool(registered))
    assert {"**/*.toml", "**/*.py"} <= set(registered)


def test_changed_files_are_one_batch_without_the_open_ones() -> None:
    with Editor() as editor:
        editor.initialize()
        editor.open(URI, "bad\n")
        editor.published(1)
        uris = [URI, *(f"file:///w/{number}.py" for number in range(5_000))]
        changes = [{"uri": uri, "type": 2} for uri in uris]
        editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        result = wait_for_status(editor, lambda s: s["changed"])
        assert result["changed"] == [f"/w/{number}.py" for number in range(5_000)]


def test_saved_file_is_stated_again() -> None:
    with Editor() as editor:
        editor.initialize()
        editor.open(URI, "bad\n")
        editor.published(1)
        editor.notify("textDocument/didSave", {"textDocument": {"uri": URI}, "text": "bad\n"})
        result = wait_for_status(editor, lambda s: s["changed"] == ["/w/a.py"])
        # This client watches nothing: the host looks at settings files, too.
        assert result["restated"] == 1


def test_a_client_that_watches_is_not_looked_after() -> None:
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    with Editor() as editor:
        editor.initialize(watching)
        editor.open(URI, "bad\n")
        editor.published(1)
        editor.notify("textDocument/didSave", {"textDocument": {"uri": URI}, "text": "bad\n"})
        assert wait_for_status(editor, lambda s: s["changed"])["restated"] == 0


async def test_settings_files_are_looked_at_again_and_again() -> None:
    looked: list[None] = []
    changes = FileChanges(Documents(), lambda paths: None, lambda: looked.append(None))
    task = asyncio.create_task(changes.restate_every(0.001))
    while len(looked) < 3:
        await asyncio.sleep(0.001)
    task.cancel()
