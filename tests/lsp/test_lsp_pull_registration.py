"""Pull diagnostics that are registered at run time, through the real server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_editor import PRODUCT, Editor
from test_lsp_diagnostics import PULL
from test_lsp_workspace_diagnostics import (
    BAD,
    BOTH,
    SETTINGS,
    WIDE,
    WRONG,
    Client,
    next_push,
    start,
    tell,
    write,
)

METHOD = "textDocument/diagnostic"
DYNAMIC = {**PULL, "textDocument": {"diagnostic": {"dynamicRegistration": True}}}
OPEN_FILES = SETTINGS.replace("workspace", "open-files")


class Registrations:
    """What a client has registered, and everything that it was told, in order."""

    def __init__(self, editor: Editor) -> None:
        self.editor = editor
        self.in_force: dict[str, Any] = {}
        self.told: list[tuple[str, bool]] = []
        editor.answers["client/registerCapability"] = self.register
        editor.answers["client/unregisterCapability"] = self.unregister

    def register(self, params: Any) -> None:
        for registration in params["registrations"]:
            if registration["method"] == METHOD:
                assert not self.in_force, "two registrations at once show everything twice"
                options = registration["registerOptions"]
                self.in_force[registration["id"]] = options
                self.told.append(("register", options["workspaceDiagnostics"]))

    def unregister(self, params: Any) -> None:
        for gone in params["unregisterations"]:
            options = self.in_force.pop(gone["id"])
            self.told.append(("unregister", options["workspaceDiagnostics"]))

    def wait_for(self, *told: tuple[str, bool]) -> None:
        for _ in range(100):
            if self.told == list(told):
                return
            self.editor.quiet(0.1)
        raise AssertionError(self.told)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    files = {"houserules.toml": OPEN_FILES, "app/bad.py": BAD, "app/wide.py": WIDE}
    for name, text in files.items():
        write(root, name, text)
    return root


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    environment = {**os.environ, "HOUSERULES_CACHE_DIR": str(tmp_path / "cache")}
    with Editor(PRODUCT, env=environment) as editor:
        yield editor


def pull(editor: Editor, folder: Path, name: str) -> list[Any]:
    uri = (folder / name).as_uri()
    return editor.request(METHOD, {"textDocument": {"uri": uri}})["items"]


def test_registered_instead_of_announced(editor: Editor, folder: Path) -> None:
    registrations = Registrations(editor)
    result = start(editor, folder, DYNAMIC)
    assert "diagnosticProvider" not in result["capabilities"]
    registrations.wait_for(("register", False))
    [options] = registrations.in_force.values()
    assert (options["identifier"], options["interFileDependencies"]) == ("houserules", True)
    assert options["documentSelector"] == [
        {"language": "python", "scheme": "file"},
        {"language": "python", "scheme": "untitled"},
        {"scheme": "file", "pattern": "**/pyproject.toml"},
        {"scheme": "file", "pattern": "**/houserules.toml"},
    ]
    editor.open((folder / "app/bad.py").as_uri(), BAD)
    while len(pull(editor, folder, "app/bad.py")) != 2:
        editor.quiet(0.1)


def test_cells_of_notebooks_are_selected_where_there_are_any(editor: Editor, folder: Path) -> None:
    registrations = Registrations(editor)
    start(editor, folder, {**DYNAMIC, "notebookDocument": {"synchronization": {}}})
    registrations.wait_for(("register", False))
    [options] = registrations.in_force.values()
    assert {"language": "python", "notebook": "*"} in options["documentSelector"]


def test_announced_where_nothing_can_be_registered(editor: Editor, folder: Path) -> None:
    write(folder, "houserules.toml", SETTINGS)
    registrations = Registrations(editor)
    result = start(editor, folder, PULL)
    assert result["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"] is True
    Client(editor, folder).pull_until(lambda c: c.counts() == BOTH)
    assert registrations.told == []


def test_nothing_is_registered_with_a_client_that_does_not_pull(
    editor: Editor, folder: Path
) -> None:
    registrations = Registrations(editor)
    start(editor, folder)
    uri = (folder / "app/bad.py").as_uri()
    editor.open(uri, BAD)
    while next_push(editor, uri) != 2:
        pass  # what is done so far comes first
    assert registrations.told == []


def test_the_workspace_is_registered_while_settings_ask_for_it(
    editor: Editor, folder: Path
) -> None:
    registrations = Registrations(editor)
    start(editor, folder, DYNAMIC)
    registrations.wait_for(("register", False))
    write(folder, "houserules.toml", SETTINGS)
    tell(editor, folder, "houserules.toml")
    wider = (("register", False), ("unregister", False), ("register", True))
    registrations.wait_for(*wider)
    Client(editor, folder).pull_until(lambda c: c.counts() == BOTH)

    write(folder, "houserules.toml", OPEN_FILES)
    tell(editor, folder, "houserules.toml")
    registrations.wait_for(*wider, ("unregister", True), ("register", False))


def test_wrong_settings_are_pushed_when_the_workspace_is_pulled_no_more(
    editor: Editor, folder: Path
) -> None:
    write(folder, "houserules.toml", SETTINGS)
    write(folder, "other/houserules.toml", WRONG)
    registrations = Registrations(editor)
    start(editor, folder, DYNAMIC)
    editor.open((folder / "other/x.py").as_uri(), "x = 1\n")
    wider = (("register", False), ("unregister", False), ("register", True))
    registrations.wait_for(*wider)
    client = Client(editor, folder)
    client.pull_until(lambda c: c.counts() == {**BOTH, "other/houserules.toml": 1})
    editor.seen.clear()
    write(folder, "houserules.toml", OPEN_FILES)
    tell(editor, folder, "houserules.toml")
    registrations.wait_for(*wider, ("unregister", True), ("register", False))
    assert next_push(editor, (folder / "other/houserules.toml").as_uri()) == 1
