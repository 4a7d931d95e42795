"""``diagnostics = "workspace"`` through the real server: files that are not open are reported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_editor import PRODUCT, Editor
from test_lsp_diagnostics import PULL
from test_lsp_lifecycle import host_pid

RULE = "typing/optional-syntax"
BAD = "from typing import Optional\n\nx: Optional[int] = None\ny: Optional[str] = None\n"
WIDE = "from typing import Optional\n\n'😀'; x: Optional[int] = None\n"
SETTINGS = f'select = ["{RULE}", "config/env-example"]\ndiagnostics = "workspace"\n'
TOKEN = "partial-1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    write(root, "houserules.toml", SETTINGS)
    write(root, "app/bad.py", BAD)
    write(root, "app/wide.py", WIDE)
    write(root, "app/clean.py", "x = 1\n")
    return root


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    environment = {**os.environ, "HOUSERULES_CACHE_DIR": str(tmp_path / "cache")}
    with Editor(PRODUCT, env=environment) as editor:
        yield editor


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def start(editor: Editor, folder: Path, capabilities: Any = None) -> Any:
    folders = [{"uri": folder.as_uri(), "name": "project"}]
    return editor.initialize(capabilities, workspaceFolders=folders)


def tell(editor: Editor, folder: Path, *names: str, kind: int = 2) -> None:
    changes = [{"uri": (folder / name).as_uri(), "type": kind} for name in names]
    editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})


def ask(editor: Editor, previous: dict[str, str] | None = None, token: Any = None) -> int:
    known = [{"uri": uri, "value": value} for uri, value in (previous or {}).items()]
    params: dict[str, Any] = {"previousResultIds": known}
    if token is not None:
        params["partialResultToken"] = token
    return editor.start_request("workspace/diagnostic", params)


class Client:
    """A pulling client: what it knows, by uri, as it asks again and again."""

    def __init__(self, editor: Editor, folder: Path) -> None:
        self.editor = editor
        self.folder = folder
        self.ids: dict[str, str] = {}
        self.found: dict[str, list[Any]] = {}
        self.kinds: list[tuple[str, str]] = []

    def take(self, items: list[Any]) -> None:
        for item in items:
            assert item["version"] is None
            name = self.name(item["uri"])
            self.kinds.append((name, item["kind"]))
            if item["kind"] == "full":
                self.found[name] = item["items"]
            if "resultId" in item:
                self.ids[item["uri"]] = item["resultId"]

    def name(self, uri: str) -> str:
        return uri.removeprefix(self.folder.as_uri() + "/")

    def pull_until(self, wanted: Any) -> None:
        for _ in range(50):
            if wanted(self):
                return
            answer = self.editor.answer_to(ask(self.editor, self.ids))
            self.take(answer["result"]["items"])
        raise AssertionError(self.found)

    def hold(self) -> int:
        """Ask once more; the number of a request that is held open."""
        for _ in range(3):
            number = ask(self.editor, self.ids)
            self.editor.quiet(1.0)
            answered = [m for m in self.editor.seen if m.get("id") == number]
            if not answered:
                return number
            # The end of the first search is news, too, though no file changed.
            kinds = {item["kind"] for item in answered[0]["result"]["items"]}
            assert kinds == {"unchanged"}
        raise AssertionError("answered again and again")

    def stream_until(self, wanted: Any) -> None:
        while not wanted(self):
            params = self.editor.notification("$/progress")
            assert params["token"] == TOKEN
            self.take(params["value"]["items"])

    def counts(self) -> dict[str, int]:
        return {name: len(items) for name, items in self.found.items() if items}


BOTH = {"app/bad.py": 2, "app/wide.py": 1}


@pytest.fixture
def client(editor: Editor, folder: Path) -> Client:
    start(editor, folder, PULL)
    return Client(editor, folder)


def test_announced_to_clients_that_pull(editor: Editor, folder: Path) -> None:
    result = start(editor, folder, PULL)
    assert result["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"] is True


def test_pulled_and_then_held_open(client: Client) -> None:
    client.pull_until(lambda c: c.counts() == BOTH)
    [wide] = client.found["app/wide.py"]
    # In UTF-16 the emoji takes two.
    assert wide["range"]["start"] == {"line": 2, "character": 9}
    assert wide["code"] == RULE
    number = client.hold()
    write(client.folder, "app/bad.py", "x = 1\n")
    tell(client.editor, client.folder, "app/bad.py")
    items = client.editor.answer_to(number)["result"]["items"]
    kinds = {client.name(i["uri"]): i["kind"] for i in items}
    assert kinds == {"app/bad.py": "full", "app/wide.py": "unchanged"}
    client.take(items)
    assert client.counts() == {"app/wide.py": 1}


def test_streamed_with_partial_results(client: Client) -> None:
    number = ask(client.editor, token=TOKEN)
    client.stream_until(lambda c: c.counts() == BOTH)
    write(client.folder, "app/new.py", BAD)
    tell(client.editor, client.folder, "app/new.py", kind=1)
    client.stream_until(lambda c: c.counts() == {**BOTH, "app/new.py": 2})
    (client.folder / "app/new.py").unlink()
    tell(client.editor, client.folder, "app/new.py", kind=3)
    client.stream_until(lambda c: c.counts() == BOTH)
    assert not [m for m in client.editor.seen if m.get("id") == number]


@pytest.mark.parametrize("token", [None, TOKEN])
def test_cancelled_at_once(token: str | None, client: Client) -> None:
    client.pull_until(lambda c: c.counts() == BOTH)
    client.hold()
    number = ask(client.editor, client.ids, token)
    client.editor.notify("$/cancelRequest", {"id": number})
    assert client.editor.answer_to(number, 2)["error"]["code"] == -32800


def test_unchanged_after_asking_anew(client: Client) -> None:
    client.pull_until(lambda c: c.counts() == BOTH)
    ask(client.editor, client.ids, TOKEN)
    client.kinds.clear()
    client.stream_until(lambda c: len(c.kinds) == 2)
    assert sorted(client.kinds) == [("app/bad.py", "unchanged"), ("app/wide.py", "unchanged")]


def test_the_open_document_wins(client: Client) -> None:
    ask(client.editor, token=TOKEN)
    client.stream_until(lambda c: c.counts() == BOTH)
    uri = (client.folder / "app/bad.py").as_uri()
    client.editor.open(uri, "x = 1\n")
    document = {"textDocument": {"uri": uri}}
    assert client.editor.request("textDocument/diagnostic", document)["items"] == []
    tell(client.editor, client.folder, "app/bad.py")
    client.editor.quiet(1.0)
    assert not [m for m in client.editor.seen if m.get("method") == "$/progress"]
    client.editor.notify("textDocument/didClose", document)
    client.kinds.clear()
    client.stream_until(lambda c: c.kinds)
    assert client.kinds == [("app/bad.py", "full")]
    assert client.counts() == BOTH


def test_a_closed_document_is_told_in_any_case(client: Client) -> None:
    ask(client.editor, token=TOKEN)
    client.stream_until(lambda c: c.counts() == BOTH)
    uri = (client.folder / "app/clean.py").as_uri()
    client.editor.open(uri, BAD)
    client.editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.stream_until(lambda c: c.found.get("app/clean.py") == [])


def test_settings_decide_which_files(client: Client) -> None:
    ask(client.editor, token=TOKEN)
    client.stream_until(lambda c: c.counts() == BOTH)
    write(client.folder, "houserules.toml", SETTINGS + 'exclude = ["app/bad.py"]\n')
    tell(client.editor, client.folder, "houserules.toml")
    client.stream_until(lambda c: c.counts() == {"app/wide.py": 1})
    ignores = f'per-file-ignores = {{ "app/wide.py" = ["{RULE}"] }}\n'
    write(client.folder, "houserules.toml", SETTINGS + ignores)
    tell(client.editor, client.folder, "houserules.toml")
    client.stream_until(lambda c: c.counts() == {"app/bad.py": 2})
    write(client.folder, "houserules.toml", SETTINGS.replace("workspace", "open-files"))
    tell(client.editor, client.folder, "houserules.toml")
    client.stream_until(lambda c: c.counts() == {})


def test_only_with_the_setting(editor: Editor, folder: Path) -> None:
    write(folder, "houserules.toml", SETTINGS.replace("workspace", "open-files"))
    start(editor, folder, PULL)
    assert editor.answer_to(ask(editor))["result"]["items"] == []
    number = ask(editor)
    editor.quiet(1.0)
    write(folder, "houserules.toml", SETTINGS)
    tell(editor, folder, "houserules.toml")
    client = Client(editor, folder)
    client.take(editor.answer_to(number)["result"]["items"])
    client.pull_until(lambda c: c.counts() == BOTH)


def test_wrong_settings_are_told_without_the_setting(editor: Editor, folder: Path) -> None:
    write(folder, "houserules.toml", SETTINGS.replace("workspace", "open-files") + "selct = 1\n")
    start(editor, folder, PULL)
    editor.open((folder / "app/clean.py").as_uri(), "x = 1\n")
    client = Client(editor, folder)
    client.pull_until(lambda c: c.counts() == {"houserules.toml": 1})
    write(folder, "houserules.toml", SETTINGS.replace("workspace", "open-files"))
    tell(editor, folder, "houserules.toml")
    client.pull_until(lambda c: c.counts() == {})


def test_facts_of_an_open_document_reach_closed_files(client: Client) -> None:
    write(client.folder, ".env.example", "NAME=\n")
    config = (
        "from pydantic_settings import BaseSettings\n\n\nclass Base(BaseSettings):\n    name: str\n"
    )
    row = "from app.base import Base\n\n\nclass Row(Base):\n    port: str\n"
    write(client.folder, "app/base.py", config)
    write(client.folder, "app/row.py", row)
    tell(client.editor, client.folder, "app/base.py", "app/row.py", ".env.example", kind=1)
    ask(client.editor, token=TOKEN)
    expected = {**BOTH, "app/row.py": 1}
    client.stream_until(lambda c: c.counts() == expected)
    uri = (client.folder / "app/base.py").as_uri()
    client.editor.open(uri, config)
    client.editor.change(uri, 2, {"text": config.replace("(BaseSettings)", "")})
    client.stream_until(lambda c: c.counts() == BOTH)


def test_changed_facts_have_other_open_documents_pulled_again(editor: Editor, folder: Path) -> None:
    config = "from pydantic_settings import BaseSettings\n\n\nclass Base(BaseSettings): ...\n"
    write(folder, ".env.example", "NAME=\n")
    write(folder, "app/base.py", config)
    row = "from app.base import Base\n\n\nclass Row(Base):\n    port: str\n"
    write(folder, "app/row.py", row)
    start(editor, folder, PULL)
    base, other = (folder / "app/base.py").as_uri(), (folder / "app/row.py").as_uri()
    editor.open(base, config)
    editor.open(other, row)
    document = {"textDocument": {"uri": other}}

    def pulled_until(count: int) -> None:
        # The answer is what is known so far; a refresh says that there is more.
        while len(editor.request("textDocument/diagnostic", document)["items"]) != count:
            editor.notification("workspace/diagnostic/refresh")

    pulled_until(1)
    editor.change(base, 2, {"text": config.replace("(BaseSettings)", "")})
    editor.notification("workspace/diagnostic/refresh")
    pulled_until(0)


def test_killed_host_repeats_and_takes_back(client: Client) -> None:
    ask(client.editor, token=TOKEN)
    client.stream_until(lambda c: c.counts() == BOTH)
    write(client.folder, "app/bad.py", "x = 1\n")
    os.kill(host_pid(client.editor), 9)
    client.stream_until(lambda c: c.counts() == {"app/wide.py": 1})


def pushed(editor: Editor, folder: Path, counts: dict[str, int]) -> None:
    """Wait until exactly these files have had so many diagnostics published last."""
    found: dict[str, int] = {}
    while {name: n for name, n in found.items() if n} != counts:
        params = editor.notification("textDocument/publishDiagnostics")
        name = params["uri"].removeprefix(folder.as_uri() + "/")
        found[name] = len(params["diagnostics"])


def test_pushed_to_clients_that_do_not_pull(editor: Editor, folder: Path) -> None:
    start(editor, folder)
    pushed(editor, folder, BOTH)
    write(folder, "app/bad.py", "x = 1\n")
    write(folder, "app/clean.py", WIDE)
    tell(editor, folder, "app/bad.py", "app/clean.py")
    pushed(editor, folder, {"app/clean.py": 1})


def test_pushed_again_when_a_document_is_closed(editor: Editor, folder: Path) -> None:
    start(editor, folder)
    pushed(editor, folder, BOTH)
    uri = (folder / "app/bad.py").as_uri()
    editor.open(uri, "x = 1\n")
    assert editor.published(1)["diagnostics"] == []
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    pushed(editor, folder, {"app/bad.py": 2})


def test_found_again_where_nobody_watches(editor: Editor, folder: Path) -> None:
    start(editor, folder)
    pushed(editor, folder, BOTH)
    write(folder, "app/clean.py", BAD)
    (folder / "app/wide.py").unlink()
    uri = (folder / "app/bad.py").as_uri()
    editor.open(uri, BAD)
    editor.notify("textDocument/didSave", {"textDocument": {"uri": uri}, "text": BAD})
    pushed(editor, folder, {"app/bad.py": 2, "app/clean.py": 2})


WRONG = SETTINGS.replace("workspace", "open-files") + "selct = 1\n"


def next_push(editor: Editor, uri: str) -> int:
    """How many diagnostics the next push about a file holds."""
    params = editor.wait_for(
        lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"] == uri
    )["params"]
    return len(params["diagnostics"])


def test_wrong_settings_are_pushed_while_nobody_pulls_the_workspace(
    editor: Editor, folder: Path
) -> None:
    write(folder, "houserules.toml", WRONG)
    uri = (folder / "houserules.toml").as_uri()
    start(editor, folder, PULL)
    editor.open((folder / "app/clean.py").as_uri(), "x = 1\n")
    assert next_push(editor, uri) == 1

    editor.open(uri, WRONG, language="toml")
    assert next_push(editor, uri) == 0
    pulled = editor.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    assert len(pulled["items"]) == 1
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert next_push(editor, uri) == 1

    client = Client(editor, folder)
    client.pull_until(lambda c: c.counts() == {"houserules.toml": 1})
    assert next_push(editor, uri) == 0
    write(folder, "houserules.toml", SETTINGS.replace("workspace", "open-files"))
    tell(editor, folder, "houserules.toml")
    client.pull_until(lambda c: c.counts() == {})
    editor.quiet()
    assert not [m for m in editor.seen if "publishDiagnostics" in m.get("method", "")]


def test_wrong_settings_of_an_extended_file_are_pushed_while_it_is_open(
    editor: Editor, folder: Path
) -> None:
    write(folder, "base.toml", "selct = 1\n")
    write(folder, "houserules.toml", 'extend = "base.toml"\n')
    uri = (folder / "base.toml").as_uri()
    start(editor, folder, PULL)
    editor.open(uri, "selct = 1\n", language="toml")
    editor.open((folder / "app/clean.py").as_uri(), "x = 1\n")
    assert next_push(editor, uri) == 1
    write(folder, "base.toml", "")
    tell(editor, folder, "base.toml")
    assert next_push(editor, uri) == 0
