"""Messages that no editor should send: every request is answered once, and the session goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fake_editor import Editor, insertion, span

URI = "file:///faults.py"


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with Editor() as editor:
        editor.initialize()
        editor.open(URI, "x = bad\n")
        editor.published(1)
        yield editor


def check_alive(editor: Editor) -> None:
    assert editor.request("textDocument/codeAction", action_params(0))


def action_params(line: Any) -> dict[str, Any]:
    place = {"line": line, "character": 5}
    return {
        "textDocument": {"uri": URI},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": []},
    }


NOT_JSON = {
    "cut off": b'{"jsonrpc":"2.0","id":1,"method":"shut',
    "bad utf-8": b'{"jsonrpc":"2.0","id":1,"method":"\xff"}',
    "deeply nested": b"[" * 100_000,
    "a huge integer": b'{"jsonrpc":"2.0","id":' + b"1" * 5_000 + b',"method":"x"}',
    "not a number": b'{"jsonrpc":"2.0","id":NaN,"method":"x"}',
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_not_json(editor: Editor, name: str) -> None:
    body = NOT_JSON[name]
    editor.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    assert editor.answer_to(None)["error"]["code"] == -32700
    check_alive(editor)


@pytest.mark.parametrize(
    "header",
    [b"Content-Length: -1", b"Content-Length: 0", b"Content-Length: 1000000000000", b"X: y"],
)
def test_bad_header(editor: Editor, header: bytes) -> None:
    editor.send_bytes(header + b"\r\n\r\n")
    assert editor.answer_to(None)["error"]["code"] == -32700
    check_alive(editor)


@pytest.mark.parametrize("header", [b"content-length:%d\r\n\r\n", b"CONTENT-LENGTH: %d\n\n"])
def test_tolerated_header(editor: Editor, header: bytes) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": "h", "method": "x/unknown"}).encode()
    editor.send_bytes(header % len(body) + body)
    assert editor.answer_to("h")["error"]["code"] == -32601


INVALID = {
    "batch": ([{"jsonrpc": "2.0", "id": 1, "method": "x"}], None),
    "scalar": (3, None),
    "null": (None, None),
    "text": ("x", None),
    "no jsonrpc": ({"id": "q1", "method": "x"}, "q1"),
    "old jsonrpc": ({"jsonrpc": "1.0", "id": "q2", "method": "x"}, "q2"),
    "float id": ({"jsonrpc": "2.0", "id": 1.5, "method": "x"}, None),
    "null id": ({"jsonrpc": "2.0", "id": None, "method": "x"}, None),
    "list id": ({"jsonrpc": "2.0", "id": [1], "method": "x"}, None),
    "bool id": ({"jsonrpc": "2.0", "id": True, "method": "x"}, None),
    "no method": ({"jsonrpc": "2.0", "id": "q3"}, "q3"),
    "method of a wrong type": ({"jsonrpc": "2.0", "id": "q4", "method": 3}, "q4"),
    "empty": ({}, None),
    "second initialize": (
        {"jsonrpc": "2.0", "id": "q5", "method": "initialize", "params": {"capabilities": {}}},
        "q5",
    ),
}


@pytest.mark.parametrize("name", INVALID)
def test_invalid_request(editor: Editor, name: str) -> None:
    message, number = INVALID[name]
    editor.send(message)
    assert editor.answer_to(number)["error"]["code"] == -32600
    check_alive(editor)


WRONG_PARAMS: dict[str, tuple[str, Any]] = {
    "missing": ("textDocument/codeAction", None),
    "array": ("textDocument/codeAction", [1]),
    "scalar": ("textDocument/codeAction", 3),
    "uri of a wrong type": ("textDocument/diagnostic", {"textDocument": {"uri": 3}}),
    "negative line": ("textDocument/codeAction", action_params(-1)),
    "line above 2^31": ("textDocument/codeAction", action_params(2**31)),
    "float line": ("textDocument/codeAction", action_params(0.5)),
    "boolean line": ("textDocument/codeAction", action_params(True)),
    "hover without position": ("textDocument/hover", {"textDocument": {"uri": URI}}),
    "foreign data": (
        "codeAction/resolve",
        {"title": "x", "data": {"uri": URI, "method": "status"}},
    ),
    "data of a wrong type": ("codeAction/resolve", {"title": "x", "data": 3}),
    "unknown command": ("workspace/executeCommand", {"command": "rm"}),
    "command without name": ("workspace/executeCommand", {}),
}


@pytest.mark.parametrize("name", WRONG_PARAMS)
def test_wrong_params(editor: Editor, name: str) -> None:
    method, params = WRONG_PARAMS[name]
    assert editor.answer_to(editor.start_request(method, params))["error"]["code"] == -32602
    check_alive(editor)


@pytest.mark.parametrize("params", [None, {}, [1]])
@pytest.mark.parametrize("method", ["x/unknown", "$/unknown", "textDocument/definition"])
def test_unknown_method(editor: Editor, method: str, params: Any) -> None:
    assert editor.answer_to(editor.start_request(method, params))["error"]["code"] == -32601


IGNORED: dict[str, tuple[str, Any]] = {
    "unknown": ("x/unknown", None),
    "$/unknown": ("$/setTraces", {"value": 3}),
    "change of a document that is not open": (
        "textDocument/didChange",
        {"textDocument": {"uri": "file:///no.py", "version": 2}, "contentChanges": []},
    ),
    "change without changes": (
        "textDocument/didChange",
        {"textDocument": {"uri": URI, "version": 2}},
    ),
    "close of a document that is not open": (
        "textDocument/didClose",
        {"textDocument": {"uri": "file:///no.py"}},
    ),
    "open without text": ("textDocument/didOpen", {"textDocument": {"uri": "file:///n.py"}}),
    "cancel of nothing": ("$/cancelRequest", {"id": 987}),
    "cancel without id": ("$/cancelRequest", None),
    "watched files of a wrong type": ("workspace/didChangeWatchedFiles", {"changes": [3]}),
    "configuration of a wrong type": ("workspace/didChangeConfiguration", {"settings": 3}),
    "trace of a wrong type": ("$/setTrace", {"value": 3}),
}


@pytest.mark.parametrize("name", IGNORED)
def test_ignored_notification(editor: Editor, name: str) -> None:
    editor.notify(*IGNORED[name])
    check_alive(editor)


def test_answer_nobody_asked_for(editor: Editor) -> None:
    editor.send({"jsonrpc": "2.0", "id": 12345, "result": None})
    editor.send({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": ""}})
    check_alive(editor)


def test_text_that_is_no_valid_unicode(editor: Editor) -> None:
    uri = "file:///surrogate.py"
    editor.open(uri, "x = '\ud800' # bad\n")
    diagnostic = editor.published(1)["diagnostics"][0]
    assert diagnostic["range"] == span((0, 10), (0, 13))
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert editor.published() == {"uri": uri, "diagnostics": []}


def test_opened_twice(editor: Editor) -> None:
    uri = "file:///twice.py"
    editor.open(uri, "bad\n", 1)
    editor.open(uri, "x bad\n", 4)
    assert editor.published(4)["diagnostics"][0]["range"] == span((0, 2), (0, 5))


def test_reversed_range_holds_diagnostics_until_the_save(editor: Editor) -> None:
    uri = "file:///reversed.py"
    editor.open(uri, "bad\n", 1)
    editor.published(1)
    editor.seen.clear()
    editor.change(uri, 2, {"range": span((0, 3), (0, 0)), "text": "bad bad"})
    editor.quiet()
    assert not [m for m in editor.seen if m.get("params", {}).get("version") == 2]
    editor.notify("textDocument/didSave", {"textDocument": {"uri": uri}, "text": "bad bad\n"})
    assert len(editor.published(2)["diagnostics"]) == 2
    editor.change(uri, 3, insertion(0, 0, "bad "))
    assert len(editor.published(3)["diagnostics"]) == 3


def test_before_initialize() -> None:
    with Editor() as editor:
        editor.notify("textDocument/didOpen", {})
        answer = editor.answer_to(editor.start_request("textDocument/hover", {}))
        assert answer["error"]["code"] == -32002
        editor.initialize()
        assert editor.exit() == 0


def test_after_shutdown() -> None:
    with Editor() as editor:
        editor.initialize()
        editor.request("shutdown")
        answer = editor.answer_to(editor.start_request("textDocument/hover", {}))
        assert answer["error"]["code"] == -32600
        editor.notify("exit")
        assert editor.process.wait(10) == 0


def test_without_initialized() -> None:
    with Editor() as editor:
        editor.request("initialize", {"capabilities": {}})
        editor.open(URI, "bad\n")
        assert editor.published(1)["diagnostics"]
