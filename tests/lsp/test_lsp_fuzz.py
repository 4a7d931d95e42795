"""Mutated messages of an ordinary session: every request is answered exactly once."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from fake_editor import Editor, insertion, span

URI = "file:///fuzz.py"
DOCUMENT = {"textDocument": {"uri": URI}}
PLACE = {"line": 0, "character": 5}
MESSAGES: list[tuple[str, Any]] = [
    ("textDocument/didOpen", {"textDocument": {"uri": URI, "languageId": "python", "version": 1, "text": "bad\n"}}),
    ("textDocument/didChange", {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [insertion(0, 0, "x")]}),
    ("textDocument/didChange", {"textDocument": {"uri": URI, "version": 3}, "contentChanges": [{"text": "bad\n\nrisky\n"}]}),
    ("textDocument/didSave", {**DOCUMENT, "text": "bad\n"}),
    ("textDocument/didClose", DOCUMENT),
    ("textDocument/diagnostic", {**DOCUMENT, "previousResultId": "1"}),
    ("textDocument/hover", {**DOCUMENT, "position": PLACE}),
    ("textDocument/codeAction", {**DOCUMENT, "range": span((0, 0), (0, 3)), "context": {"diagnostics": [{"source": "houserules", "code": "test/bad"}], "only": ["quickfix"], "triggerKind": 1}}),
    ("codeAction/resolve", {"title": "x", "data": {"uri": URI, "method": "resolve_fix", "params": {"uri": URI, "unit": "x", "index": 0, "rule": "test/bad", "nth": 0}}}),
    ("workspace/executeCommand", {"command": "x", "arguments": [URI]}),
    ("workspace/didChangeConfiguration", {"settings": {"houserules": {"profile": "strict"}}}),
    ("workspace/didChangeWatchedFiles", {"changes": [{"uri": "file:///x.py", "type": 2}]}),
    ("workspace/didChangeWorkspaceFolders", {"event": {"added": [{"uri": "file:///w", "name": "w"}], "removed": []}}),
    ("$/cancelRequest", {"id": 1}),
    ("$/setTrace", {"value": "off"}),
    ("initialized", {}),
    ("initialize", {"capabilities": {}}),
]  # fmt: skip
ODD = [None, True, -1, 0, 1.5, 2**31, 2**63, "", "x", "file:///", "\ud800", [], {}, [[]], {"a": {}}]


def mutated(rng: random.Random, value: Any) -> Any:
    """Change one place of a JSON value: drop it, double it, or put something odd there."""
    value = copy.deepcopy(value)
    places: list[tuple[Any, Any]] = []

    def gather(node: Any) -> None:
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            places.append((node, key))
            if isinstance(node[key], dict | list):
                gather(node[key])

    gather(value)
    if not places:
        return rng.choice(ODD)
    node, key = rng.choice(places)
    if rng.random() < 0.3:
        del node[key]
    elif isinstance(node, list) and rng.random() < 0.5:
        node.append(rng.choice(ODD))
    else:
        node[key] = rng.choice(ODD)
    return value


def test_every_request_is_answered_once() -> None:
    seed = random.randrange(1 << 30)
    print("seed", seed)
    rng = random.Random(seed)
    with Editor() as editor:
        editor.initialize(
            {"textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}}}
        )
        asked: list[str] = []
        for number in range(600):
            method, params = rng.choice(MESSAGES)
            message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
            if "/did" not in method or rng.random() < 0.1:
                message["id"] = f"r{number}"
                asked.append(message["id"])
            for _ in range(rng.randrange(3)):
                if isinstance(message["params"], dict | list):
                    changed = mutated(rng, message["params"])
                    message["params"] = changed if rng.random() < 0.9 else rng.choice(ODD)
            editor.send(message)
        editor.send({"jsonrpc": "2.0", "id": "last", "method": "x/unknown"})
        for number in asked:
            editor.answer_to(number, 10)
        editor.answer_to("last", 10)
        answers = [m for m in editor.seen if "method" not in m and m.get("id") is not None]
        assert not answers, json.dumps(answers[:3])
        assert editor.exit() == 0
        assert not [line for line in editor.errors if "event loop" in line]
