"""How a session begins and ends, in order and not."""

from __future__ import annotations

import signal
from typing import Any

from tests.faults.client import framed
from tests.faults.steps import (
    IMPORT,
    RULE,
    Answered,
    AnsweredEither,
    Bytes,
    Case,
    CloseInput,
    CloseOutput,
    Exits,
    HostUp,
    Logged,
    ParentDies,
    Pause,
    Published,
    Send,
    Signal,
    Step,
    Text,
    about,
    change,
    edit,
    notification,
    opening,
    request,
)

URI = "file:///w/life.py"
BAD = IMPORT + "x: Optional[int]\n"
INITIALIZE = request(
    "i", "initialize", {"capabilities": {}, "initializationOptions": {"select": [RULE]}}
)
SHUTDOWN, EXIT = request("s", "shutdown"), notification("exit")


def fresh(name: str, *steps: Step, ends: bool = True, **more: Any) -> Case:
    """Nothing was sent before the steps."""
    return Case(name, steps, started=False, ends=ends, **more)


def ending(name: str, *steps: Step, **more: Any) -> Case:
    """The steps end a session."""
    return Case(name, steps, ends=True, **more)


def initialize_with(name: str, params: Any, code: int | None = None) -> Case:
    """`initialize` with odd parameters, and a session that goes on if it was answered."""
    steps: list[Step] = [Send((request("i", "initialize", params),)), Answered("i", code)]
    if code is not None:
        steps += [Send((INITIALIZE,)), Answered("i")]
    steps += [Send((notification("initialized", {}), opening(URI, "x = 1\n")))]
    return fresh(f"initialize: {name}", *steps, ends=False, probe=False)


