"""What real clients announce, and what we make of it."""

from __future__ import annotations

import pytest

from houserules.lsp.capabilities import server_capabilities
from houserules.lsp.editor import Editor
from houserules.text.lines import Encoding


def test_nothing_announced() -> None:
    editor = Editor.of({})
    assert editor == Editor()
    assert "diagnosticProvider" not in server_capabilities(editor, [])


@pytest.mark.parametrize(
    "capabilities",
    [
        None,
        [],
        3,
        {"general": None},
        {"general": {"positionEncodings": [3, None]}},
        {"textDocument": []},
    ],
)
def test_odd_capabilities_cost_nothing(capabilities: object) -> None:
    odd = {
        "clientInfo": 3,
        "processId": True,
        "initializationOptions": [],
        "workspaceFolders": [{}],
    }
    assert Editor.of({"capabilities": capabilities, **odd}) == Editor()


@pytest.mark.parametrize(
    ("offered", "encoding"),
    [
        (["utf-16"], Encoding.UTF16),
        (["utf-8", "utf-16", "utf-32"], Encoding.UTF8),
        (["utf-32", "utf-8"], Encoding.UTF32),
        (["utf-7", "utf-32"], Encoding.UTF32),
        ([], Encoding.UTF16),
        (None, Encoding.UTF16),
    ],
)
def test_encoding_is_the_clients_first(offered: object, encoding: Encoding) -> None:
    editor = Editor.of({"capabilities": {"general": {"positionEncodings": offered}}})
    assert editor.encoding is encoding
    assert server_capabilities(editor, [])["positionEncoding"] == encoding.value


def test_refresh_as_helix_spells_it() -> None:
    workspace = {"diagnostic": {"refreshSupport": True}}
    assert Editor.of({"capabilities": {"workspace": workspace}}).refresh_diagnostics


def test_pull_is_offered_to_those_who_pull() -> None:
    editor = Editor.of({"capabilities": {"textDocument": {"diagnostic": {}}}})
    assert "diagnosticProvider" in server_capabilities(editor, [])


@pytest.mark.parametrize(
    ("params", "folders"),
    [
        (
            {
                "workspaceFolders": [{"uri": "file:///a"}, {"uri": "file:///b"}],
                "rootUri": "file:///c",
            },
            ("/a", "/b"),
        ),
        ({"workspaceFolders": None, "rootUri": "file:///c"}, ("/c",)),
        ({"rootUri": None, "rootPath": "/d e"}, ("/d e",)),
        ({"rootUri": None, "rootPath": None}, ()),
        ({"workspaceFolders": [{"uri": "untitled:x"}]}, ()),
    ],
)
@pytest.mark.skipif("sys.platform == 'win32'", reason="the paths are in POSIX style")
def test_folders(params: dict[str, object], folders: tuple[str, ...]) -> None:
    assert Editor.of(params).folders == folders
