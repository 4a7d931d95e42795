"""Commands that ask back, the status, and the trace, through the real front."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fake_editor import PRODUCT, Editor
from test_lsp_code_actions import run

URI = "file:///w/a.py"
FOLDER = {"workspaceFolders": [{"uri": "file:///w", "name": "w"}]}


@pytest.fixture
def editor() -> Iterator[Editor]:
    with Editor() as editor:
        editor.initialize(**FOLDER)
        yield editor


ANSWERS: dict[str, tuple[Any, Any]] = {
    "a profile": ({"title": "recommended"}, {"path": "/w/houserules.toml"}),
    "none": (None, None),
    "something else": ({"title": "strict"}, None),
    "no object": ("recommended", None),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("arguments", [(), (None,), (None, "file:///w")], ids=str)
def test_the_user_is_asked_for_a_profile(
    name: str, arguments: tuple[Any, ...], editor: Editor
) -> None:
    answer, expected = ANSWERS[name]
    asked: list[Any] = []

    def choose(params: Any) -> Any:
        asked.append(params)
        return answer

    editor.answers["window/showMessageRequest"] = choose
    assert run(editor, "chooseProfile", *arguments) == expected
    [params] = asked
    titles = [action["title"] for action in params["actions"]]
    assert titles[0] == "recommended"
    assert "api-structlog" in titles


def test_status_says_what_is_in_force(tmp_path: Any) -> None:
    (tmp_path / "houserules.toml").write_text('profile = "recommended"\n')
    uri = (tmp_path / "a.py").as_uri()
    with Editor(PRODUCT) as product:
        product.initialize(rootUri=tmp_path.as_uri())
        product.open(uri, "try:\n    pass\nexcept:\n    pass\n")
        product.wait_for(lambda message: "errors/bare-except" in str(message.get("params")))
        status = run(product, "status", uri)
        assert status["profile"] == "recommended"
        assert status["settings_file"] == str(tmp_path / "houserules.toml")
        assert status["rules_active"] >= status["rules_implemented"] > 0
        assert status["findings"] >= 1
        assert "index" in status


def test_status_without_a_host() -> None:
    with Editor() as editor:
        editor.initialize()
        status = run(editor, "status")
        assert (status["index"], status["findings"]) == (None, 0)


def traced(editor: Editor) -> list[str]:
    """What was traced up to the answer of a request."""
    editor.request("textDocument/hover", hover_params())
    editor.quiet(0.1)
    return [m["params"]["message"] for m in editor.seen if m.get("method") == "$/logTrace"]


def hover_params() -> dict[str, Any]:
    return {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}


TRACING: dict[str, tuple[dict[str, Any], list[tuple[str, Any]], bool]] = {
    "off": ({}, [], False),
    "from the start": ({"trace": "messages"}, [], True),
    "verbose says no more": ({"trace": "verbose"}, [], True),
    "later": ({}, [("$/setTrace", {"value": "messages"})], True),
    "and off again": ({"trace": "messages"}, [("$/setTrace", {"value": "off"})], False),
    "a setting": ({"initializationOptions": {"trace": "messages"}}, [], True),
    "a setting of the client library": (
        {"initializationOptions": {"trace": {"server": "messages"}}},
        [],
        False,
    ),
    "a value that is none": ({"trace": "loud"}, [("$/setTrace", {"value": 3})], False),
}


@pytest.mark.parametrize("name", TRACING)
def test_trace(name: str) -> None:
    params, notifications, expected = TRACING[name]
    with Editor() as editor:
        editor.initialize(**params)
        for method, values in notifications:
            editor.notify(method, values)
        run(editor, "status")
        editor.seen.clear()
        editor.open(URI, "a_secret_name = 1\n")
        lines = traced(editor)
        assert bool(lines) is expected
        assert not any("secret" in line or "a.py" in line for line in lines)
        if expected:
            opened = re.compile(r"textDocument/didOpen handled in \d+\.\d ms")
            hovered = re.compile(r"textDocument/hover \(.+\) answered in \d+\.\d ms")
            assert any(map(opened.fullmatch, lines))
            assert any(map(hovered.fullmatch, lines))
