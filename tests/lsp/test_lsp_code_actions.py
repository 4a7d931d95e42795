"""Code actions as different clients ask for them, applied the way an editor applies them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from fake_editor import Editor, insertion

from houserules.lsp.convert import to_offset
from houserules.text.document import Document
from houserules.text.lines import Encoding, Position

URI = "file:///w/a.py"
TEXT = "'😀' + bad + bad\n\nrisky\n\nplain\n"

LAZY = {
    "textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}},
    "workspace": {
        "workspaceEdit": {
            "documentChanges": True,
            "changeAnnotationSupport": {"groupsOnLabel": True},
        },
        "applyEdit": True,
    },
    "window": {"showDocument": {"support": True}},
}


@pytest.fixture
def lazy() -> Iterator[Editor]:
    with Editor() as editor:
        editor.initialize(LAZY)
        editor.open(URI, TEXT)
        editor.published(1)
        yield editor


@pytest.fixture
def eager() -> Iterator[Editor]:
    with Editor() as editor:
        editor.initialize()
        editor.open(URI, TEXT)
        editor.published(1)
        yield editor


def titles(actions: list[Any]) -> list[str]:
    return [action["title"] for action in actions]


def pick(actions: list[Any], title: str) -> Any:
    return next(action for action in actions if action["title"] == title)


def applied(text: str, edit: dict[str, Any]) -> str:
    """Apply a workspace edit of one document, columns in UTF-16."""
    document = Document.of(URI, 0, text)
    if "changes" in edit:
        [(uri, changes)] = edit["changes"].items()
    else:
        [one] = edit["documentChanges"]
        uri, changes = one["textDocument"]["uri"], one["edits"]
    assert uri == URI

    def at(place: dict[str, int]) -> int:
        position = Position(place["line"], place["character"])
        return to_offset(document, position, Encoding.UTF16)

    for change in sorted(changes, key=lambda c: at(c["range"]["start"]), reverse=True):
        start, end = at(change["range"]["start"]), at(change["range"]["end"])
        text = text[:start] + change["newText"] + text[end:]
    return text


def resolve(editor: Editor, action: Any) -> Any:
    assert "edit" not in action
    return editor.request("codeAction/resolve", action)


def test_actions_at_a_safe_finding(lazy: Editor) -> None:
    actions = lazy.actions(URI, (0, 8))
    assert titles(actions) == [
        "Write `good`",
        "Fix all `test/bad` in this file",
        "Ignore `test/bad` on this line",
        "Ignore `test/bad` in this file",
        "Explain `test/bad`",
        "Fix all safe houserules findings",
    ]
    fix = actions[0]
    assert fix["isPreferred"]
    assert [d["code"] for d in fix["diagnostics"]] == ["test/bad"]


def test_lazy_fix_hits_the_finding_that_was_chosen(lazy: Editor) -> None:
    second = lazy.actions(URI, (0, 14))[0]
    edit = resolve(lazy, second)["edit"]
    assert applied(TEXT, edit) == "'😀' + bad + good\n\nrisky\n\nplain\n"
    assert edit["documentChanges"][0]["textDocument"] == {"uri": URI, "version": 1}


def test_lazy_fix_after_an_edit_elsewhere(lazy: Editor) -> None:
    fix = lazy.actions(URI, (0, 8))[0]
    lazy.change(URI, 2, insertion(0, 0, "y = 1\n\n"))
    lazy.published(2)
    edit = resolve(lazy, fix)["edit"]
    assert applied("y = 1\n\n" + TEXT, edit) == "y = 1\n\n'😀' + good + bad\n\nrisky\n\nplain\n"


def test_lazy_fix_of_code_that_changed_is_refused(lazy: Editor) -> None:
    fix = lazy.actions(URI, (0, 8))[0]
    lazy.change(URI, 2, insertion(0, 0, "y"))
    lazy.published(2)
    answer = lazy.answer_to(lazy.start_request("codeAction/resolve", fix))
    assert answer["error"]["code"] == -32801


def test_unsafe_fix_says_why_and_asks(lazy: Editor) -> None:
    fix = lazy.actions(URI, (2, 1))[0]
    assert fix["title"] == "Write `sure` (unsafe: the meaning may change)"
    assert not fix.get("isPreferred")
    edit = resolve(lazy, fix)["edit"]
    [annotation] = edit["changeAnnotations"].values()
    assert annotation == {"label": "the meaning may change", "needsConfirmation": True}
    assert all("annotationId" in e for e in edit["documentChanges"][0]["edits"])


def test_finding_without_fix_can_be_ignored(lazy: Editor) -> None:
    actions = lazy.actions(URI, (4, 0))
    assert titles(actions)[:2] == [
        "Ignore `test/plain` on this line",
        "Ignore `test/plain` in this file",
    ]
    edit = resolve(lazy, actions[0])["edit"]
    assert applied(TEXT, edit) == TEXT.replace("plain", "plain  # houserules: ignore[test/plain]")
    edit = resolve(lazy, actions[1])["edit"]
    assert applied(TEXT, edit) == "# houserules: ignore-file[test/plain]\n" + TEXT


def test_fix_all(lazy: Editor) -> None:
    [action] = lazy.actions(URI, (0, 0), (4, 0), only=["source.fixAll"])
    assert action["kind"] == "source.fixAll.houserules"
    edit = resolve(lazy, action)["edit"]
    assert applied(TEXT, edit) == TEXT.replace("bad", "good")


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["quickfix"], {"quickfix"}),
        (["source"], {"source.fixAll.houserules"}),
        (["source.fixAll"], {"source.fixAll.houserules"}),
        (["source.fixAll.houserules"], {"source.fixAll.houserules"}),
        (["source.fixAll.other"], set()),
        (["source.organizeImports"], set()),
        (["refactor"], set()),
        ([""], {"quickfix", "source.fixAll.houserules"}),
        ([], set()),
    ],
)
def test_only_the_kinds_asked_for(lazy: Editor, only: list[str], kinds: set[str]) -> None:
    actions = lazy.actions(URI, (0, 0), (4, 0), only=only)
    assert {action["kind"] for action in actions} == kinds


def test_no_fix_all_at_every_caret_move(lazy: Editor) -> None:
    assert "source.fixAll.houserules" not in {
        action["kind"] for action in lazy.actions(URI, (0, 8), triggerKind=2)
    }
    assert lazy.actions(URI, (1, 0), triggerKind=2) == []


def test_findings_of_the_line_that_the_client_names(lazy: Editor) -> None:
    assert titles(lazy.actions(URI, (0, 0), only=["quickfix"])) == []
    named = [{"source": "houserules", "code": "test/bad", "message": "", "range": {}}]
    found = titles(lazy.actions(URI, (0, 0), only=["quickfix"], diagnostics=named))
    assert found.count("Write `good`") == 2


def test_at_once_for_clients_that_cannot_resolve(eager: Editor) -> None:
    actions = eager.actions(URI, (0, 8))
    assert applied(TEXT, pick(actions, "Write `good`")["edit"]) == TEXT.replace("bad", "good", 1)
    every = pick(actions, "Fix all `test/bad` in this file")
    assert applied(TEXT, every["edit"]) == TEXT.replace("bad", "good")
    assert "changes" in every["edit"]
    unsafe = eager.actions(URI, (2, 0))[0]
    assert "changeAnnotations" not in unsafe["edit"]


def test_actions_wait_for_the_edit_just_made(lazy: Editor) -> None:
    lazy.change(URI, 2, insertion(0, 0, "bad SLOWISH\n"))
    assert "Write `good`" in titles(lazy.actions(URI, (0, 1)))


def test_explain_opens_the_page(lazy: Editor) -> None:
    shown: list[Any] = []
    lazy.answers["window/showDocument"] = lambda params: shown.append(params) or {"success": True}
    command = pick(lazy.actions(URI, (0, 8)), "Explain `test/bad`")["command"]
    arguments = {"command": command["command"], "arguments": command["arguments"]}
    result = lazy.request("workspace/executeCommand", arguments)
    assert result["page"].startswith("# test/bad")
    assert [params["uri"] for params in shown] == [result["uri"]]


def test_resolving_what_needs_no_edit_changes_nothing(lazy: Editor) -> None:
    action = pick(lazy.actions(URI, (0, 8)), "Explain `test/bad`")
    assert resolve(lazy, action) == action


def test_settings_files_have_no_actions(lazy: Editor) -> None:
    uri = "file:///w/pyproject.toml"
    lazy.open(uri, "bad\n", language="toml")
    start = time.monotonic()
    assert lazy.actions(uri, (0, 1)) == []
    assert time.monotonic() - start < 0.5


def test_fix_all_command_applies_the_edit(lazy: Editor) -> None:
    edits: list[Any] = []
    lazy.answers["workspace/applyEdit"] = lambda params: edits.append(params) or {"applied": True}
    assert run(lazy, "fixAll", URI) is True
    assert applied(TEXT, edits[0]["edit"]) == TEXT.replace("bad", "good")


def run(editor: Editor, name: str, *arguments: Any) -> Any:
    command = f"houserules.{editor.process.pid}.{name}"
    return editor.request(
        "workspace/executeCommand", {"command": command, "arguments": list(arguments)}
    )


def test_commands(lazy: Editor) -> None:
    assert run(lazy, "status")["host_up"]
    assert run(lazy, "debug", URI)["version"] >= 1
    assert run(lazy, "chooseProfile", "strict", "file:///w") == {"path": "/w/houserules.toml"}
    run(lazy, "restartHost")
    lazy.change(URI, 2, insertion(0, 0, "bad\n"))
    assert len(lazy.published(2)["diagnostics"]) == 5
    assert run(lazy, "status")["host_restarts"] == 1


HOVERS = [
    ((0, 8), ["test/bad"]),
    ((0, 0), None),
    ((2, 2), ["test/risky"]),
    ((4, 2), None),
]


@pytest.mark.parametrize(("place", "pages"), HOVERS)
def test_hover_on_a_finding(lazy: Editor, place: tuple[int, int], pages: list[str] | None) -> None:
    result = hover(lazy, URI, place)
    if pages is None:
        assert result is None
    else:
        assert result["contents"]["value"].startswith(f"# {pages[0]}")


def hover(editor: Editor, uri: str, place: tuple[int, int]) -> Any:
    position = {"line": place[0], "character": place[1]}
    params = {"textDocument": {"uri": uri}, "position": position}
    return editor.request("textDocument/hover", params)


def test_hover_on_an_id_in_a_comment_and_in_settings(lazy: Editor) -> None:
    comment = "x = 1  # houserules: ignore[test/bad, test/risky] - 'test/bad'\n"
    lazy.open("file:///w/b.py", comment)
    lazy.published(1)
    for text, rule in (("test/risky", "risky"), ("test/bad", "bad")):
        column = comment.index(text)
        result = hover(lazy, "file:///w/b.py", (0, column + 3))
        assert result["contents"]["value"].startswith(f"# test/{rule}")
        assert result["range"]["start"]["character"] == column
    assert hover(lazy, "file:///w/b.py", (0, comment.rindex("test/bad"))) is None
    lazy.open("file:///w/pyproject.toml", 'ignore = ["test/bad"]\n', language="toml")
    assert hover(lazy, "file:///w/pyproject.toml", (0, 14))["contents"]["kind"] == "markdown"
