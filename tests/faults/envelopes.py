"""JSON values that are no JSON-RPC messages, and ids of every kind."""

from __future__ import annotations

from typing import Any

from tests.faults.framing import HEARD
from tests.faults.steps import Answered, Case, Pause, Send, notification, request


def refused(name: str, value: Any, number: Any = None, code: int = -32600) -> Case:
    """The value is answered with an error, and the next message is heard."""
    steps = (Send((value,)), Answered(number, code), Send((request("r", "no/such"),)), HEARD)
    return Case(name, steps, probe=False)


def ignored(name: str, *values: Any) -> Case:
    """Nothing comes back, and the next message is heard."""
    return Case(name, (Send(values), Send((request("r", "no/such"),)), HEARD), probe=False)


def with_id(name: str, number: Any) -> Case:
    steps = (Send((request(number, "no/such"),)), Answered(number, -32601))
    return Case(f"id: {name}", steps, probe=False)


CALL = {"jsonrpc": "2.0", "method": "no/such"}

CASES = (
    refused("a batch", [request(1, "x"), request(2, "x")]),
    refused("an empty batch", []),
    refused("a number", 3),
    refused("a string", "shutdown"),
    refused("null", None),
    refused("true", True),
    refused("an empty object", {}),
    refused("no jsonrpc", {"id": 7, "method": "x"}, 7),
    refused("an old jsonrpc", {"jsonrpc": "1.0", "id": 7, "method": "x"}, 7),
    refused("jsonrpc is a number", {"jsonrpc": 2.0, "id": 7, "method": "x"}, 7),
    refused("jsonrpc is null", {"jsonrpc": None, "id": 7, "method": "x"}, 7),
    refused("no method", {"jsonrpc": "2.0", "id": 7}, 7),
    refused("method is null", {"jsonrpc": "2.0", "id": 7, "method": None}, 7),
    refused("method is a number", {"jsonrpc": "2.0", "id": 7, "method": 3}, 7),
    refused("method is a list", {"jsonrpc": "2.0", "id": 7, "method": ["x"]}, 7),
    refused("a notification whose method is a number", {"jsonrpc": "2.0", "method": 3}),
    refused("id is a fraction", {**CALL, "id": 1.5}),
    refused("id is a whole fraction", {**CALL, "id": 1.0}),
    refused("id is null", {**CALL, "id": None}),
    refused("id is a list", {**CALL, "id": [1]}),
    refused("id is an object", {**CALL, "id": {"a": 1}}),
    refused("id is a boolean", {**CALL, "id": False}),
    refused("method is empty", request(7, ""), 7, -32601),
    refused("method of 100,000 characters", request(7, "x" * 100_000), 7, -32601),
    refused("method with line breaks", request(7, "x\r\nContent-Length: 5\r\n\r\n"), 7, -32601),
    refused("method in another case", request(7, "Initialize"), 7, -32601),
    refused("unknown method without parameters", request(7, "x/y"), 7, -32601),
    refused("unknown method with parameters", request(7, "x/y", {"a": 1}), 7, -32601),
    refused("unknown method with a list", request(7, "x/y", [1]), 7, -32601),
    refused("unknown method with null", request(7, "x/y", None), 7, -32601),
    refused("unknown $/ request", request(7, "$/x"), 7, -32601),
    refused("unannounced method", request(7, "textDocument/definition", {}), 7, -32601),
    refused("a notification sent as a request", request(7, "textDocument/didOpen", {}), 7, -32601),
    refused("exit sent as a request", request(7, "exit"), 7, -32601),
    refused("cancelRequest sent as a request", request(7, "$/cancelRequest", {"id": 1}), 7, -32601),
    refused("a request of ours sent back", request(7, "workspace/configuration", {}), 7, -32601),
    refused("a Python attribute as method", request(7, "__init__"), 7, -32601),
    with_id("zero", 0),
    with_id("negative", -1),
    with_id("above 2^31", 2**31),
    with_id("above 2^63", 2**63),
    with_id("empty", ""),
    with_id("a digit as text", "1"),
    with_id("100,000 characters", "x" * 100_000),
    with_id("emoji", "😀"),
    with_id("NUL and line breaks", "\0\r\n\r\n"),
    with_id("as one of ours", "houserules-1"),
    Case(
        "id: used twice",
        (Send((request(1, "no/such"),) * 2), Answered(1, -32601), Answered(1, -32601)),
        probe=False,
    ),
    Case(
        "id: a number and its text",
        (
            Send((request(1, "no/such"), request("1", "no/such"))),
            Answered(1, -32601),
            Answered("1", -32601),
        ),
        probe=False,
    ),
    Case(
        "members that nobody knows",
        (Send(({**CALL, "id": "r", "a": {"b": []}, "c": None},)), HEARD),
        probe=False,
    ),
    ignored("unknown notification", notification("x/y")),
    ignored("unknown notification with parameters", notification("x/y", {"a": [1]})),
    ignored("unknown notification with a list", notification("x/y", [1])),
    ignored("unknown $/ notification", notification("$/x", {"value": 3})),
    ignored("request sent as a notification", notification("shutdown")),
    ignored("initialize sent as a notification", notification("initialize", {"capabilities": {}})),
    ignored("initialized twice", notification("initialized", {}), notification("initialized", {})),
    ignored("initialized with a list", notification("initialized", [1])),
    ignored("answer that nobody asked for", {"jsonrpc": "2.0", "id": 99, "result": None}),
    ignored("error that nobody asked for", {"jsonrpc": "2.0", "id": 99, "error": {"code": 1}}),
    ignored("error without an id", {"jsonrpc": "2.0", "id": None, "error": {"code": -32700}}),
    ignored("error that is no object", {"jsonrpc": "2.0", "id": "houserules-1", "error": 3}),
    ignored("answer with result and error", {"jsonrpc": "2.0", "id": 9, "result": 1, "error": {}}),
    ignored("answer with an id that is a list", {"jsonrpc": "2.0", "id": [9], "result": 1}),
    Case(
        "questions of the server are refused",
        (
            Pause(),
            Send(
                tuple(
                    {"jsonrpc": "2.0", "id": f"houserules-{n}", "error": {"code": -32601}}
                    for n in range(9)
                )
            ),
        ),
        capabilities={"workspace": {"configuration": True}},
        mute=True,
    ),
    *(
        Case(
            f"questions of the server are answered with {name}",
            (
                Pause(),
                Send(
                    tuple(
                        {"jsonrpc": "2.0", "id": f"houserules-{n}", "result": result}
                        for n in range(9)
                    )
                ),
            ),
            capabilities={
                "workspace": {
                    "configuration": True,
                    "didChangeWatchedFiles": {"dynamicRegistration": True},
                }
            },
            mute=True,
        )
        for name, result in (("a number", 3), ("a short list", []), ("odd settings", [[1], 2, {}]))
    ),
)
