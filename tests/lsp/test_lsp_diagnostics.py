"""Diagnostics pushed and pulled, with the host slow, dead and well."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fake_editor import FAKE_SERVER, Editor, insertion, span
from test_lsp_lifecycle import host_pid

URI = "file:///w/a.py"
PULL = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}


@pytest.fixture
def push() -> Iterator[Editor]:
    with Editor() as editor:
        editor.initialize()
        yield editor


@pytest.fixture
def pull() -> Iterator[Editor]:
    with Editor() as editor:
        editor.initialize(PULL)
        yield editor


def pull_now(editor: Editor, previous: str | None = None, uri: str = URI) -> Any:
    params = {"textDocument": {"uri": uri}}
    if previous is not None:
        params["previousResultId"] = previous
    return editor.request("textDocument/diagnostic", params)


def lines(items: list[Any]) -> list[int]:
    return [item["range"]["start"]["line"] for item in items]


def test_pushed_with_the_version(push: Editor) -> None:
    push.open(URI, "bad\n\nbad\n", 3)
    assert lines(push.published(3)["diagnostics"]) == [0, 2]
    push.change(URI, 9, insertion(0, 0, "x\n"))
    assert lines(push.published(9)["diagnostics"]) == [1, 3]
    assert not [m for m in push.seen if m.get("method") == "textDocument/publishDiagnostics"]


def test_push_client_gets_no_refresh(push: Editor) -> None:
    push.open(URI, "bad\n")
    push.published(1)
    push.quiet()
    assert not [m for m in push.seen if "diagnostic/refresh" in m.get("method", "")]


def test_closing_clears_what_was_pushed(push: Editor) -> None:
    push.open(URI, "bad\n")
    push.published(1)
    push.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert push.published() == {"uri": URI, "diagnostics": []}


def test_first_findings_come_before_the_slow_ones(push: Editor) -> None:
    push.open(URI, "bad\n\nbad SLOW\n\nbad SLOW\n\nbad SLOW\n")
    first = push.published(1)["diagnostics"]
    assert 0 < len(first) < 4
    while len(first) < 4:
        first = push.published(1)["diagnostics"]


def test_burst_is_published_once_or_twice(push: Editor) -> None:
    push.open(URI, "bad\n\n" * 200)
    push.published(1)
    for version in range(2, 502):
        push.change(URI, version, insertion(0, 0, "x"))
    push.published(501)
    versions = [
        m["params"]["version"]
        for m in push.seen
        if m.get("method") == "textDocument/publishDiagnostics"
    ]
    assert len(versions) <= 20
    assert versions == sorted(versions)


@pytest.mark.parametrize("uri", ["git:/w/a.py?x", "gitlens:/w/a.py", "output:tasks"])
def test_other_schemes_get_nothing(push: Editor, uri: str) -> None:
    push.open(uri, "bad\n")
    push.open(URI, "bad\n")
    push.published(1)
    push.quiet(0.1)
    assert not [m for m in push.seen if m.get("params", {}).get("uri") == uri]


def test_untitled_documents_work(push: Editor) -> None:
    push.open("untitled:Untitled-1", "bad\n")
    assert lines(push.published(1)["diagnostics"]) == [0]


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 11), ("utf-16", 8), ("utf-32", 6)])
def test_columns_in_the_negotiated_encoding(encoding: str, column: int) -> None:
    with Editor() as editor:
        result = editor.initialize({"general": {"positionEncodings": [encoding]}})
        assert result["capabilities"]["positionEncoding"] == encoding
        editor.open(URI, "x\f\u2028\n'😀😀'; bad\n".replace("; ", " "))
        [diagnostic] = editor.published(1)["diagnostics"]
        column = {"utf-8": 11, "utf-16": 7, "utf-32": 5}[encoding]
        assert diagnostic["range"] == span((1, column), (1, column + 3))


def test_pulled_never_pushed(pull: Editor) -> None:
    pull.open(URI, "bad\n\nbad\n")
    answer = pull_now(pull)
    assert (answer["kind"], lines(answer["items"])) == ("full", [0, 2])
    assert pull_now(pull, answer["resultId"]) == {
        "kind": "unchanged",
        "resultId": answer["resultId"],
    }
    pull.change(URI, 2, insertion(0, 0, "x\n"))
    moved = pull_now(pull, answer["resultId"])
    assert (moved["kind"], lines(moved["items"])) == ("full", [1, 3])
    pull.quiet(0.1)
    assert not pull.seen


def test_unchanged_after_an_edit_that_moves_nothing(pull: Editor) -> None:
    pull.open(URI, "bad\n\nx = 1\n")
    answer = pull_now(pull)
    pull.change(URI, 2, insertion(2, 0, "y"))
    assert pull_now(pull, answer["resultId"])["kind"] == "unchanged"


def test_slow_pull_answers_soon_and_refreshes(pull: Editor) -> None:
    pull.open(URI, "warm\n")
    pull_now(pull)
    pull.change(URI, 2, {"text": "bad\n\nbad SLOW\n\nbad SLOW\n"})
    start = time.monotonic()
    answer = pull_now(pull)
    assert time.monotonic() - start < 0.29
    assert len(answer["items"]) < 3
    pull.notification("workspace/diagnostic/refresh", 3)
    while len(answer["items"]) < 3:
        answer = pull_now(pull)


def test_healed_document_is_pulled_again(pull: Editor) -> None:
    pull.open(URI, "bad\n")
    answer = pull_now(pull)
    pull.change(URI, 2, {"range": span((0, 3), (0, 0)), "text": "bad bad"})
    assert pull_now(pull, answer["resultId"])["kind"] == "unchanged"
    pull.notify("textDocument/didSave", {"textDocument": {"uri": URI}, "text": "bad bad\n"})
    pull.notification("workspace/diagnostic/refresh")
    assert len(pull_now(pull, answer["resultId"])["items"]) == 2


def test_slow_pull_without_refresh_waits() -> None:
    with Editor() as editor:
        editor.initialize({"textDocument": {"diagnostic": {}}})
        editor.open(URI, "bad\n\nbad SLOW\n\nbad SLOW\n")
        assert len(pull_now(editor)["items"]) == 3


def test_pull_of_a_document_that_is_not_open(pull: Editor) -> None:
    assert pull_now(pull) == {"kind": "full", "items": []}


def test_cancelled_pull_is_answered(pull: Editor) -> None:
    pull.open(URI, "warm\n")
    pull_now(pull)
    pull.change(URI, 2, {"text": "bad SLOW\n"})
    number = pull.start_request("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    pull.notify("$/cancelRequest", {"id": number})
    start = time.monotonic()
    assert pull.answer_to(number)["error"]["code"] == -32800
    assert time.monotonic() - start < 0.1


def test_killed_host_comes_back(pull: Editor) -> None:
    pull.open(URI, "bad\n\nbad\n")
    before = pull_now(pull)
    assert lines(before["items"]) == [0, 2]
    host = None
    for killed in range(1, 4):
        host = host_pid(pull, other_than=host)
        os.kill(host, signal.SIGKILL)
        pull.change(URI, killed + 1, insertion(0, 0, "x\n"))
        assert lines(pull_now(pull)["items"]) == [killed, killed + 2]


def test_killed_host_while_pushing(push: Editor) -> None:
    push.open(URI, "bad\n")
    push.published(1)
    os.kill(host_pid(push), signal.SIGKILL)
    push.change(URI, 2, insertion(0, 0, "x\n"))
    assert lines(push.published(2)["diagnostics"]) == [1]


def test_unit_that_kills_the_host_is_skipped(push: Editor) -> None:
    push.open(URI, "bad\n\nbad CRASH\n\nbad\n")
    found = push.published(1)["diagnostics"]
    while len(found) < 2:
        found = push.published(1)["diagnostics"]
    assert lines(found) == [0, 4]
    assert push.request("shutdown") is None


def test_host_that_never_answers() -> None:
    with Editor((*FAKE_SERVER, "dead")) as editor:
        editor.initialize(PULL)
        editor.open(URI, "bad\n")
        document = {"textDocument": {"uri": URI}}
        place = {"line": 0, "character": 1}
        start = time.monotonic()
        pulled = editor.start_request("textDocument/diagnostic", document)
        hovered = editor.start_request("textDocument/hover", {**document, "position": place})
        assert editor.actions(URI, (0, 1)) == []
        assert editor.answer_to(hovered)["result"] is None
        error = editor.answer_to(pulled)["error"]
        assert (error["code"], error["data"]) == (-32802, {"retriggerRequest": True})
        assert 0.9 < time.monotonic() - start < 2
        assert editor.exit() == 0


def test_disagreement_with_the_host_is_mended(push: Editor) -> None:
    push.open(URI, "bad\n\nbad LIE\n")
    assert lines(push.published(1)["diagnostics"]) == [0, 2]
    push.change(URI, 2, insertion(0, 0, "x\n"))
    assert lines(push.published(2)["diagnostics"]) == [1, 3]
    assert [line for line in push.errors if "disagree" in line]


def test_endless_disagreement_is_given_up(push: Editor) -> None:
    push.open(URI, "bad\n\nbad LIES\n")
    assert push.published(1)["diagnostics"] == []
    push.open("file:///w/b.py", "bad\n")
    assert push.published(1)["diagnostics"]


def test_settings_problem_is_pushed_and_taken_back(push: Editor, tmp_path: Any) -> None:
    del push
    root = tmp_path.as_uri()
    with Editor() as editor:
        editor.initialize(rootUri=root, initializationOptions={"profile": "wrong"})
        published = editor.published()
        assert published["uri"] == f"{root}/pyproject.toml"
        assert published["diagnostics"][0]["message"] == "unknown profile"
        editor.notify("workspace/didChangeConfiguration", {"settings": {"houserules": {}}})
        assert editor.published()["diagnostics"] == []


def test_settings_problem_is_pulled(tmp_path: Any) -> None:
    root = tmp_path.as_uri()
    with Editor() as editor:
        editor.initialize(PULL, rootUri=root, initializationOptions={"profile": "wrong"})
        editor.open(f"{root}/pyproject.toml", "[tool]\n", language="toml")
        end = time.monotonic() + 5
        items: list[Any] = []
        while not items and time.monotonic() < end:
            items = pull_now(editor, uri=f"{root}/pyproject.toml")["items"]
        assert items[0]["message"] == "unknown profile"
        assert not [m for m in editor.seen if "publish" in m.get("method", "")]
