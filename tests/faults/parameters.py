"""Parameters of a wrong shape: each request is answered with -32602, each notification ignored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faults.steps import (
    Answered,
    AnsweredEither,
    Arguments,
    Case,
    Send,
    about,
    change,
    edit,
    notification,
    opening,
    request,
)

URI = "file:///w/parameters.py"
PLACE = {"line": 0, "character": 0}
RANGE = {"start": PLACE, "end": PLACE}
CONTEXT: dict[str, Any] = {"diagnostics": []}

# The requests about a document, with parameters that are right.
ABOUT: dict[str, dict[str, Any]] = {
    "textDocument/diagnostic": about(URI),
    "textDocument/hover": about(URI, position=PLACE),
    "textDocument/completion": about(URI, position=PLACE),
    "textDocument/codeAction": about(URI, range=RANGE, context=CONTEXT),
}
AT_A_PLACE = {name: params for name, params in ABOUT.items() if "position" in params}
COMMANDS = ("fixAll", "explain", "chooseProfile", "status", "debug", "restartHost")
WRONG_ARGUMENTS = (None, [], [3], [None], [[]], [{}], ["x"], ["file:///no.py", 3], ["\0"], "x")


def refused(name: str, *asked: tuple[str, Any]) -> Case:
    """All these requests are answered with -32602."""
    return Case(
        f"parameters: {name}",
        (
            Send((opening(URI, "x = 1\n"),)),
            Send(tuple(request(n, method, params) for n, (method, params) in enumerate(asked))),
            *(Answered(n, -32602) for n in range(len(asked))),
        ),
        probe=False,
    )


def everywhere(name: str, make: Callable[[dict[str, Any]], Any], only: Any = ABOUT) -> Case:
    return refused(name, *((method, make(params)) for method, params in only.items()))


def at(name: str, position: Any) -> Case:
    """A position of a wrong shape, wherever one is asked for."""
    asked = [(method, {**params, "position": position}) for method, params in AT_A_PLACE.items()]
    for end in ("start", "end"):
        params = {**ABOUT["textDocument/codeAction"], "range": {**RANGE, end: position}}
        asked.append(("textDocument/codeAction", params))
    return refused(f"position {name}", *asked)


def ignored(name: str, *values: Any) -> Case:
    """Notifications that change nothing: the session goes on."""
    return Case(
        f"notification: {name}", (Send((opening(URI, "x = 1\n"),)), Send(values)), probe=False
    )


def tolerated(name: str, *asked: tuple[str, Any]) -> Case:
    """What is answered one way or the other, but answered."""
    return Case(
        f"parameters: {name}",
        (
            Send((opening(URI, "x = 1\n"),)),
            Send(tuple(request(n, method, params) for n, (method, params) in enumerate(asked))),
            *(
                AnsweredEither(n, (None, -32602, -32601, -32802, -32803, -32801))
                for n in range(len(asked))
            ),
        ),
        probe=False,
    )


def document_notifications(item: Any) -> tuple[Any, ...]:
    return tuple(
        notification(f"textDocument/{method}", {"textDocument": item, "contentChanges": []})
        for method in ("didOpen", "didChange", "didSave", "didClose")
    )


CASES = (
    everywhere("missing", lambda _: ...),
    everywhere("null", lambda _: None),
    everywhere("a list", lambda _: [1, 2]),
    everywhere("a number", lambda _: 3),
    everywhere("a string", lambda _: "x"),
    everywhere("a boolean", lambda _: True),
    everywhere("an empty object", lambda _: {}),
    everywhere("document is missing", lambda p: {k: p[k] for k in p if k != "textDocument"}),
    everywhere("document is null", lambda p: {**p, "textDocument": None}),
    everywhere("document is a list", lambda p: {**p, "textDocument": [URI]}),
    everywhere("document is a uri", lambda p: {**p, "textDocument": URI}),
    everywhere("uri is missing", lambda p: {**p, "textDocument": {}}),
    everywhere("uri is a number", lambda p: {**p, "textDocument": {"uri": 3}}),
    everywhere("uri is null", lambda p: {**p, "textDocument": {"uri": None}}),
    everywhere("uri is a list", lambda p: {**p, "textDocument": {"uri": [URI]}}),
    at("missing", None),
    at("is a list", [0, 0]),
    at("is a number", 0),
    at("is empty", {}),
    at("without a line", {"character": 0}),
    at("without a column", {"line": 0}),
    at("with a negative line", {"line": -1, "character": 0}),
    at("with a negative column", {"line": 0, "character": -1}),
    at("with a line of 2^31", {"line": 2**31, "character": 0}),
    at("with a column of 2^31", {"line": 0, "character": 2**31}),
    at("with a line of 2^63", {"line": 2**63, "character": 0}),
    at("with a line of 0.5", {"line": 0.5, "character": 0}),
    at("with a column of 1.0", {"line": 0, "character": 1.0}),
    at("with a boolean line", {"line": True, "character": 0}),
    at("with a textual line", {"line": "0", "character": 0}),
    at("with a null column", {"line": 0, "character": None}),
    refused(
        "range is wrong",
        *(
            ("textDocument/codeAction", about(URI, range=value, context=CONTEXT))
            for value in (None, 3, [], {}, {"start": PLACE}, {"end": PLACE})
        ),
    ),
    tolerated(
        "context is wrong",
        *(
            ("textDocument/codeAction", about(URI, range=RANGE, context=value))
            for value in (None, 3, [], {}, {"diagnostics": 3}, {"diagnostics": [3, None, {}]},
                          {"diagnostics": [], "only": 3}, {"diagnostics": [], "only": [3, None]},
                          {"diagnostics": [], "triggerKind": "x"})
        ),
    ),
    refused(
        "data of an action is wrong",
        *(
            ("codeAction/resolve", value)
            for value in (..., None, [], 3, {}, {"title": "x", "data": 3}, {"title": "x", "data": []},
                          {"title": "x", "data": {}}, {"title": "x", "data": {"uri": 3}},
                          {"title": "x", "data": {"uri": URI, "method": "status", "params": {}}},
                          {"title": "x", "data": {"uri": URI, "method": "write_profile", "params": {"folder": "/", "profile": "x"}}},
                          {"title": "x", "data": {"uri": URI, "method": "resolve_fix", "params": []}})
        ),
    ),
    tolerated(
        "data of an action is foreign",
        *(
            ("codeAction/resolve", {"title": "x", "data": {"uri": URI, "method": "resolve_fix", "params": params}})
            for params in ({}, {"uri": 3}, {"uri": URI, "unit": 3, "index": -1, "rule": [], "nth": None},
                           {"uri": "file:///other.py", "unit": "x", "index": 2**70, "rule": "x", "nth": -9})
        ),
    ),
    tolerated(
        "an item of completion is foreign",
        *(
            ("completionItem/resolve", value)
            for value in (..., None, [], 3, {}, {"label": 3}, {"label": "x", "data": [1]},
                          {"label": "x", "data": {"rule": 3}})
        ),
    ),
    refused(
        "command is wrong",
        *(
            ("workspace/executeCommand", value)
            for value in (..., None, [], 3, {}, {"command": None}, {"command": 3},
                          {"command": ["x"]}, {"command": "rm -rf"}, {"command": "houserules.1.fixAll"})
        ),
    ),
    tolerated(
        "previous results of the workspace are wrong",
        *(
            ("workspace/diagnostic", value)
            for value in ({"previousResultIds": 3}, {"previousResultIds": [3]},
                          {"previousResultIds": [{"uri": 3, "value": None}]})
        ),
    ),
    tolerated(
        "previous result is wrong",
        *(("textDocument/diagnostic", about(URI, previousResultId=value)) for value in (3, [], {}, "x")),
    ),
    tolerated("a partial result token", ("textDocument/diagnostic", about(URI, partialResultToken=3, workDoneToken=[]))),
    ignored("document is missing", *document_notifications(None)),
    ignored("document is a list", *document_notifications([URI])),
    ignored("document is empty", *document_notifications({})),
    ignored("uri is a number", *document_notifications({"uri": 3})),
    ignored("uri is null", *document_notifications({"uri": None, "version": 2})),
    ignored("parameters are missing", *(notification(f"textDocument/{m}") for m in ("didOpen", "didChange", "didSave", "didClose"))),
    ignored("parameters are a list", *(notification(f"textDocument/{m}", [1]) for m in ("didOpen", "didChange", "didSave", "didClose"))),
    ignored("text is a number", notification("textDocument/didOpen", {"textDocument": {"uri": URI, "languageId": "python", "version": 1, "text": 3}})),
    ignored("text is missing", notification("textDocument/didOpen", {"textDocument": {"uri": URI, "languageId": "python", "version": 1}})),
    ignored("language is a number", opening(URI, "x", 1, 3)),  # type: ignore[arg-type] - the fault itself
    ignored("version is a word", opening("file:///w/v.py", "x", "one"), change(URI, "two", {"text": ""})),
    ignored("version is a fraction", change(URI, 2.5, {"text": ""})),
    ignored("version of 2^31", change(URI, 2**31, {"text": ""})),
    ignored("changes are no list", notification("textDocument/didChange", about(URI, contentChanges={"text": ""}))),
    ignored("changes are numbers", notification("textDocument/didChange", about(URI, contentChanges=[1, None]))),
    ignored("changes have no text", change(URI, 2, edit((0, 0), (0, 1), None), {}, {"text": 3})),
    ignored("saved text is a number", notification("textDocument/didSave", about(URI, text=3))),
    ignored("close of a document that is not open", notification("textDocument/didClose", about("file:///no.py"))),
    ignored("save of a document that is not open", notification("textDocument/didSave", about("file:///no.py", text="x"))),
    ignored(
        "watched files are wrong",
        *(
            notification("workspace/didChangeWatchedFiles", value)
            for value in (..., None, [], {}, {"changes": 3}, {"changes": [3]}, {"changes": [{}]},
                          {"changes": [{"uri": 3, "type": 2}]}, {"changes": [{"uri": "x", "type": "y"}]})
        ),
    ),
    ignored(
        "configuration is wrong",
        *(
            notification("workspace/didChangeConfiguration", value)
            for value in (..., None, [], {}, {"settings": 3}, {"settings": []}, {"settings": {"houserules": 3}},
                          {"settings": {"houserules": {"select": 3}}}, {"settings": {"houserules": {"select": [3, None]}}},
                          {"settings": {"houserules": {"trace": []}}})
        ),
    ),
    ignored(
        "workspace folders are wrong",
        *(
            notification("workspace/didChangeWorkspaceFolders", value)
            for value in (..., None, {}, {"event": 3}, {"event": {}}, {"event": {"added": 3, "removed": 3}},
                          {"event": {"added": [3], "removed": [{}]}},
                          {"event": {"added": [{"uri": 3}], "removed": [{"uri": "http://x/"}]}})
        ),
    ),
    ignored(
        "trace is wrong",
        *(notification("$/setTrace", value) for value in (..., None, [], {}, {"value": 3}, {"value": "loud"})),
    ),
    ignored(
        "notebooks are wrong",
        *(
            notification(f"notebookDocument/{method}", value)
            for method in ("didOpen", "didChange", "didSave", "didClose")
            for value in (..., None, [], {}, {"notebookDocument": 3}, {"notebookDocument": {}, "cellTextDocuments": [3]},
                          {"notebookDocument": {"uri": 3, "cells": 3}, "cellTextDocuments": 3},
                          {"notebookDocument": {"uri": "x"}, "change": {"cells": {"structure": 3}}})
        ),
    ),
    Case(
        "parameters: arguments of commands are wrong",
        tuple(Arguments(name, value) for name in COMMANDS for value in WRONG_ARGUMENTS),
    ),
    ignored("progress is wrong", notification("window/workDoneProgress/cancel", {"token": []}), notification("$/progress", 3)),
)  # fmt: skip
