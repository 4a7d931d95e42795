"""Notebooks (LSP 3.17, `notebookDocument/*`): each cell with Python is a document of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from houserules.lsp import params as p
from houserules.lsp.wire import json_array, json_object

SYNC: dict[str, Any] = {"notebookSelector": [{"notebook": "*", "cells": [{"language": "python"}]}]}
"""What is announced to clients that have notebooks."""

Take = Callable[[p.Params], None]


class Notebooks:
    """Turns what happens to notebooks into what happens to the documents of their cells."""

    def __init__(self, opened: Take, changed: Take, closed: Take) -> None:
        """Take what handles `didOpen`, `didChange` and `didClose` of a cell's document."""
        self._opened = opened
        self._changed = changed
        self._closed = closed

    def did_open(self, params: p.Params) -> None:
        """Take in `notebookDocument/didOpen`."""
        for item in p.objects(params, "cellTextDocuments"):
            self._opened({"textDocument": item})

    def did_change(self, params: p.Params) -> None:
        """Take in `notebookDocument/didChange`; outputs and metadata are no business of ours."""
        cells = json_object(p.mapping(params, "change").get("cells")) or {}
        structure = json_object(cells.get("structure")) or {}
        for identifier in _objects(structure.get("didClose")):
            self._closed({"textDocument": identifier})
        for item in _objects(structure.get("didOpen")):
            self._opened({"textDocument": item})
        for content in _objects(cells.get("textContent")):
            document, changes = content.get("document"), content.get("changes")
            self._changed({"textDocument": document, "contentChanges": changes})

    def did_close(self, params: p.Params) -> None:
        """Take in `notebookDocument/didClose`."""
        for identifier in p.objects(params, "cellTextDocuments"):
            self._closed({"textDocument": identifier})


def _objects(value: object) -> list[dict[str, Any]]:
    found = map(json_object, json_array(value) or ())
    return [item for item in found if item is not None]
