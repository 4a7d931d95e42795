"""Settings from the editor and changes of files, as the host hears of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_editor import PRODUCT, Editor

from houserules.lsp.configuration import editor_settings
from houserules.lsp.documents import Documents
from houserules.lsp.watching import FileChanges, Watchers
from houserules.workspace.index.vocabulary import all_facts

URI = "file:///w/a.py"

TRACE = {"trace": {"server": "off"}}
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
        {"profile": 3, "select": "a", "ignore": [1], "severity": {"a": 1}, "trace": "loud"},
        {},
        ["profile", "select", "ignore", "severity", "trace"],
    ),
    ({"path": [], "importStrategy": "", "server": {}, "trace": {"server": "off"}}, TRACE, []),
    ({"cache": False}, {"cache": False}, []),
    ({"cache": "no"}, {}, ["cache"]),
    ({"selct": [], "Severity": {}}, {}, ["selct", "Severity"]),
    ({"extend-select": [], "deferToRuff": True}, {}, ["extend-select", "deferToRuff"]),
]


@pytest.mark.parametrize(("section", "expected", "wrong"), SHAPES)
def test_shape(section: object, expected: dict[str, Any], wrong: list[str]) -> None:
    settings, problems = editor_settings(section, None, ["extend-select", "defer-to-ruff"])
    assert {name: value for name, value in settings.items() if value is not None} == expected
    assert [problem.partition(":")[0] for problem in problems] == [f"houserules.{n}" for n in wrong]


def test_shape_before_a_wrong_one_stays() -> None:
    settings, _ = editor_settings({"select": "a", "ignore": ["b"]}, {"select": ["c"]})
    assert (settings["select"], settings["ignore"]) == (["c"], ["b"])


WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"select": ["typng"]},
        "houserules.select: unknown rule or area `typng`; did you mean `typing`?",
    ),
    ({"profile": "recomended"}, "unknown profile `recomended`; did you mean `recommended`?"),
    ({"severity": {"typing": "loud"}}, "houserules.severity: "),
    ({"severity": {"typing/optional-sntax": "hint"}}, "did you mean `typing/optional-syntax`?"),
    ({"ignore": "typing"}, "houserules.ignore: this is not an array of strings"),
    ({"selct": ["typing"]}, "houserules.selct: there is no such setting; did you mean `select`?"),
    ({"configurationPath": "nowhere.toml"}, "houserules.configurationPath: there is no file "),
]
OLD = "from typing import Optional\n\nx: Optional[int] = None\n"
SELECT = {"select": ["typing/optional-syntax"]}


@pytest.mark.parametrize(("section", "expected"), WRONG)
def test_wrong_settings_are_told_once_and_the_last_good_ones_stay(
    section: dict[str, Any], expected: str
) -> None:
    def send(section: dict[str, Any]) -> None:
        editor.notify("workspace/didChangeConfiguration", {"settings": {"houserules": section}})

    with Editor(PRODUCT) as editor:
        editor.initialize(initializationOptions=SELECT)
        editor.open(URI, OLD)
        while not editor.published(1)["diagnostics"]:
            pass
        send({**SELECT, **section})
        said = editor.notification("window/showMessage")
        assert said["type"] == 2
        assert expected in said["message"]
        send({**SELECT, **section})
        editor.change(URI, 2, {"text": OLD + "\n"})
        assert [d["code"] for d in editor.published(2)["diagnostics"]] == SELECT["select"]
        assert not [m for m in editor.seen if m.get("method") == "window/showMessage"]
        send(SELECT)
        send({**SELECT, **section})
        assert expected in editor.notification("window/showMessage")["message"]


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


WATCHING = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}


def watched_globs(editor: Editor, registered: list[str]) -> Callable[[Any], None]:
    return lambda params: registered.extend(
        watcher["globPattern"]
        for registration in params["registrations"]
        for watcher in registration["registerOptions"]["watchers"]
    )


def test_watchers_are_registered_where_they_can_be() -> None:
    registered: list[str] = []
    with Editor() as editor:
        editor.answers["client/registerCapability"] = watched_globs(editor, registered)
        editor.initialize(WATCHING)
        wait_for_status(editor, lambda s: bool(registered))
    assert {"**/*.toml", "**/*.py"} <= set(registered)


def test_every_file_that_rules_read_is_watched(tmp_path: Path) -> None:
    """What facts read is derived from the facts; a baseline of another name is watched, too."""
    registered: list[str] = []
    settings = 'select = ["typing"]\nbaseline = "known/old.json"\n'
    (tmp_path / "houserules.toml").write_text(settings)
    with Editor(PRODUCT) as editor:
        editor.answers["client/registerCapability"] = watched_globs(editor, registered)
        editor.initialize(WATCHING, rootUri=tmp_path.as_uri())
        editor.open((tmp_path / "a.py").as_uri(), OLD)
        editor.published(1)
        editor.quiet(0.5)
    patterns = {pattern for fact in all_facts() if fact.fact for pattern in fact.fact.files}
    assert "/**/.env.example" in patterns
    assert {f"**/{pattern.rpartition('/')[2]}" for pattern in patterns} <= set(registered)
    assert "**/old.json" in registered
    assert len(registered) == len(set(registered))


CONCERNS = {
    ("/w/a.py", 2): True,
    ("/w/a.pyc", 1): False,
    ("/w/.env.example", 2): False,
    ("/w/app", 1): True,
    ("/w/app", 2): False,
    ("/w/app", 3): True,
    ("/w/app.v2", 3): True,
    ("/w/notes.md", 2): False,
}


@pytest.mark.parametrize(("path", "kind"), CONCERNS)
def test_which_changes_matter(path: str, kind: int) -> None:
    class Deaf:
        backlog = False

        def notify_json(self, method: str, params: str) -> None: ...

        async def ask(self, method: str, params: Any) -> Any: ...

    watchers = Watchers(Deaf(), registers=False)
    assert watchers.concern(path, kind) is CONCERNS[path, kind]
    asyncio.run(watchers.watch(["**/.env.example"]))
    assert watchers.concern("/w/.env.example", 2)


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
    changes = FileChanges(
        Documents(), lambda path, kind: True, lambda paths: None, lambda: looked.append(None)
    )
    task = asyncio.create_task(changes.restate_every(0.001))
    while len(looked) < 3:
        await asyncio.sleep(0.001)
    task.cancel()
