"""Cells of notebooks are documents of their own, through the real front."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_editor import PRODUCT, Editor, insertion

BOOK = "file:///w/a.ipynb"
NOTEBOOKS = {"notebookDocument": {"synchronization": {"dynamicRegistration": False}}}
URIS = {
    "VS Code": "vscode-notebook-cell:/w/a.ipynb#W%d",
    "a file with a fragment": "file:///w/a.ipynb#%d",
    "a scheme of its own": "jupyter:/a/%d",
}


@pytest.fixture
def editor() -> Iterator[Editor]:
    with Editor() as editor:
        editor.initialize(NOTEBOOKS)
        yield editor


def item(uri: str, text: str, language: str = "python") -> dict[str, Any]:
    return {"uri": uri, "languageId": language, "version": 1, "text": text}


def open_book(editor: Editor, *items: dict[str, Any]) -> None:
    cells = [{"kind": 2, "document": one["uri"]} for one in items]
    book = {"uri": BOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": cells}
    params = {"notebookDocument": book, "cellTextDocuments": list(items)}
    editor.notify("notebookDocument/didOpen", params)


def change_book(editor: Editor, **cells: Any) -> None:
    book = {"uri": BOOK, "version": 2}
    params = {"notebookDocument": book, "change": {"cells": cells}}
    editor.notify("notebookDocument/didChange", params)


def found(editor: Editor, uri: str) -> int:
    """How many findings are published next for a cell."""
    method = "textDocument/publishDiagnostics"
    message = editor.wait_for(lambda m: m.get("method") == method and m["params"]["uri"] == uri)
    return len(message["params"]["diagnostics"])


def test_offered_to_clients_that_have_notebooks() -> None:
    for capabilities, expected in ((NOTEBOOKS, True), ({}, False)):
        with Editor() as editor:
            offered = editor.initialize(capabilities)["capabilities"]
            assert ("notebookDocumentSync" in offered) is expected


@pytest.mark.parametrize("name", URIS)
def test_each_cell_has_its_findings(name: str, editor: Editor) -> None:
    first, second = (URIS[name] % number for number in (1, 2))
    open_book(editor, item(first, "bad\n"), item(second, "bad bad"))
    assert (found(editor, first), found(editor, second)) == (1, 2)


def test_cells_follow_their_edits(editor: Editor) -> None:
    cell = URIS["VS Code"] % 1
    open_book(editor, item(cell, "bad\n"))
    assert found(editor, cell) == 1
    content = {"document": {"uri": cell, "version": 2}, "changes": [insertion(0, 0, "bad ")]}
    change_book(editor, textContent=[content])
    assert found(editor, cell) == 2


def test_cells_come_and_go(editor: Editor) -> None:
    first, second = (URIS["VS Code"] % number for number in (1, 2))
    open_book(editor, item(first, "bad\n"))
    assert found(editor, first) == 1
    structure = {
        "array": {"start": 0, "deleteCount": 1, "cells": [{"kind": 2, "document": second}]},
        "didOpen": [item(second, "bad bad\n")],
        "didClose": [{"uri": first}],
    }
    change_book(editor, structure=structure)
    assert (found(editor, first), found(editor, second)) == (0, 2)
    params = {"notebookDocument": {"uri": BOOK}, "cellTextDocuments": [{"uri": second}]}
    editor.notify("notebookDocument/didClose", params)
    assert found(editor, second) == 0


def test_text_between_cells_is_not_checked(editor: Editor) -> None:
    prose, cell = (URIS["VS Code"] % number for number in (1, 2))
    open_book(editor, item(prose, "bad", "markdown"), item(cell, "bad"))
    assert found(editor, cell) == 1
    assert not [m for m in editor.seen if prose in str(m)]


MALFORMED: dict[str, tuple[str, dict[str, Any]]] = {
    "no cells": ("didOpen", {"notebookDocument": {"uri": BOOK}}),
    "a cell without text": ("didOpen", {"cellTextDocuments": [{"uri": "a:1"}]}),
    "no change": ("didChange", {}),
    "a change of nothing": ("didChange", {"change": {}}),
    "a change of a wrong type": ("didChange", {"change": {"cells": {"textContent": [{}]}}}),
    "a close of nothing": ("didClose", {"cellTextDocuments": 3}),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_messages_change_nothing(name: str, editor: Editor) -> None:
    method, params = MALFORMED[name]
    cell = URIS["VS Code"] % 1
    editor.notify(f"notebookDocument/{method}", params)
    open_book(editor, item(cell, "bad"))
    assert found(editor, cell) == 1


def test_cells_under_the_product(tmp_path: Path) -> None:
    cell = URIS["VS Code"] % 1
    text = "from typing import Optional\n\nx: Optional[int] = None\n"
    rule = "typing/optional-syntax"
    with Editor(PRODUCT) as editor:
        options = {"select": [rule]}
        editor.initialize(NOTEBOOKS, rootUri=tmp_path.as_uri(), initializationOptions=options)
        open_book(editor, item(cell, text))
        message = editor.wait_for(lambda m: rule in str(m.get("params")))
        assert message["params"]["uri"] == cell