CASES = (
    fresh("request before initialize", Send((request("r", "textDocument/hover", about(URI)),)), Answered("r", -32002), Send((INITIALIZE,)), Answered("i"), ends=False, probe=False),
    fresh("unknown request before initialize", Send((request("r", "no/such"),)), Answered("r", -32002), Send((INITIALIZE,)), Answered("i"), ends=False, probe=False),
    fresh("shutdown before initialize", Send((SHUTDOWN,)), Answered("s", -32002), Send((EXIT,)), Exits(1)),
    fresh("notifications before initialize", Send((opening(URI, BAD), change(URI, 2, {"text": "x"}), notification("initialized", {}), INITIALIZE)), Answered("i"), ends=False, probe=False),
    fresh("garbage before initialize", Bytes(framed(b"{")), Answered(None, -32700), Send((INITIALIZE,)), Answered("i"), ends=False, probe=False),
    fresh("everything in one write", Send((INITIALIZE, notification("initialized", {}), opening(URI, BAD))), Answered("i"), Published(URI, 1, ((1, 3),)), Send((SHUTDOWN, EXIT)), Answered("s", result=None), Exits(0)),
    fresh("no initialized", Send((INITIALIZE,)), Answered("i"), Send((opening(URI, BAD),)), Published(URI, 1, ((1, 3),)), ends=False),
    Case("initialize twice keeps the documents", (Send((opening(URI, BAD),)), Published(URI, 1, ((1, 3),)), Send((INITIALIZE,)), Answered("i", -32600), Send((change(URI, 2, edit((0, 0), (0, 0), "\n")),)), Published(URI, 2, ((2, 3),)), Text(URI, "\n" + BAD))),
    Case("initialize twice at once", (Send((INITIALIZE, INITIALIZE)), Answered("i", -32600), Answered("i", -32600)), probe=False),
    initialize_with("parameters are missing", ...),
    initialize_with("parameters are null", None),
    initialize_with("parameters are a list", [1], -32602),
    initialize_with("parameters are a number", 3, -32602),
    initialize_with("parameters are empty", {}),
    initialize_with("capabilities are a list", {"capabilities": [1]}),
    initialize_with("capabilities of wrong types", {"capabilities": {"general": {"positionEncodings": 3}, "textDocument": [], "workspace": {"configuration": "yes", "workspaceEdit": 3}}}),
    initialize_with("encodings nobody knows", {"capabilities": {"general": {"positionEncodings": ["utf-7", 3, None]}}}),
    initialize_with("process id is a word", {"processId": "x", "capabilities": {}}),
    initialize_with("process id is negative", {"processId": -1, "capabilities": {}}),
    initialize_with("process id is zero", {"processId": 0, "capabilities": {}}),
    initialize_with("process id of 2^70", {"processId": 2**70, "capabilities": {}}),
    initialize_with("process id of nobody", {"processId": 2**22 + 7, "capabilities": {}}),
    initialize_with("folders are wrong", {"workspaceFolders": [3, {}, {"uri": 3}, {"uri": "http://x/"}, {"uri": "file:///no/such"}], "capabilities": {}}),
    initialize_with("root is another machine", {"rootUri": "file://server/share", "capabilities": {}}),
    initialize_with("root is no uri", {"rootUri": "\0", "rootPath": "\0", "capabilities": {}}),
    initialize_with("root is a file", {"rootUri": "file:///dev/null", "capabilities": {}}),
    initialize_with("options are a list", {"initializationOptions": [1], "capabilities": {}}),
    initialize_with("options of wrong types", {"initializationOptions": {"select": 3, "trace": [], "profile": {}}, "capabilities": {}}),
    initialize_with("options nobody knows", {"initializationOptions": {"plugins": ["x"], "command": "x"}, "capabilities": {}}),
    initialize_with("trace is wrong", {"trace": 3, "capabilities": {}}),
    initialize_with("client without a name", {"clientInfo": 3, "capabilities": {}}),
    ending("exit after shutdown: 0", Send((SHUTDOWN, EXIT)), Answered("s", result=None), Exits(0)),
    ending("exit without shutdown: 1", Send((EXIT,)), Exits(1)),
    fresh("exit before initialize: 1", Send((EXIT,)), Exits(1)),
    ending("end of input: 1", CloseInput(), Exits(1)),
    fresh("end of input before initialize: 1", CloseInput(), Exits(1)),
    ending("end of input after shutdown: 1", Send((SHUTDOWN,)), Answered("s", result=None), CloseInput(), Exits(1)),
    ending("end of input within a message: 1", Bytes(b"Content-Length: 100\r\n\r\n{"), CloseInput(), Exits(1)),
    ending("end of input within a header: 1", Bytes(b"Content-Le"), CloseInput(), Exits(1)),
    ending("exit with parameters: 1", Send((notification("exit", [3]),)), Exits(1)),
    ending("shutdown with parameters", Send((request("s", "shutdown", None), EXIT)), Answered("s", result=None), Exits(0)),
    ending("request after shutdown", Send((SHUTDOWN, request("r", "textDocument/hover", about(URI)), EXIT)), Answered("s"), Answered("r", -32600), Exits(0)),
    ending("unknown request after shutdown", Send((SHUTDOWN, request("r", "no/such"), EXIT)), Answered("s"), Answered("r", -32600), Exits(0)),
    ending("shutdown twice", Send((SHUTDOWN, SHUTDOWN, EXIT)), Answered("s", result=None), Answered("s", -32600), Exits(0)),
    ending("initialize after shutdown", Send((SHUTDOWN, INITIALIZE, EXIT)), Answered("s"), Answered("i", -32600), Exits(0)),
    ending("notifications after shutdown", Send((SHUTDOWN, opening(URI, BAD), change(URI, 2, {"text": ""}), EXIT)), Answered("s"), Exits(0)),
    ending("garbage after shutdown", Send((SHUTDOWN,)), Answered("s"), Bytes(framed(b"{")), Answered(None, -32700), Send((EXIT,)), Exits(0)),
    ending("exit while the host hangs", Send((opening(URI, "FAULT_SLEEP\n"),)), HostUp(), Send((EXIT,)), Exits(1), server="rules", options={"select": ["test"]}),
    ending("exit while a handler never ends", Send((request("r", "test/never"), SHUTDOWN, EXIT)), Answered("s"), Exits(0), server="handlers", leftover=True),
    ending("exit behind a thousand requests", Send((*(request(n, "no/such") for n in range(1_000)), SHUTDOWN, EXIT)), Answered(999, -32601), Answered("s"), Exits(0)),
    ending("the client reads no more", Send((opening(URI, BAD),)), Pause(), CloseOutput(), Send((request("r", "no/such"),)), Exits(1), leftover=True),
    ending("the client reads no more while work is on its way", Send((opening(URI, BAD * 50),)), CloseOutput(), Exits(1), leftover=True),
    fresh("the client reads no more before initialize", CloseOutput(), Send((INITIALIZE,)), Exits(1), leftover=True),
    ending("the parent dies with the pipes open", Pause(), ParentDies(), Exits(1), parent=True),
    ending("the parent dies while the host hangs", Send((opening(URI, "FAULT_SLEEP\n"),)), HostUp(), ParentDies(), Exits(1), parent=True, server="rules", options={"select": ["test"]}),
    Case("the parent lives", (Pause(),), parent=True),
    ending("interrupted: 1", Pause(), Signal(signal.SIGINT), Exits(1)),
    ending("terminated", Pause(), Signal(signal.SIGTERM), Exits(-signal.SIGTERM)),
    Case("the host is killed", (Send((opening(URI, BAD),)), Published(URI, 1, ((1, 3),)), Signal(signal.SIGKILL, to_host=True), HostUp(1), Send((change(URI, 2, edit((0, 0), (0, 0), "\n")),)), Published(URI, 2, ((2, 3),)), Text(URI, "\n" + BAD))),
    Case("the host is killed while edits come", (Send((opening(URI, BAD),)), Published(URI, 1, ((1, 3),)), Send(tuple(change(URI, v, edit((0, 0), (0, 0), "\n")) for v in range(2, 30))), Signal(signal.SIGKILL, to_host=True), Send(tuple(change(URI, v, edit((0, 0), (0, 0), "\n")) for v in range(30, 60))), HostUp(1), Published(URI, 59, ((59, 3),)), Text(URI, "\n" * 58 + BAD))),
    Case("the host is killed before it is up", (Signal(signal.SIGKILL, to_host=True), Send((opening(URI, BAD),)), Published(URI, 1, ((1, 3),)))),
    Case("the host is killed under a request", (Send((opening(URI, "FAULT_NAP = bad\n"),)), Published(URI, 1, ((0, 0), (0, 12))), Send((change(URI, 2, {"text": "FAULT_NAP  = bad\n"}), request("r", "codeAction/resolve", {"title": "x", "data": {"uri": URI, "method": "fix_all", "params": {"uri": URI, "rule": None}}}))), Signal(signal.SIGKILL, to_host=True), AnsweredEither("r", (None, -32803, -32801, -32602)), Published(URI, 2, ((0, 0), (0, 13)))), server="rules", options={"select": ["test"]}, probe=False),
    Case("the host cannot be started", (Send((opening(URI, BAD), request("h", "textDocument/hover", about(URI, position={"line": 1, "character": 4})), request("d", "textDocument/diagnostic", about(URI)), request("a", "textDocument/codeAction", about(URI, range={"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, context={"diagnostics": []})))), AnsweredEither("h", (None,)), AnsweredEither("d", (None, -32802)), AnsweredEither("a", (None,)), Logged("cannot be started")), server="missing", probe=False),
    Case("the host never says a word", (Send((opening(URI, BAD), request("h", "textDocument/hover", about(URI, position={"line": 1, "character": 4})), request("d", "textDocument/diagnostic", about(URI)))), AnsweredEither("h", (None,)), AnsweredEither("d", (None, -32802))), server="mute", probe=False),
    Case("the host writes lines that are no messages", (Send((opening(URI, BAD), request("h", "textDocument/hover", about(URI, position={"line": 1, "character": 4})))), AnsweredEither("h", (None,)), Pause(1.0)), server="chatty", probe=False),
)  # fmt: skip
